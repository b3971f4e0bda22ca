variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "private_cidr" {
  description = "addresses of the internet VPC"
  type        = string
  default     = "10.12.0.0/16"
}

variable "access_logs_bucket" {
  description = "bucket for the access logs of the load balancer"
  type        = string
  default     = "central-internet-alb-logs"
}

variable "s3_state_bucket" {
  description = "bucket that s3_state_buckets.sh made for the state of this account"
  type        = string
  default     = "central-internet-acc"
}
