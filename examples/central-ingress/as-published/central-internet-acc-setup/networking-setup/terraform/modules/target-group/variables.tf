variable "name" {
  description = "team behind the endpoint"
}

variable "vpc_id" {
  type = string
}

variable "listener_arn" {
  type = string
}

variable "team_endpoint_private_ips" {}
