module "eks" {
  source                        = "./modules/cluster-eks"
  cluster-name                  = local.service_config.cluster-name
  control-plane-version         = local.service_config.control-plane.version
  cluster-data-plane-subnet-ids = data.terraform_remote_state.networking.outputs.cluster-data-plane-subnet-ids
  node-groups                   = local.service_config.nodegroups
  ami-versions                  = local.service_config.versions
  providers = {
    aws.eks-admin       = aws.eks-admin
    aws.iam-full-access = aws.iam-full-access
  }
}
