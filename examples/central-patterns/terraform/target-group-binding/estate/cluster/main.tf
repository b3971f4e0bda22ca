# The shop's account: a cluster whose pods are targets of a load balancer in another VPC.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    helm = {
      source = "hashicorp/helm"
    }
    kubectl = {
      source = "gavinbunney/kubectl"
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

resource "aws_iam_role" "cluster" {
  name = "shop-cluster"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "eks.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "nodes" {
  name = "shop-nodes"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_eks_cluster" "shop" {
  name     = "shop"
  version  = "1.33"
  role_arn = aws_iam_role.cluster.arn
  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.pods : subnet.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_node_group" "shop" {
  cluster_name    = aws_eks_cluster.shop.name
  node_group_name = "shop"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [for subnet in aws_subnet.pods : subnet.id]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 4
  }
}
