terraform {
  backend "s3" {
    bucket = "eks-service-account"
    key    = "nginx-ingress"
    region = "eu-central-1"
  }
}
