resource "aws_subnet" "cluster-data-plane" {
  count                = length(var.zone_ids)
  vpc_id               = aws_vpc.main.id
  availability_zone_id = var.zone_ids[count.index]
  cidr_block           = cidrsubnet(var.private_cidr, 5, count.index)
  tags = {
    "kubernetes.io/cluster/${var.cluster-name}" = "shared"
    "kubernetes.io/role/internal-elb"           = "1"
  }
}

resource "aws_route_table" "cluster-data-plane" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "cluster-data-plane-rt" }
}

resource "aws_route_table_association" "cluster-data-plane" {
  count          = length(var.zone_ids)
  subnet_id      = aws_subnet.cluster-data-plane[count.index].id
  route_table_id = aws_route_table.cluster-data-plane.id
}
