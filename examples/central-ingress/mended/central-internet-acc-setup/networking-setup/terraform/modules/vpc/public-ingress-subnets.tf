# One subnet in each zone for the load balancer.
resource "aws_subnet" "public-ingress" {
  count                = length(var.zone_ids)
  vpc_id               = aws_vpc.main.id
  availability_zone_id = var.zone_ids[count.index]
  cidr_block           = cidrsubnet(var.private_cidr, 7, count.index + 64)
  tags = {
    Name = format("public-ingress-%s", var.zone_ids[count.index])
  }
}

resource "aws_route_table" "public-ingress" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "public-ingress-rt" }
}

resource "aws_route" "public-ingress" {
  route_table_id         = aws_route_table.public-ingress.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet-gateway.id
}

resource "aws_route_table_association" "public-ingress" {
  count          = length(var.zone_ids)
  subnet_id      = aws_subnet.public-ingress[count.index].id
  route_table_id = aws_route_table.public-ingress.id
}
