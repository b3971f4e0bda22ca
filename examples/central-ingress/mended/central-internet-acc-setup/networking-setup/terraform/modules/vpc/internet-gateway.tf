resource "aws_internet_gateway" "internet-gateway" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "eks-ingress-internet-gateway" }
}
