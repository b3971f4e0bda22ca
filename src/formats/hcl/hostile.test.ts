import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { readTexts, type TextsRead } from '../texts.ts';

function read(files: Readonly<Record<string, string>>): TextsRead {
  return readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
}

/** What is told of files, one line each. */
function told(files: Readonly<Record<string, string>>): readonly string[] {
  return read(files).problems.map(({ at, message }) => `${at === undefined ? '' : `${at.file}:${at.line}`} ${message}`);
}

test('a template that calls itself is refused where it does, as Terraform refuses any template that calls another', () => {
  expect(told({ 'main.tf': 'resource "aws_vpc" "v" {\n  tags = { a = templatefile("self.tpl", { a = 1 }) }\n}\n', 'self.tpl': 'x ${templatefile("self.tpl", { a = a })}' })).toEqual([
    'self.tpl:1 Error in function call: Call to function "templatefile" failed: cannot recursively call templatefile from inside another template function.',
  ]);
});

test('modules that double at every step, and modules counted in modules, end', () => {
  const doubling = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`m${at}/main.tf`, `module "a" {\n  source = "../m${at + 1}"\n}\nmodule "b" {\n  source = "../m${at + 1}"\n}\n`]));
  const { problems } = read({ ...doubling, 'm25/main.tf': 'resource "aws_eip" "e" {}\n' });
  expect(problems.map(({ name, message }) => `${name} ${message}`)).toEqual(['not-worked-out there are more than 10,000 instances of modules: from here on they are not read']);
  const counted = read({ 'main.tf': 'module "a" {\n  source = "./a"\n  count  = 12\n}\n', 'a/main.tf': 'resource "aws_eip" "e" {\n  count = 9000\n}\n' });
  expect(counted.problems.map(({ message }) => message)).toEqual(['there are more than 100,000 instances of resources: from here on they are not read']);
  expect(counted.resources).toHaveLength(100_000);
});

test('an argument that a type does not have is refused whatever it is worth', () => {
  const { resources } = read({ 'main.tf': 'variable "x" {}\nresource "aws_lb" "l" {\n  subnet = var.x\n  foo    = aws_vpc.v.arn\n  bar    = null\n}\nresource "aws_vpc" "v" {}\n' });
  expect(Object.entries(resources.find(({ name }) => name === 'l')!.body).filter(([, value]) => value === null).map(([name]) => name)).toEqual(['subnet', 'foo', 'bar']);
});

test('an override file changes what there is', () => {
  expect(told({
    'main.tf': 'locals {\n  a = 1\n}\n',
    'x_override.tf': 'resource "aws_vpc" "nobase" {}\ndata "aws_vpc" "nob" {}\nvariable "nb" {}\noutput "nb" {\n  value = 1\n}\nmodule "nb" {\n  source = "./m"\n}\nprovider "aws" {}\nlocals {\n  zz = 1\n}\n',
  })).toEqual([
    'x_override.tf:1 Missing resource to override: There is no aws_vpc resource named "nobase". An override file can only override a resource block defined in a primary configuration file.',
    'x_override.tf:2 Missing data resource to override: There is no aws_vpc data resource named "nob". An override file can only override a data block defined in a primary configuration file.',
    'x_override.tf:3 Missing base variable declaration to override: There is no variable named "nb". An override file can only override a variable that was already declared in a primary configuration file.',
    'x_override.tf:4 Missing base output definition to override: There is no output named "nb". An override file can only override an output that was already defined in a primary configuration file.',
    'x_override.tf:7 Missing module call to override: There is no module call named "nb". An override file can only override a module call that was defined in a primary configuration file.',
    'x_override.tf:12 Missing base local value definition to override: There is no local value named "zz". An override file can only override a local value that was already defined in a primary configuration file.',
  ]);
});

/** Recorded from `terraform validate`, 1.11.4. */
test('settings that there are not, a second backend and a name that calls take for themselves are told', () => {
  expect(told({ 'main.tf': 'terraform {\n  required_version = ">= 1.5"\n  backend "s3" {}\n}\nterraform {\n  backend "s3" {}\n  foo = 1\n  bar {}\n}\nvariable "source" {}\nvariable "web" {\n  default = 1\n}\n' }).filter((each) => !each.includes('has no value'))).toEqual([
    'main.tf:6 Duplicate backend configuration: A module may have only one backend configuration. The backend was previously configured at main.tf:3.',
    'main.tf:7 Unsupported argument: An argument named "foo" is not expected here.',
    'main.tf:8 Unsupported block type: Blocks of type "bar" are not expected here.',
    'main.tf:10 Invalid variable name: The variable name "source" is reserved due to its special meaning inside module blocks.',
  ]);
});

/** Recorded from `terraform validate`, 1.11.4. */
test('a type that is none is told in the words of Terraform', () => {
  const keyword = 'is not a valid type specification.';
  const types: readonly (readonly [string, string | undefined])[] = [
    ['strng', `The keyword "strng" ${keyword}`],
    ['list(strng)', `The keyword "strng" ${keyword}`],
    ['object', 'The object type constructor requires one argument specifying the attribute types and values as a map.'],
    ['list(string, number)', 'The list type constructor requires one argument specifying the element type.'],
    ['foo(string)', 'Keyword "foo" is not a valid type constructor.'],
    ['5', 'A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).'],
    ['object({ a = optional() })', 'Optional attribute modifier requires the attribute type as its argument.'],
    ['tuple(string)', 'Tuple type constructor requires a list of element types.'],
    ['string(string)', 'Primitive type keyword "string" does not expect arguments.'],
    ['object(string)', 'Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.'],
    ['optional(string)', 'Keyword "optional" is valid only as a modifier for object type attributes.'],
    ['list', undefined],
    ['object({ a = optional(map(any), {}), b = tuple([string, bool]) })', undefined],
  ];
  for (const [type, message] of types) expect(told({ 'main.tf': `variable "v" {\n  type    = ${type}\n}\nresource "aws_eip" "e" {}\n` }).filter((each) => each.includes('specification:'))).toEqual(message === undefined ? [] : [`main.tf:2 Invalid type specification: ${message}`]);
  expect(told({ 'main.tf': 'variable "v" {\n  nullable = false\n  default  = null\n}\nvariable "w" {\n  type    = "list"\n  default = []\n}\n' })).toEqual([
    'main.tf:3 Invalid default value for variable: A null default value is not valid when nullable=false.',
    'main.tf:6 Invalid quoted type constraints: Terraform 0.11 and earlier required type constraints to be given in quotes, but that form is now deprecated and will be removed in a future version of Terraform. Remove the quotes around "list" and write list(string) instead to explicitly indicate that the list elements are strings.',
  ]);
});

