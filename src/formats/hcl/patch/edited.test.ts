import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../resource/edit.ts';
import type { Identity, Json, Path } from '../../../resource/resource.ts';
import { changesOf } from '../../changes.ts';
import { patchOf } from '../../patch.ts';
import { terraformEdits } from '../../terraform-edits.ts';
import { readTexts } from '../../texts.ts';

type Files = Readonly<Record<string, string>>;
type Wish = (of: (name: string) => Identity) => readonly Edit[];

/** What edits print for files, without the head of the diff; `told` where they print none. */
function printed(files: Files, wish: Wish): { readonly lines: readonly string[]; readonly told: readonly string[]; readonly files: Files } {
  const read = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  expect(read.problems).toEqual([]);
  const edits = wish((name) => {
    const found = read.resources.find((each) => `${each.type}.${each.name}` === name);
    if (found === undefined) throw new Error(`${name} is none of ${read.resources.map((each) => `${each.type}.${each.name}`).join(', ')}`);
    return { scope: found.scope, type: found.type, name: found.name };
  });
  const terraform = terraformEdits(read.terraform, read.resources, edits);
  const { patch, files: after } = patchOf(read.files, read.resources, edits, terraform);
  return { lines: patch.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line)), told: changesOf(read.resources, edits, terraform), files: Object.fromEntries(after) };
}

function set(name: string, path: Path, to: Json): Wish {
  return (of) => [{ edit: 'set', of: of(name), path, to }];
}

const group = `resource "aws_security_group" "web" {
  name   = "web" # of the shop
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
`;

describe('an argument', () => {
  test('is written where it stands, and nothing else moves', () => {
    expect(printed({ 'a.tf': group }, set('aws_security_group.web', ['ingress', 0, 'to_port'], 90)).lines).toEqual(['-    to_port     = 80', '+    to_port     = 90']);
  });

  test('that is new is lined up with the others, and they with it', () => {
    expect(printed({ 'a.tf': group }, set('aws_security_group.web', ['description'], 'say "${x}"')).lines).toEqual(['-  name   = "web" # of the shop', '-  vpc_id = aws_vpc.main.id', '+  name        = "web" # of the shop', '+  vpc_id      = aws_vpc.main.id', '+  description = "say \\"$${x}\\""']);
  });

  test('that goes takes its line along, and the others move back', () => {
    expect(printed({ 'a.tf': group }, (of) => [{ edit: 'remove', of: of('aws_security_group.web'), path: ['ingress', 0, 'cidr_blocks'] }]).lines).toEqual([
      '-    from_port   = 80', '-    to_port     = 80', '-    protocol    = "tcp"', '-    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]', '+    from_port = 80', '+    to_port   = 80', '+    protocol  = "tcp"',
    ]);
  });

  test('in a file that nobody has formatted moves nothing', () => {
    const text = 'resource "aws_vpc" "main" {\n    cidr_block="10.0.0.0/16"\n    instance_tenancy =   "default"\n}\n';
    expect(printed({ 'a.tf': text }, set('aws_vpc.main', ['enable_dns_support'], true)).files['a.tf']).toBe(text.replace('}\n', '    enable_dns_support = true\n}\n'));
  });

  test('keeps its quotes, its comment and the line breaks of the file', () => {
    const text = 'resource "aws_lb_target_group" "web" {\r\n  port     = "80" # plain\r\n  protocol = "HTTP"\r\n}\r\n';
    expect(printed({ 'a.tf': text }, set('aws_lb_target_group.web', ['port'], 443)).files['a.tf']).toBe(text.replace('"80" #', '"443" #'));
    expect(printed({ 'a.tf': text }, set('aws_lb_target_group.web', ['health_check'], [{ port: '443' }])).files['a.tf']).toBe(text.replace('"HTTP"\r\n', '"HTTP"\r\n\r\n  health_check {\r\n    port = "443"\r\n  }\r\n'));
  });

  test('a block on one line is opened for a second argument', () => {
    expect(printed({ 'a.tf': 'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }\n' }, set('aws_vpc.main', ['enable_dns_support'], true)).files['a.tf']).toBe('resource "aws_vpc" "main" {\n  cidr_block         = "10.0.0.0/16"\n  enable_dns_support = true\n}\n');
  });

  test('a document of JSON stays a document', () => {
    const text = 'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Statement = [] })\n}\n';
    expect(printed({ 'a.tf': text }, set('aws_iam_role.r', ['assume_role_policy'], '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}]}')).lines).toEqual(['-  assume_role_policy = jsonencode({ Statement = [] })', '+  assume_role_policy = jsonencode({', '+    Statement = [{', '+      Effect = "Allow"', '+      Principal = {', '+        Service = "ec2.amazonaws.com"', '+      }', '+    }]', '+  })']);
  });
});

