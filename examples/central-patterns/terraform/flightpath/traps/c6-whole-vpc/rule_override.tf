resource "aws_vpc_security_group_ingress_rule" "one_address" {
  cidr_ipv4 = "10.20.0.0/16"
}
