# The cluster's VPC, of the same account: nothing of it is to be reached from the internet.
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

# The controller writes no rule for it where the load balancer's groups are given; its group is the cluster's own.
resource "aws_vpc_security_group_ingress_rule" "from_edge" {
  security_group_id            = aws_eks_cluster.shop.vpc_config[0].cluster_security_group_id
  referenced_security_group_id = local.network.edge_group_id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}
