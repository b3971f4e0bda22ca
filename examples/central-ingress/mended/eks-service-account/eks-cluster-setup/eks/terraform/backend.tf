terraform {
  backend "s3" {
    bucket = "eks-service-account"
    key    = "eks-cluster-setup"
    region = "eu-central-1"
  }
}
