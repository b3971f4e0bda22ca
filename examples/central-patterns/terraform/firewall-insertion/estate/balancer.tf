resource "aws_security_group" "edge" {
  name        = "edge"
  description = "the load balancer"
  vpc_id      = aws_vpc.all["ingress"].id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = [local.vpcs.eks.block]
  }
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "what stands behind the firewall"
  vpc_id      = aws_vpc.all["eks"].id
  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = local.vpcs.ingress.subnets
  }
}

resource "aws_acm_certificate" "edge" {
  domain_name       = "app.example.com"
  validation_method = "DNS"
}

resource "aws_lb" "edge" {
  name                       = "edge"
  load_balancer_type         = "application"
  subnets                    = [for zone in local.zones : aws_subnet.all["ingress-${zone}"].id]
  security_groups            = [aws_security_group.edge.id]
  drop_invalid_header_fields = true
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.edge.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_lb_target_group" "app" {
  name        = "app"
  vpc_id      = aws_vpc.all["ingress"].id
  target_type = "ip"
  protocol    = "HTTP"
  port        = 8080
  health_check {
    path = "/healthz"
  }
}

# Interfaces that stay, one a zone, for pods that are given them.
resource "aws_network_interface" "app" {
  for_each        = { a = "10.30.1.50", b = "10.30.2.50" }
  subnet_id       = aws_subnet.all["eks-${each.key}"].id
  private_ips     = [each.value]
  security_groups = [aws_security_group.app.id]
}

resource "aws_lb_target_group_attachment" "app" {
  for_each          = toset(["10.30.1.50", "10.30.2.50"])
  target_group_arn  = aws_lb_target_group.app.arn
  target_id         = each.key
  port              = 8080
  availability_zone = "all"
}
