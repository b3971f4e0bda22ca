import { randomOf, words, type Random } from './random.ts';

/** Blocks that make resources in each file. */
export const resourcesAFile = 10;

/** Files of one folder as they are written for networks: subnets, routes, groups, endpoints and roles that refer to each other. */
export function folderOfFiles(count: number): readonly { readonly name: string; readonly text: string }[] {
  const names = words(count, 11);
  const random = randomOf(7);
  return [{ name: 'network/variables.tf', text: shared }, ...names.slice(1).map((name, index) => ({ name: `network/${name}.tf`, text: fileOf(name, index, random) }))];
}

const shared = `variable "environment" {
  description = "Which environment this is"
  type        = string
  default     = "production"
}

variable "zones" {
  type    = list(string)
  default = ["eu-central-1a", "eu-central-1b"]
}

locals {
  prefix = "team-\${var.environment}"
  tags = {
    Environment = var.environment
    "owner"     = "network"
  }
}
`;

function fileOf(name: string, index: number, random: Random): string {
  const cidr = `10.${index % 250}.0.0/16`;
  const port = 1024 + random.upTo(60_000);
  return `# ${name}: its network and what listens in it
locals {
  ${name}_subnets = { for position, zone in var.zones : zone => cidrsubnet(aws_vpc.${name}.cidr_block, 8, position) }
  ${name}_name    = join("-", [local.prefix, "${name}"])
}

resource "aws_vpc" "${name}" {
  cidr_block           = "${cidr}"
  enable_dns_support   = true
  enable_dns_hostnames = var.environment == "production" ? true : false

  tags = merge(local.tags, {
    Name = "\${local.prefix}-${name}"
  })
}

resource "aws_subnet" "${name}" {
  for_each = local.${name}_subnets

  vpc_id            = aws_vpc.${name}.id
  availability_zone = each.key
  cidr_block        = each.value
  tags              = merge(local.tags, { Name = format("%s-%s", local.${name}_name, each.key) })
}

resource "aws_internet_gateway" "${name}" {
  vpc_id = aws_vpc.${name}.id
}

resource "aws_route_table" "${name}" {
  vpc_id = aws_vpc.${name}.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.${name}.id
  }
}

resource "aws_route_table_association" "${name}" {
  for_each       = aws_subnet.${name}
  subnet_id      = each.value.id
  route_table_id = aws_route_table.${name}.id
}

resource "aws_security_group" "${name}" {
  name_prefix = "\${local.${name}_name}-"
  vpc_id      = aws_vpc.${name}.id

  dynamic "ingress" {
    for_each = [443, ${port}]
    content {
      description = "port \${ingress.value} from the network"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [aws_vpc.${name}.cidr_block]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "${name}" {
  name               = substr(local.${name}_name, 0, 32)
  load_balancer_type = "${random.pick(['application', 'network'])}"
  internal           = ${random.chance(0.5)}
  subnets            = [for subnet in aws_subnet.${name} : subnet.id]
  security_groups    = aws_security_group.${name}[*].id
}

resource "aws_lb_target_group" "${name}" {
  name        = "${name}"
  port        = ${port}
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.${name}.id

  health_check {
    path    = "/healthz"
    matcher = "200-299"
  }
}

resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "ec2.amazonaws.com" },
          "Action": "sts:AssumeRole"
        }
      ]
    }
  EOT
}

resource "aws_instance" "${name}" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.${name}[var.zones[0]].id
  vpc_security_group_ids = [aws_security_group.${name}.id]
  user_data              = <<-EOT
    #!/bin/bash
    %{ for zone in var.zones ~}
    echo "\${zone}: \${local.${name}_name}" >> /etc/motd
    %{ endfor ~}
    systemctl start ${name}
  EOT
}
`;
}
