variable "private_cidr" {
  type = string
}

variable "zone_ids" {
  type = list(string)
}

variable "cluster-name" {
  type = string
}

variable "account_name" {
  type    = string
  default = "eks"
}
