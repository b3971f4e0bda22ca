# No default: two accounts that forget it would share one name.
variable "connection_name" {
  description = "name of this connection in the account of the internet VPC"
  type        = string
}

variable "consumer_role" {
  description = "who makes the endpoint in that account"
  type        = string
}
