# A second account that offers something. Its VPC has the addresses of the first one's, and PrivateLink does not mind.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  profile = "team-b"
  region  = "eu-central-1"
}

# The account of the internet VPC.
provider "aws" {
  alias   = "central-acc"
  profile = "central-acc"
  region  = "eu-central-1"
}

locals {
  zone_ids = ["euc1-az1", "euc1-az2", "euc1-az3"]
}

resource "aws_vpc" "main" {
  cidr_block = "10.11.0.0/16"
}

resource "aws_subnet" "private" {
  count                = length(local.zone_ids)
  vpc_id               = aws_vpc.main.id
  availability_zone_id = local.zone_ids[count.index]
  cidr_block           = cidrsubnet(aws_vpc.main.cidr_block, 5, count.index)
}

resource "aws_security_group" "shop" {
  name        = "shop"
  description = "From the load balancer to the shop"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "shop" {
  security_group_id = aws_security_group.shop.id
  cidr_ipv4         = aws_vpc.main.cidr_block
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# One machine in each zone takes TLS on 443.
resource "aws_instance" "shop" {
  count                  = length(local.zone_ids)
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.private[count.index].id
  vpc_security_group_ids = [aws_security_group.shop.id]
}

resource "aws_lb" "shop" {
  name               = "shop"
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.private[*].id
}

resource "aws_lb_target_group" "shop" {
  name               = "shop"
  vpc_id             = aws_vpc.main.id
  target_type        = "instance"
  protocol           = "TCP"
  port               = 443
  preserve_client_ip = false
}

resource "aws_lb_target_group_attachment" "shop" {
  count            = length(local.zone_ids)
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = aws_instance.shop[count.index].id
}

resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  protocol          = "TCP"
  port              = 443
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}

resource "aws_vpc_endpoint_service" "shop" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.shop.arn]
  allowed_principals         = ["arn:aws:iam::111122223333:role/network-role-central"]
}

resource "aws_ssm_parameter" "vpces-service-name" {
  provider  = aws.central-acc
  name      = "vpces-service-name-connectionv1"
  type      = "String"
  overwrite = true
  value     = aws_vpc_endpoint_service.shop.service_name
}
