variable "region" {
  description = "Region of everything in this account"
  type        = string
  default     = "eu-central-1"
}

variable "s3_state_bucket" {
  description = "bucket that s3_state_buckets.sh made for the state of this account"
  type        = string
  default     = "eks-service-account"
}
