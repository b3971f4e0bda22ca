provider "aws" {
  profile = "central-acc"
  region  = "eu-central-1"
}

provider "aws" {
  alias   = "network-role"
  profile = "central-acc"
  region  = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/network-role-central"
  }
}

data "aws_caller_identity" "current" {}

module "vpc" {
  source       = "./modules/vpc"
  private_cidr = var.private_cidr
  zone_ids     = var.zone_ids
}

module "alb" {
  source                    = "./modules/load-balancer"
  vpc_id                    = module.vpc.vpc_id
  public_ingress_subnet_ids = module.vpc.public_ingress_subnet_ids
  certificate_arn           = aws_acm_certificate_validation.central.certificate_arn
  access_logs_bucket        = var.access_logs_bucket
}

# Written by the account that offers the service, once its load balancer is there.
data "aws_ssm_parameter" "endpointservice" {
  name = "vpces-service-name-connectionv1"
}

module "endpoint" {
  source                      = "./modules/endpoints"
  vpc_id                      = module.vpc.vpc_id
  load_balancer_group         = module.alb.aws_security_group_id
  private-endpoint-subnet-ids = module.vpc.private_endpoint_subnet_ids
  endpoint_service_name       = data.aws_ssm_parameter.endpointservice.value
  providers = {
    aws.network-role = aws.network-role
  }
}

module "target-group" {
  source                    = "./modules/target-group"
  name                      = "internet-ingress"
  hosts                     = ["central.${var.domain}"]
  paths                     = ["/internet", "/internet/*"]
  priority                  = 100
  vpc_id                    = module.vpc.vpc_id
  listener_arn              = module.alb.alb_https_listener_arn
  team_endpoint_private_ips = module.endpoint.eni_ips
  providers = {
    aws.network-role = aws.network-role
  }
}
