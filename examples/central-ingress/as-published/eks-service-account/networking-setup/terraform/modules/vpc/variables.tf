variable "private_cidr" {
  type = string
}

variable "cluster-name" {
  type = string
}

variable "account_name" {
  type    = string
  default = "eks"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}
