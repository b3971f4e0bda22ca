resource "aws_s3_bucket" "alb_access_log" {
  bucket = var.access_logs_bucket
  acl    = "private"
  tags   = { Name = "alb_access_log" }
}

resource "aws_security_group" "internet-ingress-alb-sg" {
  name        = "internet-ingress-alb-sg"
  description = "Clients on the internet"
  vpc_id      = var.vpc_id

  ingress {
    description = "HTTPS from everywhere"
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
  enable_deletion_protection = false

  access_logs {
    enabled = true
    bucket  = aws_s3_bucket.alb_access_log.id
    prefix  = "internet-ingress-alb"
  }

  tags = { Name = "internet-ingress-alb" }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.internet-ingress-alb.arn
  protocol          = "HTTP"
  port              = "80"

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
