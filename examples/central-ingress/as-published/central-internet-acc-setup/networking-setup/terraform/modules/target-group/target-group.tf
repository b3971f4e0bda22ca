resource "aws_lb_target_group" "target_group" {
  provider    = aws.network-role
  name        = "${var.name}-target-group"
  vpc_id      = var.vpc_id
  target_type = "ip"
  protocol    = "HTTPS"
  port        = "80"

  health_check {
    protocol = "HTTPS"
    port     = "80"
    path     = "/"
  }
}

resource "aws_alb_target_group_attachment" "targets_attachement" {
  provider         = aws.network-role
  count            = 3
  target_group_arn = aws_lb_target_group.target_group.arn
  target_id        = var.team_endpoint_private_ips[count.index]
}

resource "aws_lb_listener_rule" "alb_listener_rule" {
  provider     = aws.network-role
  listener_arn = var.listener_arn

  condition {
    path_pattern {
      values = ["/internet"]
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.target_group.arn
  }
}
