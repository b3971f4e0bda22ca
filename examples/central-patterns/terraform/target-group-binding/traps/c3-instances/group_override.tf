resource "aws_lb_target_group" "shop" {
  target_type = "instance"
}
