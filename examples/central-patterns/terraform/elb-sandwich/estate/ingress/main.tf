# The network team's account: one load balancer for all host names, and behind it those of the teams.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
  backend "s3" {
    bucket = "network-state-111122223333"
    key    = "ingress/terraform.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

# Addresses that each team has pinned for its own load balancer, one a zone.
variable "inner_addresses" {
  type    = map(list(string))
  default = { shop = ["10.30.240.10", "10.30.241.10"] }
}

locals {
  zones = { a = "10.20.0.0/24", b = "10.20.1.0/24" }
  inner = merge([for team, addresses in var.inner_addresses : { for address in addresses : "${team} ${address}" => { team = team, address = address } }]...)
}

resource "aws_vpc" "ingress" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_internet_gateway" "ingress" {
  vpc_id = aws_vpc.ingress.id
}

resource "aws_subnet" "edge" {
  for_each          = local.zones
  vpc_id            = aws_vpc.ingress.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
}

resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.ingress.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.ingress.id
  }
  route {
    cidr_block         = "10.30.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_route_table_association" "edge" {
  for_each       = aws_subnet.edge
  subnet_id      = each.value.id
  route_table_id = aws_route_table.edge.id
}

resource "aws_ec2_transit_gateway" "hub" {
  description                    = "ingress and teams"
  auto_accept_shared_attachments = "enable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "ingress" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.ingress.id
  subnet_ids         = [for subnet in aws_subnet.edge : subnet.id]
}

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "the outer load balancer"
  vpc_id      = aws_vpc.ingress.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.edge.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "to_inner" {
  security_group_id = aws_security_group.edge.id
  cidr_ipv4         = "10.30.240.0/23"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_acm_certificate" "edge" {
  domain_name       = "*.example.com"
  validation_method = "DNS"
}

resource "aws_lb" "edge" {
  name                       = "edge"
  internal                   = false
  load_balancer_type         = "application"
  subnets                    = [for subnet in aws_subnet.edge : subnet.id]
  security_groups            = [aws_security_group.edge.id]
  drop_invalid_header_fields = true
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.edge.arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "no such host"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "team" {
  for_each     = var.inner_addresses
  listener_arn = aws_lb_listener.https.arn
  priority     = 10 + index(keys(var.inner_addresses), each.key)
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inner[each.key].arn
  }
  condition {
    host_header {
      values = ["${each.key}.example.com"]
    }
  }
}

resource "aws_lb_target_group" "inner" {
  for_each    = var.inner_addresses
  name        = "${each.key}-inner"
  vpc_id      = aws_vpc.ingress.id
  target_type = "ip"
  protocol    = "HTTP"
  port        = 80
  health_check {
    path = "/healthz"
  }
}

# Addresses of no subnet of this VPC are targets of no zone of theirs.
resource "aws_lb_target_group_attachment" "inner" {
  for_each          = local.inner
  target_group_arn  = aws_lb_target_group.inner[each.value.team].arn
  target_id         = each.value.address
  port              = 80
  availability_zone = "all"
}

output "transit_gateway_id" {
  value = aws_ec2_transit_gateway.hub.id
}

output "edge_blocks" {
  value = values(local.zones)
}