describe('a list', () => {
  test('on one line grows there, on several lines by a line', () => {
    const wish: Wish = (of) => [{ edit: 'insert', of: of('aws_security_group.web'), path: ['ingress', 0, 'cidr_blocks'], at: 2, value: '172.16.0.0/12' }];
    expect(printed({ 'a.tf': group }, wish).lines[1]).toBe('+    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12"]');
    const tall = group.replace('["10.0.0.0/8", "192.168.0.0/16"]', '[\n      "10.0.0.0/8",\n      "192.168.0.0/16" # offices\n    ]').replaceAll(/ {3}= (80|"tcp")/g, ' = $1').replace('protocol  ', 'protocol ').replace('to_port  ', 'to_port  ');
    expect(printed({ 'a.tf': tall }, wish).lines).toEqual(['-      "192.168.0.0/16" # offices', '+      "192.168.0.0/16", # offices', '+      "172.16.0.0/12"']);
  });

  test('loses a member and what belongs to it', () => {
    const wish: Wish = (of) => [{ edit: 'remove', of: of('aws_security_group.web'), path: ['ingress', 0, 'cidr_blocks', 0] }];
    expect(printed({ 'a.tf': group }, wish).lines[1]).toBe('+    cidr_blocks = ["192.168.0.0/16"]');
  });

  test('of blocks grows by a block, and by an object that says everything where a list is written', () => {
    const value = { from_port: 443, to_port: 443, protocol: 'tcp', security_groups: ['${aws_security_group.web.id}'] };
    const wish: Wish = (of) => [{ edit: 'insert', of: of('aws_security_group.web'), path: ['ingress'], at: 1, value: { ...value, security_groups: [] , self: true } }];
    expect(printed({ 'a.tf': group }, wish).lines).toEqual(['+', '+  ingress {', '+    from_port       = 443', '+    to_port         = 443', '+    protocol        = "tcp"', '+    security_groups = []', '+    self            = true', '+  }']);
    const listed = 'resource "aws_security_group" "web" {\n  ingress = []\n}\n';
    expect(printed({ 'a.tf': listed }, (of) => [{ edit: 'insert', of: of('aws_security_group.web'), path: ['ingress'], at: 0, value: { from_port: 1, to_port: 1, protocol: 'tcp' } }]).lines.map((line) => line.replace(/ += /, ' = '))).toEqual(expect.arrayContaining(['+    from_port = 1', '+    ipv6_cidr_blocks = null']));
  });

  test('of blocks loses a block, with one of the blank lines around it', () => {
    expect(printed({ 'a.tf': group }, (of) => [{ edit: 'remove', of: of('aws_security_group.web'), path: ['ingress', 0] }]).lines).toEqual(['-', '-  ingress {', '-    from_port   = 80', '-    to_port     = 80', '-    protocol    = "tcp"', '-    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]', '-  }']);
  });
});

