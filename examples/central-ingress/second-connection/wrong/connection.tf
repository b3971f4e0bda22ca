# The published steps, with as little changed as lets them plan.
data "aws_ssm_parameter" "endpointservice-new" {
  name = "vpces-service-name-connectionv1"
}

module "endpoint-new" {
  source                      = "./modules/endpoints"
  vpc_id                      = module.vpc.vpc_id
  load_balancer_group         = module.alb.aws_security_group_id
  private-endpoint-subnet-ids = module.vpc.private_endpoint_subnet_ids
  endpoint_service_name       = data.aws_ssm_parameter.endpointservice-new.value
  providers = {
    aws.network-role = aws.network-role
  }
}

module "target-group-new" {
  source                    = "./modules/target-group"
  name                      = "internet-ingress"
  hosts                     = ["central.example.com"]
  paths                     = ["/internet"]
  priority                  = 200
  vpc_id                    = module.vpc.vpc_id
  listener_arn              = module.alb.alb_https_listener_arn
  team_endpoint_private_ips = module.endpoint.eni_ips
  providers = {
    aws.network-role = aws.network-role
  }
}