test('secrets are shown nowhere: in a manifest that does not parse, in what sensitive() takes, in what is refused', () => {
  const { problems, resources, files } = read({
    'main.tf': `
variable "pw" {
  default = "hunter2-hunter2"
}
locals {
  hidden = sensitive("swordfish-9")
}
resource "aws_db_instance" "d" {
  password = var.pw
}
resource "aws_vpc" "v" {
  cidr_block = local.hidden
  tags       = { n = tonumber(var.pw) }
}
resource "kubectl_manifest" "m" {
  yaml_body = <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: x
stringData:
  pass: one-of-nine
  bad: : ten-of-nine
YAML
}
`,
  });
  const shown = JSON.stringify([problems, resources.filter(({ type }) => type === 'aws_vpc').map(({ body }) => body), [...files.values()]]);
  for (const secret of ['hunter2', 'swordfish', 'one-of-nine', 'ten-of-nine']) expect(shown).not.toContain(secret);
  expect(problems.map(({ name }) => name)).toEqual(['unreadable-document', 'plan-ends-with-error']);
});

test('what does not parse is quoted without the secrets that stand there', () => {
  const { problems } = read({
    'main.tf': 'variable "pw" {\n  sensitive = true\n}\nresource "aws_db_instance" "d" {\n  username = "someone"\n  auth_token = var.pw == "swordfish-7" ? "swordfish-6" : nofunc("swordfish-5")\n  password = "hunter2-hunter2\n}\n',
    'terraform.tfvars': 'pw = ["swordfish-9",\n  "swordfish-8"\nblock = "10.0.0.0/16"\n',
  });
  const shown = JSON.stringify(problems);
  for (const secret of ['hunter2', 'swordfish']) expect(shown).not.toContain(secret);
  expect(problems.map(({ at }) => `${at!.file}:${at!.line}`)).toEqual(['main.tf:6', 'main.tf:7', 'terraform.tfvars:1']);
  expect(problems[1]!.excerpt).toContain('username = "someone"');
});

test('folders and files that are reached over links are read where they are reached; a circle of links is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-links-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  try {
    write('common/block.tf', 'variable "block" {\n  default = "10.0.0.0/16"\n}\n');
    write('common/net/main.tf', 'variable "block" {}\nresource "aws_vpc" "v" {\n  cidr_block = var.block\n}\n');
    for (const stack of ['a', 'z']) {
      write(`${stack}/main.tf`, 'module "net" {\n  source = "./modules/net"\n  block  = var.block\n}\n');
      symlinkSync('../common', join(folder, stack, 'modules'));
      symlinkSync('../common/block.tf', join(folder, stack, 'block.tf'));
    }
    write('ring/main.tf', 'module "a" {\n  source = "./a"\n}\n');
    write('ring/a/main.tf', 'module "l" {\n  source = "./link"\n}\n');
    symlinkSync('../a', join(folder, 'ring/a/link'));
    const { resources, problems } = await readInputs([folder]);
    expect(resources.filter(({ type }) => type === 'aws_vpc').map(({ name, body }) => `${name} ${String(body['cidr_block'])}`)).toEqual(['a:module.net.v 10.0.0.0/16', 'z:module.net.v 10.0.0.0/16']);
    expect(problems.map(({ message }) => message.replaceAll(folder, 'F'))).toEqual(['module.l leads back to F/ring/a, which calls it: Terraform goes on until it ends with "Module source has changed" or the disk is full. Call another folder']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("Terraform's language through standard input is read; files that are like it say what they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-looks-'));
  const text = '# a comment\n/* and\n another */\nresource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n';
  try {
    const piped = await readInputs(['-'], { stdin: () => Promise.resolve(text) });
    expect(piped.resources.map(({ name, locate }) => `${name} ${locate(['cidr_block'])!.file}:${locate(['cidr_block'])!.line}`)).toEqual(['v <stdin>.tf:5']);
    for (const name of ['prod/terragrunt.hcl', 'prod/main.tofu', 'prod/a.tftest.hcl', 'prod/notes.txt']) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const begun = async (...paths: readonly string[]): Promise<readonly string[]> => (await readInputs(paths)).unread.map(({ file, reason }) => `${file.replace(`${folder}/`, '')}: ${reason.split(/[,.:]/)[0]!}`);
    expect(await begun(folder)).toEqual(['prod/main.tofu: a file that OpenTofu alone reads', 'prod/terragrunt.hcl: a file of Terragrunt']);
    expect(await begun(join(folder, 'prod/a.tftest.hcl'), join(folder, 'prod/notes.txt'))).toEqual(['prod/a.tftest.hcl: a file of Terraform that makes nothing by itself', "prod/notes.txt: it is in Terraform's language"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
