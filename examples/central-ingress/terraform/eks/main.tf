# The account of the cluster: a VPC without any way to the internet, an internal Network Load Balancer, and the endpoint service on it.
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
    role_arn = "arn:aws:iam::444455556666:role/eks-role"
  }
}

# Writes one parameter in the account of the internet VPC.
provider "aws" {
  alias  = "central"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/parameter-role"
  }
}

variable "connection_name" {
  type    = string
  default = "connectionv1"
}

locals {
  zones = {
    euw1-az3 = "10.11.0.0/21"
    euw1-az1 = "10.11.8.0/21"
    euw1-az2 = "10.11.16.0/21"
  }
  # Public subnets of the internet VPC: where the nodes of its load balancer are.
  clients = ["10.12.0.0/23", "10.12.2.0/23", "10.12.4.0/23"]
}

resource "aws_vpc" "workloads" {
  cidr_block = "10.11.0.0/16"
}

resource "aws_subnet" "private" {
  for_each             = local.zones
  vpc_id               = aws_vpc.workloads.id
  availability_zone_id = each.key
  cidr_block           = each.value
}

resource "aws_security_group" "endpoints" {
  name        = "workloads-endpoints"
  description = "endpoints of AWS"
  vpc_id      = aws_vpc.workloads.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  cidr_ipv4         = "10.11.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_endpoint" "aws" {
  for_each            = toset(["ecr.api", "ecr.dkr", "ec2", "elasticloadbalancing", "sts", "autoscaling"])
  vpc_id              = aws_vpc.workloads.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.workloads.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
}

resource "aws_ecr_repository" "images" {
  name                 = "eks-service-account-ecr"
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_eks_cluster" "workloads" {
  name     = "workloads"
  version  = "1.33"
  role_arn = "arn:aws:iam::444455556666:role/workloads-cluster"
  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.private : subnet.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_node_group" "workloads" {
  cluster_name    = aws_eks_cluster.workloads.name
  node_group_name = "workloads"
  node_role_arn   = "arn:aws:iam::444455556666:role/workloads-nodes"
  subnet_ids      = [for subnet in aws_subnet.private : subnet.id]
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 6
  }
}

resource "aws_security_group" "nlb" {
  name        = "nginx-nlb"
  description = "clients of the load balancer in front of NGINX"
  vpc_id      = aws_vpc.workloads.id
}

resource "aws_vpc_security_group_ingress_rule" "nlb" {
  count             = 3
  security_group_id = aws_security_group.nlb.id
  cidr_ipv4         = local.clients[count.index]
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "nlb_to_nginx" {
  security_group_id            = aws_security_group.nlb.id
  referenced_security_group_id = aws_eks_cluster.workloads.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_vpc_security_group_egress_rule" "nlb_to_health" {
  security_group_id            = aws_security_group.nlb.id
  referenced_security_group_id = aws_eks_cluster.workloads.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 10254
  to_port                      = 10254
}

resource "aws_vpc_security_group_ingress_rule" "nginx" {
  security_group_id            = aws_eks_cluster.workloads.vpc_config[0].cluster_security_group_id
  referenced_security_group_id = aws_security_group.nlb.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_vpc_security_group_ingress_rule" "nginx_health" {
  security_group_id            = aws_eks_cluster.workloads.vpc_config[0].cluster_security_group_id
  referenced_security_group_id = aws_security_group.nlb.id
  ip_protocol                  = "tcp"
  from_port                    = 10254
  to_port                      = 10254
}

resource "aws_lb" "nginx" {
  name                                                         = "nginx"
  internal                                                     = true
  load_balancer_type                                           = "network"
  subnets                                                      = [for subnet in aws_subnet.private : subnet.id]
  security_groups                                              = [aws_security_group.nlb.id]
  enforce_security_group_inbound_rules_on_private_link_traffic = "on"
  enable_deletion_protection                                   = true
}

resource "aws_lb_target_group" "nginx" {
  name               = "nginx"
  port               = 80
  protocol           = "TCP"
  target_type        = "ip"
  preserve_client_ip = false
  vpc_id             = aws_vpc.workloads.id
  health_check {
    protocol            = "HTTP"
    port                = "10254"
    path                = "/healthz"
    interval            = 10
    timeout             = 6
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "nginx" {
  load_balancer_arn = aws_lb.nginx.arn
  port              = 80
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.nginx.arn
  }
}

resource "aws_vpc_endpoint_service" "nginx" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.nginx.arn]
}

resource "aws_vpc_endpoint_service_allowed_principal" "central" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.nginx.id
  principal_arn           = "arn:aws:iam::111122223333:root"
}

resource "aws_ssm_parameter" "service_name" {
  provider = aws.central
  name     = "vpces-service-name-${var.connection_name}"
  type     = "String"
  value    = aws_vpc_endpoint_service.nginx.service_name
}
