terraform {
  backend "s3" {
    bucket = "eks-service-account"
    key    = "roles"
    region = "eu-central-1"
  }
}
