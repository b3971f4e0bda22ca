import { describe, expect, test } from 'vitest';
import { readTexts } from '../../../formats/texts.ts';
import { estateOf } from '../../../resource/estate.ts';
import { planRefusalsIn } from './refusals.ts';

const versions = (constraint: string): string => `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${constraint}"\n    }\n  }\n}\n`;

function refused(main: string, ...others: readonly (readonly [string, string])[]): readonly string[] {
  const { resources } = readTexts([['net/main.tf', main] as const, ...others].map(([name, text]) => ({ name, text, scope: 'default' })));
  return planRefusalsIn(estateOf(resources).estate).map(({ resource, path, message }) => `${resource.locate(path)?.line ?? 0} ${message}`);
}

const early = 'resource "aws_lb" "edge" {\n  subnets = ["subnet-1"]\n  enforce_security_group_inbound_rules_on_private_link_traffic = "off"\n}\n';

describe('an argument that came with a version', () => {
  const words = 'Unsupported argument: An argument named "enforce_security_group_inbound_rules_on_private_link_traffic" is not expected here: aws_lb takes it from version 5.30.0 of the provider on, and';

  test('is refused where the constraint ends before it', () => {
    expect(refused(early, ['net/versions.tf', versions('~> 5.29.0')])).toEqual([`3 ${words} net/versions.tf:5 asks for ~> 5.29.0`]);
    expect(refused(early, ['net/versions.tf', versions('>= 5.0, < 5.30')])).toEqual([`3 ${words} net/versions.tf:5 asks for >= 5.0, < 5.30`]);
    for (const taken of ['~> 5.0', '>= 4.0', '5.30.0', '<= 5.30.0', '~> 6.0']) expect(refused(early, ['net/versions.tf', versions(taken)])).toEqual([]);
  });

  test('is refused where terraform init has chosen an older one', () => {
    const lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.20.1"\n  constraints = "~> 5.0"\n  hashes = [\n    "h1:x=",\n  ]\n}\n';
    expect(refused(early, ['net/versions.tf', versions('~> 5.0')], ['net/.terraform.lock.hcl', lock])).toEqual([`3 ${words} net/.terraform.lock.hcl:2 pins 5.20.1`]);
  });

  test('in a module, by the version of the root that calls it', () => {
    expect(refused('module "lb" {\n  source = "./lb"\n}\n', ['net/versions.tf', versions('5.1.0')], ['net/lb/main.tf', early])).toEqual([`3 ${words} net/versions.tf:5 asks for 5.1.0`]);
  });

  test('region is one of these, and some types are', () => {
    expect(refused('resource "aws_vpc" "v" {\n  region = "eu-west-1"\n}\n', ['net/versions.tf', versions('~> 5.0')])).toEqual(['2 Unsupported argument: An argument named "region" is not expected here: aws_vpc takes it from version 6.0.0 of the provider on, and net/versions.tf:5 asks for ~> 5.0']);
    expect(refused('resource "aws_vpc_security_group_ingress_rule" "r" {\n  security_group_id = "sg-1"\n  ip_protocol = "-1"\n}\n', ['net/versions.tf', versions('~> 4.50.0')])).toEqual(['1 Invalid resource type: aws_vpc_security_group_ingress_rule came with version 4.56.0 of the provider, and net/versions.tf:5 asks for ~> 4.50.0']);
  });
});

describe('an argument that went', () => {
  const eip = 'resource "aws_eip" "nat" {\n  vpc = true\n}\n';

  test('is refused by the versions that lack it, and by nothing that asks for an older one', () => {
    expect(refused(eip)).toEqual(['2 Unsupported argument: An argument named "vpc" is not expected here. (version 6.0.0 of the provider took it away, and takes domain = "vpc" instead; nothing here asks for an older one)']);
    expect(refused(eip, ['net/versions.tf', versions('>= 5.0')])).toEqual(['2 Unsupported argument: An argument named "vpc" is not expected here. (version 6.0.0 of the provider took it away, and takes domain = "vpc" instead, and net/versions.tf:5 asks for >= 5.0)']);
    expect(refused(eip, ['net/versions.tf', versions('~> 5.0')])).toEqual([]);
  });

  test('a type that went', () => {
    expect(refused('resource "aws_db_security_group" "g" {\n  name = "x"\n}\n')).toEqual(['1 Invalid resource type: The provider hashicorp/aws does not support resource type "aws_db_security_group". (version 5.0.0 of the provider took it away; nothing here asks for an older one)']);
  });
});

test('words that another version may know are told only where they are nearly known', () => {
  const odd = 'resource "aws_lb" "edge" {\n  subnets = ["subnet-1"]\n  colour = "red"\n  idle_timeot = 3\n}\nresource "aws_thing" "t" {\n}\nresource "aws_lbb" "t" {\n}\n';
  const near = ['4 Unsupported argument: An argument named "idle_timeot" is not expected here. Did you mean "idle_timeout"?', '8 Invalid resource type: The provider hashicorp/aws does not support resource type "aws_lbb". Did you mean "aws_lb"?'];
  expect(refused(odd, ['net/versions.tf', versions('~> 4.0')])).toEqual(near);
  expect(refused(odd, ['net/versions.tf', versions('>= 6.70.0')])).toEqual(near);
  expect(refused(odd)).toEqual(['3 Unsupported argument: An argument named "colour" is not expected here.', near[0], '6 Invalid resource type: The provider hashicorp/aws does not support resource type "aws_thing". (6.66.0)', near[1]]);
});

test('an argument that should be a block', () => {
  expect(refused('resource "aws_lb" "edge" {\n  subnets = ["subnet-1"]\n  access_logs = [{ bucket = "logs" }]\n}\nresource "aws_lb" "b" {\n  subnets = ["subnet-1"]\n  dynamic "access_logs" {\n    for_each = [1]\n    content {\n      bucket = "logs"\n    }\n  }\n}\nresource "aws_security_group" "g" {\n  ingress = []\n}\n')).toEqual(['3 Unsupported argument: An argument named "access_logs" is not expected here. Did you mean to define a block of type "access_logs"?']);
});
