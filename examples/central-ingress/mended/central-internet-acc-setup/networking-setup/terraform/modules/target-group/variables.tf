variable "name" {
  description = "team behind the endpoint"
  type        = string
}

variable "hosts" {
  description = "names that lead to this team, and to no other one"
  type        = list(string)
}

variable "paths" {
  type    = list(string)
  default = ["/*"]
}

variable "priority" {
  description = "place among the rules of all teams"
  type        = number
}

variable "vpc_id" {
  type = string
}

variable "listener_arn" {
  type = string
}

variable "team_endpoint_private_ips" {
  type = list(string)
}
