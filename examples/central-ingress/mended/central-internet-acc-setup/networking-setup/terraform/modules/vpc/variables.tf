variable "private_cidr" {
  type = string
}

variable "zone_ids" {
  type = list(string)
}
