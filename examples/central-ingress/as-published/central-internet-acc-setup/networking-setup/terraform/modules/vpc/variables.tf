variable "private_cidr" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-central-1"
}
