# The cluster's VPC, of the same account. The pods have their addresses from these interfaces.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
  backend "s3" {
    bucket = "network-state-111122223333"
    key    = "cluster/terraform.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "network-state-111122223333"
    key    = "ingress/terraform.tfstate"
    region = "eu-central-1"
  }
}

locals {
  network = data.terraform_remote_state.network.outputs
  zones   = { a = "10.30.0.0/20", b = "10.30.16.0/20" }
}

resource "aws_vpc" "shop" {
  cidr_block = "10.30.0.0/16"
  tags       = { Name = "shop" }
}

resource "aws_subnet" "pods" {
  for_each          = local.zones
  vpc_id            = aws_vpc.shop.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
  tags              = { Name = "pods-${each.key}" }
}

resource "aws_route_table" "pods" {
  vpc_id = aws_vpc.shop.id
  route {
    cidr_block         = "10.20.0.0/16"
    transit_gateway_id = local.network.transit_gateway_id
  }
}

resource "aws_route_table_association" "pods" {
  for_each       = aws_subnet.pods
  subnet_id      = each.value.id
  route_table_id = aws_route_table.pods.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "shop" {
  transit_gateway_id                 = local.network.transit_gateway_id
  vpc_id                             = aws_vpc.shop.id
  subnet_ids                         = [for subnet in aws_subnet.pods : subnet.id]
  security_group_referencing_support = "enable"
}

resource "aws_security_group" "pods" {
  name        = "pods"
  description = "pods of the shop"
  vpc_id      = aws_vpc.shop.id
}

# The jump host, from the first day of the cluster.
resource "aws_vpc_security_group_ingress_rule" "one_address" {
  security_group_id = aws_security_group.pods.id
  cidr_ipv4         = "10.20.9.9/32"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
}

resource "aws_network_interface" "pods" {
  for_each        = { a = "10.30.1.20", b = "10.30.17.20" }
  subnet_id       = aws_subnet.pods[each.key].id
  private_ips     = [each.value]
  security_groups = [aws_security_group.pods.id]
}

# Left over from the migration.
resource "aws_network_acl" "pods_b" {
  vpc_id     = aws_vpc.shop.id
  subnet_ids = [aws_subnet.pods["b"].id]
  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "-1"
    cidr_block = "10.20.0.0/16"
    from_port  = 0
    to_port    = 0
  }
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
