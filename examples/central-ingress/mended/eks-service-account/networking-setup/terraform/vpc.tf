module "vpc" {
  source       = "./modules/vpc"
  private_cidr = var.vpc_cidr
  zone_ids     = var.zone_ids
  cluster-name = "private-service-cluster"
}
