variable "vpc_id" {
  type = string
}

variable "public_ingress_subnet_ids" {
  type = list(string)
}

variable "certificate_arn" {
  type = string
}

variable "access_logs_bucket" {
  type = string
}
