variable "vpc_cidr" {
  description = "addresses of the VPC of the cluster"
  type        = string
  default     = "10.11.0.0/16"
}

# The zones of the endpoints in the internet VPC, by id: names of zones differ between accounts.
variable "zone_ids" {
  type    = list(string)
  default = ["euc1-az1", "euc1-az2", "euc1-az3"]
}
