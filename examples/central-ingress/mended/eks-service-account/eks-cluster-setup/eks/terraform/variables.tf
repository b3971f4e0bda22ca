variable "s3_state_bucket" {
  description = "bucket that s3_state_buckets.sh made for the state of this account"
  type        = string
  default     = "eks-service-account"
}
