resource "aws_lb" "edge" {
  load_balancer_type         = "network"
  drop_invalid_header_fields = null
}

# What came by host name comes by port.
resource "aws_lb_listener" "https" {
  port            = 80
  protocol        = "TCP"
  ssl_policy      = null
  certificate_arn = null
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inner["shop"].arn
  }
}

resource "aws_lb_listener_rule" "team" {
  for_each = {}
}

resource "aws_lb_target_group" "inner" {
  protocol           = "TCP"
  preserve_client_ip = "false"
  health_check {
    protocol = "TCP"
  }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  from_port = 80
  to_port   = 80
}
