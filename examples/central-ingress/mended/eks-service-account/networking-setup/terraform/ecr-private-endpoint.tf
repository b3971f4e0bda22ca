# What nodes need of AWS, without a way to the internet.
resource "aws_security_group" "aws-ecr-endpoint" {
  provider    = aws.network-role
  name        = "aws-endpoints"
  description = "From the nodes to endpoints of AWS"
  vpc_id      = module.vpc.vpc_id
  tags        = { Name = "ecr-endpoint" }
}

resource "aws_security_group_rule" "aws-endpoints-eks-ingress" {
  provider          = aws.network-role
  security_group_id = aws_security_group.aws-ecr-endpoint.id
  description       = "nodes"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = module.vpc.cluster-data-plane-cidrs
}

resource "aws_vpc_endpoint" "ecr-api" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.ecr.api"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "ecr-api" }
}

resource "aws_vpc_endpoint" "ecr-dkr" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.ecr.dkr"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "ecr-dkr" }
}

resource "aws_vpc_endpoint" "ec2" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.ec2"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "ec2" }
}

resource "aws_vpc_endpoint" "lb" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.elasticloadbalancing"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "lb" }
}

resource "aws_vpc_endpoint" "sts" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.sts"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "sts" }
}

resource "aws_vpc_endpoint" "as" {
  provider            = aws.network-role
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-central-1.autoscaling"
  subnet_ids          = module.vpc.cluster-data-plane-subnet-ids
  security_group_ids  = [aws_security_group.aws-ecr-endpoint.id]
  private_dns_enabled = true
  tags                = { Name = "as" }
}

# Layers of images come from S3.
resource "aws_vpc_endpoint" "s3" {
  provider          = aws.network-role
  vpc_id            = module.vpc.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-central-1.s3"
  route_table_ids   = [module.vpc.cluster-data-plane-route-table]
  tags              = { Name = "s3" }
}
