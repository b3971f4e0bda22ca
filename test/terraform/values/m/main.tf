variable "name" { type = string }
variable "port" {
  type    = number
  default = 8080
}
locals {
  label = var.port == null ? "${var.name}:none" : "${var.name}:${var.port}"
}
module "inner" {
  source = "./inner"
  text   = local.label
}
output "label" { value = local.label }
output "deep" { value = module.inner.out }
output "unused" { value = null }
