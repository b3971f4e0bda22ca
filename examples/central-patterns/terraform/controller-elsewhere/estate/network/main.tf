# The ingress VPC: where the controller of the cluster is to make its load balancer, and whom that lets in and out.
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

locals {
  zones = { a = "10.20.0.0/24", b = "10.20.1.0/24" }
}

resource "aws_vpc" "ingress" {
  cidr_block = "10.20.0.0/16"
  tags       = { Name = "ingress" }
}

resource "aws_internet_gateway" "ingress" {
  vpc_id = aws_vpc.ingress.id
}

resource "aws_subnet" "edge" {
  for_each          = local.zones
  vpc_id            = aws_vpc.ingress.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
  tags              = { Name = "edge-${each.key}", "kubernetes.io/role/elb" = "1" }
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

# Groups may name groups across it, or no rule of the cluster can name the load balancer's.
resource "aws_ec2_transit_gateway" "hub" {
  description                        = "ingress and clusters"
  auto_accept_shared_attachments     = "enable"
  security_group_referencing_support = "enable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "ingress" {
  transit_gateway_id                 = aws_ec2_transit_gateway.hub.id
  vpc_id                             = aws_vpc.ingress.id
  subnet_ids                         = [for subnet in aws_subnet.edge : subnet.id]
  security_group_referencing_support = "enable"
}

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "the central load balancer"
  vpc_id      = aws_vpc.ingress.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.edge.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# No controller of the cluster writes here: it belongs to this account.
resource "aws_vpc_security_group_egress_rule" "to_shop" {
  security_group_id = aws_security_group.edge.id
  cidr_ipv4         = "10.30.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
}

resource "aws_acm_certificate" "edge" {
  domain_name       = "*.example.com"
  validation_method = "DNS"
}

output "transit_gateway_id" {
  value = aws_ec2_transit_gateway.hub.id
}

output "vpc_id" {
  value = aws_vpc.ingress.id
}

output "edge_group_id" {
  value = aws_security_group.edge.id
}

output "subnet_ids" {
  value = [for subnet in aws_subnet.edge : subnet.id]
}

output "certificate_arn" {
  value = aws_acm_certificate.edge.arn
}
