# One subnet in each zone for the interfaces of endpoints. Nothing leads out of them.
resource "aws_subnet" "private-endpoint-subnets" {
  count                = length(var.zone_ids)
  vpc_id               = aws_vpc.main.id
  availability_zone_id = var.zone_ids[count.index]
  cidr_block           = cidrsubnet(var.private_cidr, 7, count.index)
  tags = {
    Name = "private-endpoint-subnets-${var.zone_ids[count.index]}"
  }
}
