variable "text" {}
output "out" { value = upper(var.text) }
