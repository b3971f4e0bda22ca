provider "aws" {
  region = "eu-central-1"
}

module "iam_roles" {
  source = "./modules/iam_roles"
}
