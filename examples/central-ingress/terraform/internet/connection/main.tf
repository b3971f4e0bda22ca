# An endpoint for the service of one account, and its addresses as targets of the load balancer.
variable "connection_name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_groups" {
  type = list(string)
}

# The account that offers the service writes its name here.
data "aws_ssm_parameter" "service_name" {
  name = "vpces-service-name-${var.connection_name}"
}

resource "aws_vpc_endpoint" "service" {
  vpc_id             = var.vpc_id
  vpc_endpoint_type  = "Interface"
  service_name       = data.aws_ssm_parameter.service_name.value
  subnet_ids         = var.subnet_ids
  security_group_ids = var.security_groups
}

data "aws_network_interface" "endpoint" {
  count = 3
  id    = tolist(aws_vpc_endpoint.service.network_interface_ids)[count.index]
}

resource "aws_lb_target_group" "app1" {
  name        = "app1"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
  health_check {
    path                = "/healthz"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_target_group_attachment" "app1" {
  count            = 3
  target_group_arn = aws_lb_target_group.app1.arn
  target_id        = data.aws_network_interface.endpoint[count.index].private_ip
  port             = 80
}

output "target_group_arn" {
  value = aws_lb_target_group.app1.arn
}
