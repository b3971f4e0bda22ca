import { expect, test } from 'vitest';
import { readTexts } from '../formats/texts.ts';
import { pathOf } from '../path/path.ts';
import { judged } from './judge.ts';

function told(text: string): readonly string[] {
  const { resources, problems } = readTexts([{ name: 'main.tf', text, scope: 'default' }]);
  return judged(pathOf(resources), problems).map(({ finding }) => `${finding.severity} ${finding.name} ${finding.at?.line ?? ''}`);
}

const other = 'resource "aws_vpc" "own" {\n  cidr_block = "10.9.0.0/16"\n}\nresource "aws_internet_gateway" "own" {\n  vpc_id = aws_vpc.own.id\n}\n';

test('a VPC, a listener and a cluster that are looked up are what somebody else made of them', () => {
  const text = `${other}data "aws_vpc" "usual" {
  default = true
}
data "aws_subnet" "a" {
  vpc_id            = data.aws_vpc.usual.id
  availability_zone = "eu-west-1a"
}
data "aws_subnet" "b" {
  vpc_id            = data.aws_vpc.usual.id
  availability_zone = "eu-west-1b"
}
data "aws_acm_certificate" "shop" {
  domain = "shop.example.com"
}
data "aws_lb" "shared" {
  name = "shared"
}
data "aws_lb_listener" "shared" {
  load_balancer_arn = data.aws_lb.shared.arn
  port              = 443
}
data "aws_eks_cluster" "main" {
  name = "main"
}
data "aws_route53_zone" "main" {
  name = "example.com"
}
resource "aws_lb" "shop" {
  name    = "shop"
  subnets = [data.aws_subnet.a.id, data.aws_subnet.b.id]
}
resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = data.aws_acm_certificate.shop.arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}
resource "aws_lb_target_group" "shop" {
  name     = "shop"
  port     = 80
  protocol = "HTTP"
  vpc_id   = data.aws_vpc.usual.id
}
resource "aws_lb_listener_rule" "shop" {
  listener_arn = data.aws_lb_listener.shared.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
  condition {
    host_header {
      values = ["shop.example.com"]
    }
  }
}
`;
  expect(told(text).filter((each) => !each.startsWith('note '))).toEqual([]);
});

test('targets that Auto Scaling or ECS registers are nobody\'s 503', () => {
  const text = `resource "aws_lb" "shop" {
  name    = "shop"
  subnets = ["subnet-1", "subnet-2"]
}
resource "aws_alb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.shop.arn
  }
}
resource "aws_alb_target_group" "shop" {
  name     = "shop"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-1"
}
`;
  const none = told(text);
  expect(none.filter((each) => each.startsWith('error'))).toEqual(['error no-targets-registered 13']);
  for (const filled of ['resource "aws_autoscaling_group" "shop" {\n  min_size = 1\n  max_size = 2\n  target_group_arns = [aws_alb_target_group.shop.arn]\n}', 'resource "aws_ecs_service" "shop" {\n  name = "shop"\n  load_balancer {\n    target_group_arn = aws_alb_target_group.shop.arn\n    container_name = "shop"\n    container_port = 80\n  }\n}', 'resource "aws_autoscaling_attachment" "shop" {\n  autoscaling_group_name = "shop"\n  lb_target_group_arn = aws_alb_target_group.shop.arn\n}']) {
    expect(told(`${text}${filled}\n`).filter((each) => each.startsWith('error'))).toEqual([]);
  }
});
