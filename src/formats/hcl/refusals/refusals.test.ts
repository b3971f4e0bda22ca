import { expect, test } from 'vitest';
import { readTexts } from '../../texts.ts';

/** What is told of a root folder and a module beside it, one line each. */
function told(root: string, module: string): readonly string[] {
  const texts = [{ name: 'main.tf', text: root }, { name: 'm/main.tf', text: module }].map((text) => ({ ...text, scope: 'default' }));
  return readTexts(texts).problems.map(({ at, message }) => `${at?.file}:${at?.line} ${message}`);
}

test('what a called module names and nobody declares is told, too', () => {
  expect(told('module "m" {\n  source = "./m"\n}\n', 'resource "aws_vpc" "v" {\n  cidr_block = var.cidr\n  tags       = tag(local.name)\n}\n')).toEqual([
    'm/main.tf:2 Reference to undeclared input variable: An input variable with the name "cidr" has not been declared. This variable can be declared with a variable "cidr" {} block.',
    'm/main.tf:3 Call to unknown function: There is no function named "tag".',
    'm/main.tf:3 Reference to undeclared local value: A local value with the name "name" has not been declared.',
  ]);
});

// All of these end `terraform plan` of 1.11.4 with these words.
test('a provider alias that nobody configures ends the plan, wherever it is named', () => {
  const plain = 'resource "aws_vpc" "v" {}\n';
  const aliased = 'resource "aws_vpc" "v" {\n  provider = aws.west\n}\n';
  const asking = `terraform {\n  required_providers {\n    aws = {\n      source                = "hashicorp/aws"\n      configuration_aliases = [aws.west]\n    }\n  }\n}\n${aliased}`;
  expect(told(aliased, '')).toEqual(['main.tf:2 Provider configuration not present: To work with aws_vpc.v its original provider configuration at provider["registry.terraform.io/hashicorp/aws"].west is required, but it has been removed. No provider block here has the alias west.']);
  expect(told('module "m" {\n  source = "./m"\n}\n', aliased)).toEqual(['m/main.tf:2 Provider configuration not present: To work with module.m.aws_vpc.v its original provider configuration at module.m.provider["registry.terraform.io/hashicorp/aws"].west is required, but it has been removed. No provider block here has the alias west.']);
  expect(told('module "m" {\n  source    = "./m"\n  providers = { aws = aws.west }\n}\n', plain)).toEqual(['main.tf:3 missing provider provider["registry.terraform.io/hashicorp/aws"].west: module.m is handed aws.west, and no provider block here has that alias.']);
  expect(told('module "m" {\n  source = "./m"\n}\n', asking)).toEqual(['main.tf:1 Missing required provider configuration: The child module requires an additional configuration for provider hashicorp/aws, with the local name "aws.west".']);
});

test('an alias that is configured, asked for or handed on is there', () => {
  const west = 'provider "aws" {\n  alias  = "west"\n  region = "us-west-2"\n}\n';
  const handing = 'module "m" {\n  source    = "./m"\n  providers = { aws.west = aws.west }\n}\n';
  const aliased = 'resource "aws_vpc" "v" {\n  provider = aws.west\n}\n';
  expect(told(`${west}${handing}${aliased}`, aliased)).toEqual([]);
  expect(told('module "m" {\n  source    = "./m"\n  providers = { aws.west = aws }\n}\n', aliased)).toEqual([]);
});
