# No internet gateway, no NAT gateway, no way to any other VPC.
resource "aws_vpc" "main" {
  cidr_block           = var.private_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags = {
    Name                                        = "main-${var.account_name}"
    "kubernetes.io/cluster/${var.cluster-name}" = "shared"
    "kubernetes.io/role/internal-elb"           = "1"
  }
}
