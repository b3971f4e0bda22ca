# The account that clients reach: a VPC with an Application Load Balancer, a web ACL, and one endpoint for each connected account.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/network-role"
  }
}

locals {
  # Zones by id: their names differ between the two accounts, and an endpoint has to be where the service is.
  zones = {
    euw1-az1 = { public = "10.12.0.0/23", endpoints = "10.12.10.0/23" }
    euw1-az2 = { public = "10.12.2.0/23", endpoints = "10.12.12.0/23" }
    euw1-az3 = { public = "10.12.4.0/23", endpoints = "10.12.14.0/23" }
  }
  public_blocks   = [for zone in local.zones : zone.public]
  endpoint_blocks = [for zone in local.zones : zone.endpoints]
}

resource "aws_vpc" "internet" {
  cidr_block = "10.12.0.0/16"
}

resource "aws_internet_gateway" "internet" {
  vpc_id = aws_vpc.internet.id
}

resource "aws_subnet" "public" {
  for_each             = local.zones
  vpc_id               = aws_vpc.internet.id
  availability_zone_id = each.key
  cidr_block           = each.value.public
}

resource "aws_subnet" "endpoints" {
  for_each             = local.zones
  vpc_id               = aws_vpc.internet.id
  availability_zone_id = each.key
  cidr_block           = each.value.endpoints
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.internet.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet.id
}

resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.internet.id
  subnet_ids = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_network_acl_rule" "public_replies_to_clients" {
  network_acl_id = aws_network_acl.public.id
  egress         = true
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "public_to_endpoints" {
  count          = 3
  network_acl_id = aws_network_acl.public.id
  egress         = true
  rule_number    = 110 + count.index
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = local.endpoint_blocks[count.index]
  from_port      = 80
  to_port        = 80
}

resource "aws_network_acl_rule" "public_https" {
  network_acl_id = aws_network_acl.public.id
  egress         = false
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "public_http" {
  network_acl_id = aws_network_acl.public.id
  egress         = false
  rule_number    = 110
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 80
  to_port        = 80
}

resource "aws_network_acl_rule" "public_replies_of_endpoints" {
  count          = 3
  network_acl_id = aws_network_acl.public.id
  egress         = false
  rule_number    = 120 + count.index
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = local.endpoint_blocks[count.index]
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl" "endpoints" {
  vpc_id     = aws_vpc.internet.id
  subnet_ids = [for subnet in aws_subnet.endpoints : subnet.id]
}

resource "aws_network_acl_rule" "endpoints_http" {
  count          = 3
  network_acl_id = aws_network_acl.endpoints.id
  egress         = false
  rule_number    = 100 + count.index
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = local.public_blocks[count.index]
  from_port      = 80
  to_port        = 80
}

resource "aws_network_acl_rule" "endpoints_replies" {
  count          = 3
  network_acl_id = aws_network_acl.endpoints.id
  egress         = true
  rule_number    = 100 + count.index
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = local.public_blocks[count.index]
  from_port      = 1024
  to_port        = 65535
}

resource "aws_security_group" "alb" {
  name        = "central-alb"
  description = "clients of the central load balancer"
  vpc_id      = aws_vpc.internet.id
}

resource "aws_security_group" "endpoints" {
  name        = "central-endpoints"
  description = "endpoints of connected accounts"
  vpc_id      = aws_vpc.internet.id
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "http" {
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "to_endpoints" {
  security_group_id            = aws_security_group.alb.id
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_vpc_security_group_ingress_rule" "from_load_balancer" {
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

# One connected account. Another one is one more module, one more rule.
module "connectionv1" {
  source          = "./connection"
  connection_name = "connectionv1"
  vpc_id          = aws_vpc.internet.id
  subnet_ids      = [for subnet in aws_subnet.endpoints : subnet.id]
  security_groups = [aws_security_group.endpoints.id]
  depends_on      = [aws_vpc.internet]
}

resource "aws_lb" "central" {
  name                       = "central"
  internal                   = false
  load_balancer_type         = "application"
  subnets                    = [for subnet in aws_subnet.public : subnet.id]
  security_groups            = [aws_security_group.alb.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true
  access_logs {
    bucket  = "central-alb-logs-111122223333"
    prefix  = "central"
    enabled = true
  }
}

resource "aws_acm_certificate" "example" {
  domain_name               = "*.example.com"
  subject_alternative_names = ["*.example.com"]
  validation_method         = "DNS"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.central.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.example.arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "no such host"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.central.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "app1" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = module.connectionv1.target_group_arn
  }
  condition {
    host_header {
      values = ["app1.example.com"]
    }
  }
}

resource "aws_wafv2_web_acl" "central" {
  name  = "central"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "central"
    sampled_requests_enabled   = true
  }
  rule {
    name     = "no-status-pages"
    priority = 0
    action {
      block {}
    }
    statement {
      byte_match_statement {
        search_string         = "/nginx_status"
        positional_constraint = "STARTS_WITH"
        field_to_match {
          uri_path {}
        }
        text_transformation {
          priority = 0
          type     = "NONE"
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "no-status-pages"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "common"
    priority = 10
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "known-bad-inputs"
    priority = 20
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "known-bad-inputs"
      sampled_requests_enabled   = true
    }
  }
}

resource "aws_wafv2_web_acl_association" "central" {
  resource_arn = aws_lb.central.arn
  web_acl_arn  = aws_wafv2_web_acl.central.arn
}

resource "aws_route53_zone" "example" {
  name = "example.com"
}

resource "aws_route53_record" "app1" {
  zone_id = aws_route53_zone.example.zone_id
  name    = "app1.example.com"
  type    = "A"
  alias {
    name                   = aws_lb.central.dns_name
    zone_id                = aws_lb.central.zone_id
    evaluate_target_health = true
  }
}
