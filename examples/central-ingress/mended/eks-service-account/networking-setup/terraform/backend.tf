terraform {
  backend "s3" {
    bucket = "eks-service-account"
    key    = "networking-setup"
    region = "eu-central-1"
  }
}
