import { expect, test } from 'vitest';
import { readTexts } from '../texts.ts';

/** What is told of files, one line each. */
function told(files: Readonly<Record<string, string>>): readonly string[] {
  const { problems } = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  return problems.map(({ name, at, message }) => `${name} ${at === undefined ? '' : `${at.file}:${at.line}:${at.column}`} ${message}`);
}

test('names that nobody declares are told in the words of Terraform, with the one that may have been meant', () => {
  expect(told({
    'main.tf': `
resource "aws_lb" "main" {
  name    = var.nam
  subnets = [aws_subnet.a.id, local.subnets, module.net.id, data.aws_vpc.main.id, main]
}
variable "name" {
  default = "x"
}
output "arn" {
  value = aws_lb.mian.arn
}
output "vpc" {
  value = aws_lb.main.vpc
}
`,
  })).toEqual([
    'plan-ends-with-error main.tf:3:13 Reference to undeclared input variable: An input variable with the name "nam" has not been declared. Did you mean "name"?',
    'plan-ends-with-error main.tf:4:14 Reference to undeclared resource: A managed resource "aws_subnet" "a" has not been declared in the root module.',
    'plan-ends-with-error main.tf:4:31 Reference to undeclared local value: A local value with the name "subnets" has not been declared.',
    'plan-ends-with-error main.tf:4:46 Reference to undeclared module: No module call named "net" is declared in the root module.',
    'plan-ends-with-error main.tf:4:61 Reference to undeclared resource: A data resource "aws_vpc" "main" has not been declared in the root module.',
    'plan-ends-with-error main.tf:4:83 Invalid reference: A reference to a resource type must be followed by at least one attribute access, specifying the resource name. A text stands in quotes: "main".',
    'plan-ends-with-error main.tf:10:11 Reference to undeclared resource: A managed resource "aws_lb" "mian" has not been declared in the root module. Did you mean "aws_lb.main"?',
    'plan-ends-with-error main.tf:13:11 Unsupported attribute: This object has no argument, nested block, or exported attribute named "vpc".',
  ]);
});

test('what waits for itself is told once, with all that wait', () => {
  expect(told({
    'main.tf': `
locals {
  a = local.b
  b = "x-\${local.c}"
  c = [local.a]
  d = local.d
}
resource "aws_security_group" "one" {
  name = local.a
  ingress {
    from_port       = 1
    to_port         = 1
    protocol        = "tcp"
    security_groups = [aws_security_group.two.id]
  }
}
resource "aws_security_group" "two" {
  ingress {
    from_port       = 1
    to_port         = 1
    protocol        = "tcp"
    security_groups = [aws_security_group.one.id, aws_security_group.two.id]
  }
}
`,
  })).toEqual([
    'plan-ends-with-error main.tf:3:3 Cycle: local.a, local.b, local.c. Each waits for another one of them (main.tf:3, main.tf:4, main.tf:5)',
    'plan-ends-with-error main.tf:6:7 Self-referencing local value: Local value local.d cannot use its own result as part of its expression.',
    'plan-ends-with-error main.tf:8:1 Cycle: aws_security_group.one, aws_security_group.two. Each waits for another one of them (main.tf:8, main.tf:17)',
    'plan-ends-with-error main.tf:22:51 Self-referential block: Configuration for aws_security_group.two may not refer to itself.',
  ]);
});

test('modules: twice under one name, with arguments nobody takes, without those that are needed, calling itself', () => {
  expect(told({
    'main.tf': `
module "target-group" {
  source = "./group"
  naem   = "a"
}
module "target-group" {
  source = "./group"
  name   = "b"
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
module "gone" {
  source = "./gone"
}
output "x" {
  value = module.target-group.arns
}
`,
    'group/main.tf': `
variable "name" {
  type = string
}
module "again" {
  source = "./"
  name   = var.name
}
output "arn" {
  value = "x"
}
`,
  })).toEqual([
    'plan-ends-with-error group/main.tf:5:8 module.again leads back to group, which calls it: Terraform goes on until it ends with "Module source has changed" or the disk is full. Call another folder',
    'plan-ends-with-error main.tf:2:1 Missing required argument: The argument "name" is required, but no definition was found.',
    'plan-ends-with-error main.tf:4:3 Unsupported argument: An argument named "naem" is not expected here. Did you mean "name"?',
    'plan-ends-with-error main.tf:6:1 Duplicate module call: A module call named "target-group" was already defined at main.tf:2. Module calls must have unique names within a module.',
    'module-not-read main.tf:11:13 module vpc is terraform-aws-modules/vpc/aws, and it is not among the inputs: what it makes is unknown. Run terraform init and read the folder again, or give the plan: terraform show -json PLAN',
    'plan-ends-with-error main.tf:15:12 Unreadable module directory: module.gone is to be read from gone, and no file of Terraform is there',
    'plan-ends-with-error main.tf:18:11 Unsupported attribute: This object does not have an attribute named "arns": module target-group declares no such output. Did you mean "arn"?',
  ]);
});

