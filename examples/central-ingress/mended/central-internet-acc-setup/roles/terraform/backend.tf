terraform {
  backend "s3" {
    bucket  = "central-internet-acc"
    key     = "roles"
    region  = "eu-central-1"
    profile = "central-acc"
  }
}
