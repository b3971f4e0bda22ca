resource "aws_vpc" "main" {
  cidr_block           = var.private_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "central" }
}