describe('a value that is said elsewhere', () => {
  const listener = (port: string, rest = ''): string => `resource "aws_lb_target_group" "web" {\n  port     = ${port}\n  protocol = "HTTP"\n}\n${rest}`;

  test('by a local or the default of a variable is changed there, while nobody else takes it', () => {
    expect(printed({ 'a.tf': listener('local.ports.web', 'locals {\n  ports = { web = 80, admin = 81 }\n}\n') }, set('aws_lb_target_group.web', ['port'], 8080)).lines).toEqual(['-  ports = { web = 80, admin = 81 }', '+  ports = { web = 8080, admin = 81 }']);
    expect(printed({ 'a.tf': listener('var.port', 'variable "port" {\n  default = 80\n}\n') }, set('aws_lb_target_group.web', ['port'], 8080)).lines).toEqual(['-  default = 80', '+  default = 8080']);
    expect(printed({ 'a.tf': listener('var.port', 'variable "port" {\n  default = 80\n}\n'), 'terraform.tfvars': 'port = 90\n' }, set('aws_lb_target_group.web', ['port'], 8080)).lines).toEqual(['-port = 90', '+port = 8080']);
  });

  test('is changed at the argument where others take it, too', () => {
    const shared = listener('local.port', 'resource "aws_lb_target_group" "two" {\n  port = local.port\n}\nlocals {\n  port = 80\n}\n');
    expect(printed({ 'a.tf': shared }, set('aws_lb_target_group.web', ['port'], 8080)).lines).toEqual(['-  port     = local.port', '+  port     = 8080']);
  });

  test('is changed in the branch of a condition that counts', () => {
    expect(printed({ 'a.tf': listener('true ? 80 : 90') }, set('aws_lb_target_group.web', ['port'], 8080)).lines).toEqual(['-  port     = true ? 80 : 90', '+  port     = true ? 8080 : 90']);
  });

  test('in a module is changed where the module is called', () => {
    const module = { 'm/main.tf': `variable "port" {}\n\n${listener('var.port')}` };
    const calls = { 'main.tf': 'module "a" {\n  source = "./m"\n  port   = 80\n}\n\nmodule "b" {\n  source = "./m"\n  port   = 81\n}\n' };
    expect(printed({ ...module, ...calls }, set('aws_lb_target_group.module.b.web', ['port'], 8080)).lines).toEqual(['-  port   = 81', '+  port   = 8080']);
    const { lines, told } = printed({ ...module, ...calls }, set('aws_lb_target_group.module.b.web', ['protocol'], 'HTTPS'));
    expect(lines).toEqual([]);
    expect(told).toEqual(['  module.b.aws_lb_target_group.web (m/main.tf:3)', '- protocol = "HTTP"', '+ protocol = "HTTPS"', '  no patch: the same lines say it for module.a.aws_lb_target_group.web, which would change with it']);
  });

  test('by the list of a dynamic block, or the map of for_each, is changed there', () => {
    const dynamic = 'resource "aws_security_group" "web" {\n  dynamic "ingress" {\n    for_each = [80, 443]\n    content {\n      from_port = ingress.value\n      to_port   = 9000\n      protocol  = "tcp"\n    }\n  }\n}\n';
    expect(printed({ 'a.tf': dynamic }, set('aws_security_group.web', ['ingress', 1, 'from_port'], 8443)).lines).toEqual(['-    for_each = [80, 443]', '+    for_each = [80, 8443]']);
    const each = 'resource "aws_subnet" "s" {\n  for_each   = { a = "10.0.0.0/24", b = "10.0.1.0/24" }\n  vpc_id     = "vpc-1"\n  cidr_block = each.value\n}\n';
    expect(printed({ 'a.tf': each }, set('aws_subnet.s["b"]', ['cidr_block'], '10.0.2.0/24')).lines).toEqual(['-  for_each   = { a = "10.0.0.0/24", b = "10.0.1.0/24" }', '+  for_each   = { a = "10.0.0.0/24", b = "10.0.2.0/24" }']);
  });
});

describe('a block that makes several', () => {
  const two = 'resource "aws_lb_target_group" "web" {\n  count    = 2\n  port     = 80\n  protocol = "HTTP"\n}\n';

  test('is not changed for one of them', () => {
    expect(printed({ 'a.tf': two }, set('aws_lb_target_group.web[0]', ['port'], 81)).told.at(-1)).toBe('  no patch: the same lines say it for aws_lb_target_group web[1], which would change with it');
  });

  test('is changed once for all of them', () => {
    expect(printed({ 'a.tf': two }, (of) => [0, 1].map((index) => ({ edit: 'set', of: of(`aws_lb_target_group.web[${index}]`), path: ['port'], to: 81 }))).lines).toEqual(['-  port     = 80', '+  port     = 81']);
  });

  test('says another of its kind by its own index', () => {
    const wish: Wish = (of) => [0, 1].map((index) => ({ edit: 'set', of: of(`aws_lb_target_group.web[${index}]`), path: ['vpc_id'], to: `\${aws_vpc.v[${index}].id}` }));
    expect(printed({ 'a.tf': `${two}resource "aws_vpc" "v" {\n  count = 2\n}\n` }, wish).lines).toEqual(['+  vpc_id   = aws_vpc.v[count.index].id']);
  });
});

describe('a resource', () => {
  const rule = { security_group_id: '${aws_security_group.web.id}', ip_protocol: 'tcp', from_port: 80, to_port: 80, cidr_ipv4: '0.0.0.0/0' };

  test('that is new stands behind another, in its provider', () => {
    const provider = 'provider "aws" {\n  alias  = "eu"\n  region = "eu-west-1"\n}\n\n';
    const own = group.replace('vpc_id = aws_vpc.main.id', 'vpc_id = "vpc-1"').replace('  name ', '  provider = aws.eu\n\n  name ');
    const { lines } = printed({ 'a.tf': provider + own }, (of) => [{ edit: 'add', resource: { ...of('aws_security_group.web'), type: 'aws_vpc_security_group_ingress_rule', name: 'web/80', body: rule }, after: of('aws_security_group.web') }]);
    expect(lines).toEqual(['+resource "aws_vpc_security_group_ingress_rule" "web_80" {', '+  provider          = aws.eu', '+  security_group_id = aws_security_group.web.id', '+  ip_protocol       = "tcp"', '+  from_port         = 80', '+  to_port           = 80', '+  cidr_ipv4         = "0.0.0.0/0"', '+}', '+']);
  });

  test('of another module is reached by outputs and variables, which are there or are written', () => {
    const files = {
      'main.tf': 'module "net" {\n  source = "./net"\n}\n\nmodule "web" {\n  source = "./web"\n}\n',
      'net/main.tf': 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n',
      'web/main.tf': 'resource "aws_security_group" "web" {\n  name = "web"\n}\n',
    };
    expect(printed(files, set('aws_security_group.module.web.web', ['vpc_id'], '${aws_vpc.module.net.main.id}')).files).toEqual({
      'main.tf': 'module "net" {\n  source = "./net"\n}\n\nmodule "web" {\n  source  = "./web"\n  main_id = module.net.main_id\n}\n',
      'net/main.tf': `${files['net/main.tf']}\noutput "main_id" {\n  value = aws_vpc.main.id\n}\n`,
      'web/main.tf': 'resource "aws_security_group" "web" {\n  name   = "web"\n  vpc_id = var.main_id\n}\n\nvariable "main_id" {\n  type = string\n}\n',
    });
  });

  test('goes with its lines, unless others name it', () => {
    expect(printed({ 'a.tf': group }, (of) => [{ edit: 'remove', of: of('aws_security_group.web'), path: [] }]).files['a.tf']).toBe('resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n');
    expect(printed({ 'a.tf': group }, (of) => [{ edit: 'remove', of: of('aws_vpc.main'), path: [] }]).told.at(-1)).toContain('no patch: the same lines say it for aws_security_group web');
  });
});

