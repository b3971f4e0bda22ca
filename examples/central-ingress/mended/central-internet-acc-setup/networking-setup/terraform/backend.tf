terraform {
  backend "s3" {
    bucket  = "central-internet-acc"
    key     = "networking"
    region  = "eu-central-1"
    profile = "central-acc"
  }
}
