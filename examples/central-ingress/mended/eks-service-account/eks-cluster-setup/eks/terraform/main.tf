data "aws_caller_identity" "current" {}

provider "aws" {
  profile = "default"
  region  = "eu-central-1"
}

provider "aws" {
  alias  = "eks-admin"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/eks-role"
  }
}

provider "aws" {
  alias  = "iam-full-access"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/iam-full-access-eks"
  }
}

provider "aws" {
  alias  = "network-role"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/network-role-eks"
  }
}

# What networking-setup made.
data "terraform_remote_state" "networking" {
  backend = "s3"
  config = {
    bucket = var.s3_state_bucket
    key    = "networking-setup"
    region = "eu-central-1"
  }
}
