# To be added to main.tf for a further account, as the published README says it.
module "endpoint-new" {
  source                      = "./modules/endpoints"
  vpc_id                      = module.vpc.vpc_id
  public-ingress-subnet-cidrs = module.vpc.public_ingress_subnet_cidrs
  private-endpoint-subnet-ids = module.vpc.private_endpoint_subnet_ids
  endpoint_service_name       = data.aws_ssm_parameter.endpointservice-new.value
  providers = {
    aws.network-role = aws.network-role
  }
}

module "target-group" {
  source                    = "./modules/target-group"
  name                      = "internet-ingress-new"
  vpc_id                    = module.vpc.vpc_id
  listener_arn              = module.alb.alb_https_listener_arn
  team_endpoint_private_ips = toset(module.endpoint.eni_ips)
  providers = {
    aws.network-role = aws.network-role
  }
}
