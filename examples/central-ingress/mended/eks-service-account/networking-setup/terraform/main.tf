provider "aws" {
  profile = "default"
  region  = "eu-central-1"
}

provider "aws" {
  alias  = "network-role"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/network-role-eks"
  }
}

provider "aws" {
  alias  = "ecr-full-access"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/ecr-full-access-eks"
  }
}

data "aws_caller_identity" "current" {}
