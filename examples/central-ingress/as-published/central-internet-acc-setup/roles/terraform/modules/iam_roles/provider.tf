provider "aws" {
  profile = "central-acc"
  region  = var.region
}
