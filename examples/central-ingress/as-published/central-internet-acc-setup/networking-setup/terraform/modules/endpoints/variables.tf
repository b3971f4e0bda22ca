variable "vpc_id" {
  type = string
}

variable "public-ingress-subnet-cidrs" {}

variable "private-endpoint-subnet-ids" {}

variable "endpoint_service_name" {}
