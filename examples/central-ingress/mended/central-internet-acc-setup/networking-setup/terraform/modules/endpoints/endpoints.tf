resource "aws_security_group" "allow_public_ingress" {
  provider    = aws.network-role
  description = "From the load balancer to the endpoints of teams"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "public_ingress" {
  provider                 = aws.network-role
  security_group_id        = aws_security_group.allow_public_ingress.id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
  source_security_group_id = var.load_balancer_group
}

resource "aws_vpc_endpoint" "endpoint" {
  provider           = aws.network-role
  vpc_id             = var.vpc_id
  vpc_endpoint_type  = "Interface"
  service_name       = var.endpoint_service_name
  subnet_ids         = var.private-endpoint-subnet-ids
  security_group_ids = [aws_security_group.allow_public_ingress.id]
}

data "aws_network_interface" "eni_ips" {
  provider = aws.network-role
  count    = length(var.private-endpoint-subnet-ids)
  id       = sort(aws_vpc_endpoint.endpoint.network_interface_ids)[count.index]
}
