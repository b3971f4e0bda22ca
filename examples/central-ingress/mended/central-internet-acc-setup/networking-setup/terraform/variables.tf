variable "private_cidr" {
  description = "addresses of the internet VPC"
  type        = string
  default     = "10.12.0.0/16"
}

# Names of zones differ between accounts, ids do not: the account of the cluster lists the same ones.
variable "zone_ids" {
  description = "zones in which the load balancer and the endpoints are"
  type        = list(string)
  default     = ["euc1-az1", "euc1-az2", "euc1-az3"]
}

variable "domain" {
  description = "public zone of the names that clients ask for"
  type        = string
  default     = "example.com"
}

variable "access_logs_bucket" {
  description = "bucket for the access logs of the load balancer"
  type        = string
  default     = "central-internet-alb-logs"
}