describe('an object of Kubernetes', () => {
  const service = (name: string, ports: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  ports: [${ports}]\n`;
  const port = (name: string): Wish => () => [{ edit: 'set', of: { scope: 'default', type: 'Service', namespace: 'shop', name }, path: ['spec', 'ports', 0, 'port'], to: 81 }];

  test('in a heredoc is edited there, with what is worked out in it', () => {
    const text = `resource "kubectl_manifest" "web" {\n  yaml_body = <<-YAML\n${service('web', '{ port: 80 }').replace('shop }', '${var.ns} } # ours').replaceAll(/^(?=.)/gm, '    ')}  YAML\n}\n\nvariable "ns" {\n  default = "shop"\n}\n`;
    expect(printed({ 'a.tf': text }, port('web')).lines).toEqual(['-      ports: [{ port: 80 }]', '+      ports: [{ port: 81 }]']);
    expect(printed({ 'a.tf': text }, (of) => [{ edit: 'remove', of: { ...of('Service.web'), namespace: 'shop' }, path: [] }]).files['a.tf']).toBe('variable "ns" {\n  default = "shop"\n}\n');
  });

  test('written as an object of the language, or encoded as YAML, is edited as one', () => {
    const body = (indent: string): string => `{\n${indent}  apiVersion = "v1"\n${indent}  kind       = "Service"\n${indent}  metadata   = { name = "web", namespace = "shop" }\n${indent}  spec       = { ports = [{ port = 80 }] }\n${indent}}`;
    for (const text of [`resource "kubernetes_manifest" "web" {\n  manifest = ${body('  ')}\n}\n`, `resource "kubectl_manifest" "web" {\n  yaml_body = yamlencode(${body('  ')})\n}\n`]) expect(printed({ 'a.tf': text }, port('web')).lines).toEqual(['-    spec       = { ports = [{ port = 80 }] }', '+    spec       = { ports = [{ port = 81 }] }']);
  });

  test('in a file or a template that is opened is edited there', () => {
    const files = { 'm/a.tf': 'resource "kubectl_manifest" "web" {\n  yaml_body = templatefile("${path.module}/web.tpl", { name = "web" })\n}\n\nresource "kubectl_manifest" "two" {\n  yaml_body = file("${path.module}/two.yaml")\n}\n', 'm/web.tpl': service('${name}', '{ port: 80 }'), 'm/two.yaml': service('two', '{ port: 80 }') };
    expect(Object.keys(printed(files, port('web')).files)).toEqual(['m/web.tpl']);
    expect(Object.keys(printed(files, port('two')).files)).toEqual(['m/two.yaml']);
  });

  test('that is new is a resource of its own where a file may hold one object only', () => {
    const files = { 'm/a.tf': 'resource "kubectl_manifest" "two" {\n  yaml_body = file("${path.module}/two.yaml")\n}\n', 'm/two.yaml': service('two', '{ port: 80 }') };
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'three', namespace: 'shop' }, spec: { ports: [{ port: 80 }] } };
    const { lines } = printed(files, (of) => [{ edit: 'add', resource: { scope: 'default', type: 'Service', namespace: 'shop', name: 'three', apiVersion: 'v1', body }, after: { ...of('Service.two'), namespace: 'shop' } }]);
    expect(lines.slice(0, 5)).toEqual(['+', '+resource "kubectl_manifest" "three" {', '+  yaml_body = yamlencode({', '+    apiVersion = "v1"', '+    kind       = "Service"']);
  });
});
