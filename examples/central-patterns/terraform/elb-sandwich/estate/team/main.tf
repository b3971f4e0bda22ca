# A team's account: its own cluster behind its own load balancer, whose addresses stay.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
  backend "s3" {
    bucket = "shop-state-444455556666"
    key    = "cluster/terraform.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["444455556666"]
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
  # Where the load balancer stands, and the address that it keeps there.
  inner = {
    a = { block = "10.30.240.0/24", address = "10.30.240.10" }
    b = { block = "10.30.241.0/24", address = "10.30.241.10" }
  }
  pods = { a = "10.30.0.0/20", b = "10.30.16.0/20" }
}

resource "aws_vpc" "shop" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "inner" {
  for_each          = local.inner
  vpc_id            = aws_vpc.shop.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value.block
}

resource "aws_subnet" "pods" {
  for_each          = local.pods
  vpc_id            = aws_vpc.shop.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
}

resource "aws_route_table" "inner" {
  vpc_id = aws_vpc.shop.id
  route {
    cidr_block         = "10.20.0.0/16"
    transit_gateway_id = local.network.transit_gateway_id
  }
}

resource "aws_route_table_association" "inner" {
  for_each       = aws_subnet.inner
  subnet_id      = each.value.id
  route_table_id = aws_route_table.inner.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "shop" {
  transit_gateway_id = local.network.transit_gateway_id
  vpc_id             = aws_vpc.shop.id
  subnet_ids         = [for subnet in aws_subnet.inner : subnet.id]
}

resource "aws_security_group" "inner" {
  name        = "inner"
  description = "load balancer of the shop"
  vpc_id      = aws_vpc.shop.id
}

# The transit gateway carries no references to groups, so the blocks of the outer load balancer's subnets stand here.
resource "aws_vpc_security_group_ingress_rule" "from_edge" {
  for_each          = toset(local.network.edge_blocks)
  security_group_id = aws_security_group.inner.id
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "to_pods" {
  for_each          = local.pods
  security_group_id = aws_security_group.inner.id
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
}
