module "vpc" {
  source       = "./modules/vpc"
  region       = "eu-central-1"
  private_cidr = var.vpc_cidr
  cluster-name = "private-service-cluster"
  providers = {
    aws.network-role = aws.network-role
  }
}
