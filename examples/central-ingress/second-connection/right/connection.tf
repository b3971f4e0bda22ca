# One more account: its parameter, its endpoint, its target group, and a rule for a name of its own.
data "aws_ssm_parameter" "shop" {
  name = "vpces-service-name-connectionv2"
}

module "endpoint-shop" {
  source                      = "./modules/endpoints"
  vpc_id                      = module.vpc.vpc_id
  load_balancer_group         = module.alb.aws_security_group_id
  private-endpoint-subnet-ids = module.vpc.private_endpoint_subnet_ids
  endpoint_service_name       = data.aws_ssm_parameter.shop.value
  providers = {
    aws.network-role = aws.network-role
  }
}

module "target-group-shop" {
  source                    = "./modules/target-group"
  name                      = "shop"
  hosts                     = ["shop.${var.domain}"]
  priority                  = 200
  vpc_id                    = module.vpc.vpc_id
  listener_arn              = module.alb.alb_https_listener_arn
  team_endpoint_private_ips = module.endpoint-shop.eni_ips
  providers = {
    aws.network-role = aws.network-role
  }
}

resource "aws_route53_record" "shop" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "shop.${var.domain}"
  type    = "A"
  alias {
    name                   = module.alb.alb_dns_name
    zone_id                = module.alb.alb_dns_zone_id
    evaluate_target_health = true
  }
}
