import { expect, test } from 'vitest';
import { nameOf, type Json } from '../../../resource/resource.ts';
import { readTexts, type TextsRead } from '../../texts.ts';

/** Files of Terraform's, by name. */
function read(files: Readonly<Record<string, string>>): TextsRead {
  return readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
}

function at({ resources }: TextsRead, name: string, attribute: string): Json | undefined {
  return resources.find((each) => nameOf(each) === name)?.body[attribute];
}

const told = ({ problems, unread }: TextsRead): readonly string[] => [...problems.map(({ message }) => message), ...unread.map(({ reason }) => reason)];

test('a policy document, a filter and a state of another folder are worked out', () => {
  const network = `
terraform {
  backend "s3" {
    bucket = "states"
    key    = "network"
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}

resource "aws_subnet" "private" {
  for_each          = toset(["a", "b"])
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1\${each.key}"
  cidr_block        = "10.0.\${each.key == "a" ? 0 : 1}.0/24"
}

output "vpc_id" {
  value = aws_vpc.main.id
}
`;
  const service = `
data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = var.key
    region = "eu-west-1"
  }
}

variable "key" {
  default = "network"
}

data "aws_vpc" "main" {
  filter {
    name   = "tag:Name"
    values = ["main"]
  }
}

data "aws_subnets" "private" {
  dynamic "filter" {
    for_each = { "vpc-id" = data.aws_vpc.main.id }
    content {
      name   = filter.key
      values = [filter.value]
    }
  }
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["\${aws_s3_bucket.logs.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::156460612806:root"]
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.logs.json
}

resource "aws_lb" "web" {
  name    = "web"
  subnets = data.aws_subnets.private.ids
}

resource "aws_route" "each" {
  for_each       = toset(data.aws_subnets.private.ids)
  route_table_id = each.value
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = data.terraform_remote_state.network.outputs.vpc_id
}
`;
  const found = read({ 'network/main.tf': network, 'service/main.tf': service });
  expect(at(found, 'aws_security_group web', 'vpc_id')).toBe('${aws_vpc.main.id}');
  expect(at(found, 'aws_lb web', 'subnets')).toEqual(['${aws_subnet.private["a"].id}', '${aws_subnet.private["b"].id}']);
  expect(JSON.parse(at(found, 'aws_s3_bucket_policy logs', 'policy') as string)).toEqual({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '${aws_s3_bucket.logs.arn}/*', Principal: { AWS: 'arn:aws:iam::156460612806:root' } }] });
  expect(found.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(found.resources.filter(({ name }) => name.startsWith('data.'))).toEqual([]);
  const lost = read({ 'network/main.tf': network, 'service/main.tf': service.replace('default = "network"', 'default = "other"') });
  expect(told(lost)).toContain('data.terraform_remote_state.network is not worked out: no folder of the inputs keeps its state there (s3: bucket states, key other)');
});

test('a service of AWS is called by the Region of the provider, and its own lists are nobody here', () => {
  const text = `
provider "aws" {
  region = "eu-west-1"
}

data "aws_vpc_endpoint_service" "s3" {
  service      = "s3"
  service_type = "Gateway"
}

data "aws_region" "current" {}

data "aws_partition" "current" {}

data "aws_elb_service_account" "main" {}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-1"
  service_name = data.aws_vpc_endpoint_service.s3.service_name
}

resource "aws_vpc_endpoint" "ecr" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.\${data.aws_region.current.name}.ecr.api"
}

resource "aws_iam_role" "a" {
  name               = data.aws_elb_service_account.main.arn
  path               = data.aws_partition.current.dns_suffix
  assume_role_policy = "{}"
}
`;
  const found = read({ 'main.tf': text });
  expect(at(found, 'aws_vpc_endpoint s3', 'service_name')).toBe('com.amazonaws.eu-west-1.s3');
  expect(at(found, 'aws_vpc_endpoint ecr', 'service_name')).toBe('com.amazonaws.eu-west-1.ecr.api');
  expect(at(found, 'aws_iam_role a', 'name')).toBe('arn:aws:iam::156460612806:root');
  expect(at(found, 'aws_iam_role a', 'path')).toBe('amazonaws.com');
  expect(told(found)).toEqual([]);
  expect(at(read({ 'main.tf': text.replace('  region = "eu-west-1"\n', '') }), 'aws_vpc_endpoint s3', 'service_name')).toBe('${aws_vpc_endpoint_service.data.s3.service_name}');
});
