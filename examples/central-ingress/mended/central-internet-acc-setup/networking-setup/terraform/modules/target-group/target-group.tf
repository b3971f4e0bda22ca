# NGINX takes TLS on 443: everything from the load balancer to it is encrypted.
resource "aws_lb_target_group" "target_group" {
  provider    = aws.network-role
  name        = "${var.name}-tg"
  vpc_id      = var.vpc_id
  target_type = "ip"
  protocol    = "HTTPS"
  port        = "443"

  health_check {
    protocol = "HTTPS"
    port     = "traffic-port"
    path     = "/healthz"
  }
}

resource "aws_lb_target_group_attachment" "targets_attachement" {
  provider         = aws.network-role
  count            = length(var.team_endpoint_private_ips)
  target_group_arn = aws_lb_target_group.target_group.arn
  target_id        = var.team_endpoint_private_ips[count.index]
}

resource "aws_lb_listener_rule" "alb_listener_rule" {
  provider     = aws.network-role
  listener_arn = var.listener_arn
  priority     = var.priority

  condition {
    host_header {
      values = var.hosts
    }
  }

  condition {
    path_pattern {
      values = var.paths
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.target_group.arn
  }
}
