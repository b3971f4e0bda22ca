provider "aws" {
  profile = "central-acc"
  region  = "eu-central-1"
}

module "iam_roles" {
  source = "./modules/iam_roles"
}
