import { expect, test } from 'vitest';
import { readTexts } from '../../texts.ts';

/** Where each resource is, by its name. */
function scopes(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { resources, problems } = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  expect(problems).toEqual([]);
  return Object.fromEntries(resources.filter(({ name }) => !name.includes('data.')).map(({ name, scope }) => [name, scope]));
}

test('an alias is another account as soon as it names one, through variables, roles and modules', () => {
  expect(scopes({
    'main.tf': `
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.account]
}
provider "aws" {
  alias  = "central"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/x"
  }
}
provider "aws" {
  alias  = "same"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:role/x"
  }
}
provider "aws" {
  alias               = "far"
  region              = "us-east-1"
  allowed_account_ids = [var.account]
}
variable "account" {
  default = "444455556666"
}
data "aws_caller_identity" "me" {}
resource "aws_vpc" "own" {}
resource "aws_vpc" "central" {
  provider = aws.central
}
resource "aws_vpc" "same" {
  provider = aws.same
}
resource "aws_vpc" "far" {
  provider = aws.far
}
module "net" {
  source    = "./net"
  providers = {
    aws       = aws.central
    aws.other = aws
  }
}
`,
    'net/main.tf': 'provider "aws" {\n  alias = "other"\n}\nresource "aws_vpc" "inner" {}\nresource "aws_vpc" "other" {\n  provider = aws.other\n}\n',
  })).toEqual({ own: 'default', central: '111122223333/eu-west-1', same: 'default', far: 'default/us-east-1', 'module.net.inner': '111122223333/eu-west-1', 'module.net.other': 'default' });
});

test('roots of several accounts are told apart by role or profile; those that name none, or the default profile, are where the input is', () => {
  const root = (provider: string, name: string): string => `provider "aws" {\n  region = "eu-central-1"\n${provider}}\nresource "aws_vpc" "${name}" {}\n`;
  expect(scopes({ 'one/main.tf': root('  profile = "central"\n', 'central'), 'two/main.tf': root('  profile = "default"\n', 'own'), 'three/main.tf': root('', 'plain'), 'four/main.tf': 'resource "aws_vpc" "bare" {}\n' })).toEqual({ central: 'central/eu-central-1', own: 'default', plain: 'default', bare: 'default' });
  expect(scopes({ 'one/main.tf': root('  allowed_account_ids = ["111122223333"]\n', 'a'), 'two/main.tf': root('', 'b') })).toEqual({ a: 'default', b: 'default' });
  expect(scopes({ 'one/main.tf': root('  allowed_account_ids = ["111122223333"]\n', 'a'), 'two/main.tf': root('  allowed_account_ids = ["444455556666"]\n', 'b') })).toEqual({ a: '111122223333/eu-central-1', b: '444455556666/eu-central-1' });
});
