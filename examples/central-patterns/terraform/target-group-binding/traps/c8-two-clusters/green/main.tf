# The account that the green moves to: its pods are to be behind the same load balancer.
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
    bucket = "green-state-777788889999"
    key    = "cluster/terraform.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["777788889999"]
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
  zones   = { a = "10.40.0.0/20", b = "10.40.16.0/20" }
}

resource "aws_vpc" "green" {
  cidr_block = "10.40.0.0/16"
  tags       = { Name = "green" }
}

resource "aws_subnet" "pods" {
  for_each          = local.zones
  vpc_id            = aws_vpc.green.id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
  tags              = { Name = "pods-${each.key}" }
}

resource "aws_route_table" "pods" {
  vpc_id = aws_vpc.green.id
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

resource "aws_ec2_transit_gateway_vpc_attachment" "green" {
  transit_gateway_id                 = local.network.transit_gateway_id
  vpc_id                             = aws_vpc.green.id
  subnet_ids                         = [for subnet in aws_subnet.pods : subnet.id]
  security_group_referencing_support = "enable"
}

resource "aws_iam_role" "cluster" {
  name = "green-cluster"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "eks.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "nodes" {
  name = "green-nodes"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_eks_cluster" "green" {
  name     = "green"
  version  = "1.33"
  role_arn = aws_iam_role.cluster.arn
  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.pods : subnet.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_node_group" "green" {
  cluster_name    = aws_eks_cluster.green.name
  node_group_name = "green"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [for subnet in aws_subnet.pods : subnet.id]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 4
  }
}
