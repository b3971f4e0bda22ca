variable "connection_name" {
  description = "name of this connection in the account of the internet VPC"
  type        = string
  default     = "connectionv1"
}