test('count, for_each and indexes that plan refuses', () => {
  expect(told({
    'main.tf': `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "list" {
  for_each = ["a", "b"]
  vpc_id   = aws_vpc.main.id
}
resource "aws_subnet" "later" {
  for_each   = toset([aws_vpc.main.id])
  vpc_id     = each.value
  cidr_block = each.key
}
resource "aws_subnet" "many" {
  count  = 2
  vpc_id = aws_vpc.main.id
}
resource "aws_lb" "main" {
  name    = count.index
  subnets = [toset(["a"])[0], aws_subnet.many.id, aws_subnet.many[2].id]
}
resource "aws_lb" "other" {
  count   = var.create ? 1 : 0
  subnets = aws_subnet.many[*].id
}
variable "create" {
  type = bool
}
`,
  })).toEqual([
    'plan-ends-with-error main.tf:6:14 Invalid for_each argument: The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set of strings, and you have provided a value of type tuple.',
    'plan-ends-with-error main.tf:10:16 Invalid for_each argument: The "for_each" set includes values derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource. It rests on aws_vpc.main.id. One instance of aws_subnet.later is read for all',
    'plan-ends-with-error main.tf:19:13 Reference to "count" in non-counted context: The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.',
    "plan-ends-with-error main.tf:20:27 Invalid index: Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
    'plan-ends-with-error main.tf:20:31 Missing resource instance key: Because aws_subnet.many has "count" set, its attributes must be accessed on specific instances. For example, to correlate with indices of a referring resource, use: aws_subnet.many[count.index]',
    'plan-ends-with-error main.tf:20:67 Invalid index: The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.',
    'not-worked-out main.tf:23:13 how many aws_lb.other there are is not known: variable create has no value. One is read for all',
    'not-worked-out main.tf:26:10 variable create of . has no value: name a tfvars file',
  ]);
});

test('whatever leads through very many others ends, and says so', () => {
  const chain = Array.from({ length: 5_000 }, (_, at) => `  a${at} = [local.a${at + 1}, "x"]`).join('\n');
  const wide = `locals {\n${chain}\n  a5000 = "end"\n}\nresource "aws_vpc" "main" {\n  tags = { a = local.a0[0][0][1] }\n}\n`;
  const modules = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`m${at}/main.tf`, `module "next" {\n  source = "../m${at + 1}"\n}\n`]));
  expect(told({ 'main.tf': wide }).every((each) => each.endsWith('this is not worked out: expressions lead through more than 1,000 others'))).toBe(true);
  expect(told({ ...modules, 'm40/main.tf': 'resource "aws_vpc" "last" {}\n' })).toEqual(['module-not-read m32/main.tf:2:12 module next is not read: modules lead more than 32 deep']);
});

test('what does not parse is told with its lines, and the rest is read', () => {
  const { problems, resources } = readTexts([{ name: 'main.tf', scope: 'default', text: 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_vpc" "b" {\n  cidr_block = = "x"\n}\nresource "aws_vpc" "c" {\n  cidr_block = "10.2.0.0/16"\n}\n' }]);
  expect(problems).toMatchObject([{ name: 'unreadable-document', severity: 'error', at: { file: 'main.tf', line: 5 } }]);
  expect(problems[0]!.excerpt).toContain('5 |   cidr_block = = "x"');
  expect(resources.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('names of two roots of one scope are told apart by their folders, in references too', () => {
  const root = 'resource "aws_vpc" "main" {}\nresource "aws_subnet" "a" {\n  vpc_id = aws_vpc.main.id\n}\nmodule "net" {\n  source = "../../modules/net"\n}\n';
  const { resources, problems, unread } = readTexts([
    { name: 'live/one/main.tf', text: root, scope: 'default' },
    { name: 'live/two/main.tf', text: `${root}resource "aws_vpc" "alone" {}\n`, scope: 'default' },
    { name: 'modules/net/main.tf', text: 'resource "aws_lb" "x" {\n  count = 1\n}\n', scope: 'default' },
    { name: 'modules/idle/main.tf', text: 'resource "aws_lb" "y" {}\n', scope: 'default' },
  ]);
  expect(problems).toEqual([]);
  expect(resources.map(({ type, name, body }) => `${type} ${name}${typeof body['vpc_id'] === 'string' ? ` in ${body['vpc_id']}` : ''}`)).toEqual(['aws_vpc one:main', 'aws_subnet one:a in ${aws_vpc.one:main.id}', 'aws_lb one:module.net.x[0]', 'aws_vpc two:main', 'aws_subnet two:a in ${aws_vpc.two:main.id}', 'aws_vpc alone', 'aws_lb two:module.net.x[0]']);
  expect(unread).toEqual([{ file: 'modules/idle', reason: 'a module that nothing among the inputs calls: what it makes depends on what it is given' }]);
});

test('validations of variables and preconditions that are known to fail', () => {
  expect(told({
    'main.tf': `
module "net" {
  source = "./net"
  cidr   = "10.0.0.0/8"
  count_of = "three"
}
variable "zones" {
  type = list(string)
  validation {
    condition     = length(var.zones) > 1
    error_message = "Two zones are needed."
  }
}
`,
    'terraform.tfvars': 'zones = ["a"]\n',
    'net/main.tf': `
variable "cidr" {
  type = string
  validation {
    condition     = tonumber(split("/", var.cidr)[1]) >= 16
    error_message = "The block \${var.cidr} is too large."
  }
}
variable "count_of" {
  type = number
}
resource "aws_vpc" "main" {
  cidr_block = var.cidr
  lifecycle {
    precondition {
      condition     = var.cidr != "10.0.0.0/8"
      error_message = "Not all of it."
    }
  }
}
`,
  })).toEqual([
    'plan-ends-with-error main.tf:4:12 Invalid value for variable: The block 10.0.0.0/8 is too large. This was checked by the validation rule at net/main.tf:4.',
    'plan-ends-with-error main.tf:5:14 Invalid value for input variable: The given value is not suitable for module.net.var.count_of declared at net/main.tf:9: a number is required.',
    'plan-ends-with-error net/main.tf:16:23 Resource precondition failed: Not all of it. (aws_vpc.main)',
    'plan-ends-with-error terraform.tfvars:1:9 Invalid value for variable: Two zones are needed. This was checked by the validation rule at main.tf:9.',
  ]);
});
