resource "aws_lb_target_group_attachment" "inner" {
  availability_zone = null
}
