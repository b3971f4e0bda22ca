data "aws_caller_identity" "current" {}

provider "aws" {
  profile = "default"
  region  = "eu-central-1"
}

# The account of the internet VPC.
provider "aws" {
  alias   = "central-acc"
  profile = "central-acc"
  region  = "eu-central-1"
}

provider "aws" {
  alias  = "network-role"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/network-role-eks"
  }
}

provider "kubernetes" {
  alias       = "kubernetes"
  config_path = "~/.kube/config"
}
