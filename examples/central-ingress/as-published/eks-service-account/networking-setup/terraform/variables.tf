variable "vpc_cidr" {
  description = "addresses of the VPC of the cluster"
  type        = string
  default     = "10.11.0.0/16"
}

variable "s3_state_bucket" {
  description = "bucket that s3_state_buckets.sh made for the state of this account"
  type        = string
  default     = "eks-service-account"
}
