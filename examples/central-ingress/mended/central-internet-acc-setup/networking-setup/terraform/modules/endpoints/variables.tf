variable "vpc_id" {
  type = string
}

variable "load_balancer_group" {
  description = "security group of the load balancer"
  type        = string
}

variable "private-endpoint-subnet-ids" {
  description = "one in each zone"
  type        = list(string)
}

variable "endpoint_service_name" {
  type = string
}
