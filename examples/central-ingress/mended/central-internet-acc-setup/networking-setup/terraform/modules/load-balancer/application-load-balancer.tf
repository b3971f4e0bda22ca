resource "aws_security_group" "internet-ingress-alb-sg" {
  name        = "internet-ingress-alb-sg"
  description = "Clients on the internet"
  vpc_id      = var.vpc_id

  ingress {
    description = "HTTPS from everywhere"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "HTTP from everywhere, sent on to HTTPS"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = { Name = "internet-ingress-alb-sg" }
}

resource "aws_lb" "internet-ingress-alb" {
  name                       = "internet-ingress-alb"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.public_ingress_subnet_ids
  security_groups            = [aws_security_group.internet-ingress-alb-sg.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    enabled = true
    bucket  = aws_s3_bucket.alb_access_log.id
    prefix  = "internet-ingress-alb"
  }

  tags = { Name = "internet-ingress-alb" }

  # Whoever turns logging on writes a test file first.
  depends_on = [aws_s3_bucket_policy.alb_access_log]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.internet-ingress-alb.arn
  protocol          = "HTTPS"
  port              = "443"
  certificate_arn   = var.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  # What no connection has a rule for.
  default_action {
    type = "fixed-response"
    fixed_response {
      status_code  = "404"
      content_type = "text/plain"
      message_body = "Dead end!"
    }
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.internet-ingress-alb.arn
  protocol          = "HTTP"
  port              = "80"

  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}
