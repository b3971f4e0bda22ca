# From the one load balancer to the other.
resource "aws_vpc_security_group_egress_rule" "within_edge" {
  security_group_id            = aws_security_group.edge.id
  referenced_security_group_id = aws_security_group.edge.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
