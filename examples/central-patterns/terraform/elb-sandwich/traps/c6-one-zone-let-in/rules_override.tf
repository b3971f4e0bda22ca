resource "aws_vpc_security_group_ingress_rule" "from_edge" {
  for_each = toset(["10.20.0.0/24"])
}
