import { expect, test } from 'vitest';
import { readTexts } from '../texts.ts';

/** What published configurations do: the resources by their names, and what is told. */
function read(files: Readonly<Record<string, string>>): { readonly bodies: Readonly<Record<string, unknown>>; readonly told: readonly string[] } {
  const { resources, problems } = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  return {
    bodies: Object.fromEntries(resources.map(({ type, name, body }) => [`${type} ${name}`, body])),
    told: problems.map(({ name, at, message }) => `${name} ${at === undefined ? '' : `${at.file}:${at.line}`} ${message}`),
  };
}

test('where Terraform runs is not known, and no name is made of it', () => {
  const { bodies, told } = read({ 'examples/complete/main.tf': 'locals {\n  name = "ex-${basename(path.cwd)}"\n}\nresource "aws_lb" "main" {\n  name = local.name\n}\n' });
  expect(told).toEqual([]);
  expect(bodies['aws_lb main']).not.toHaveProperty('name');
  expect(bodies['aws_lb main']).toMatchObject({ unknown_after_apply: expect.arrayContaining(['name']) });
});

test('what many blocks miss is told once, with all of them', () => {
  const many = (count: number, of: (index: number) => string): string => Array.from({ length: count }, (_, index) => of(index)).join('');
  const { told } = read({
    'main.tf': `${many(2, (index) => `variable "v${index}" {}\n`)}data "aws_availability_zones" "all" {}\n${many(9, (index) => `resource "aws_eip" "e${index}" {\n  count = length(data.aws_availability_zones.all.names)\n}\n`)}output "v" {\n  value = [var.v0, var.v1]\n}\n`,
  });
  expect(told).toEqual([
    'not-worked-out main.tf:1 variables v0 and v1 of . have no value: name a tfvars file',
    'not-worked-out main.tf:5 how many there are of aws_eip.e0, aws_eip.e1, aws_eip.e2, aws_eip.e3, aws_eip.e4, aws_eip.e5, aws_eip.e6 and 2 more is not known: it rests on the zones that AWS lists (data.aws_availability_zones, names). One of each is read for all',
  ]);
});

test('data sources that nothing answers are told once for their folder', () => {
  const { told } = read({ 'main.tf': 'data "aws_vpc" "a" {\n  default = true\n}\ndata "aws_subnets" "b" {\n  filter {\n    name   = "vpc-id"\n    values = [data.aws_vpc.a.id]\n  }\n}\noutput "ids" {\n  value = [data.aws_vpc.a.id, data.aws_subnets.b.ids]\n}\n' });
  expect(told).toEqual(['not-worked-out main.tf:1 data.aws_vpc.a and data.aws_subnets.b are not worked out: no input makes what they look up']);
});

test('manifests that a function of the provider decodes are read', () => {
  const yaml = '# gateway\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: edge\n  namespace: mesh\nspec:\n  gatewayClassName: istio\n  listeners:\n  - name: http\n    port: 80\n    protocol: HTTP\n---\n# nothing\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: mesh\n';
  const { bodies, told } = read({ 'gw.yaml.tpl': yaml, 'main.tf': 'resource "kubernetes_manifest" "all" {\n  for_each = { for each in provider::kubernetes::manifest_decode_multi(file("gw.yaml.tpl")) : "${each.kind}-${each.metadata.name}" => each }\n  manifest = each.value\n}\nlocals {\n  account = provider::aws::arn_parse("arn:aws:iam::111122223333:role/edge").account_id\n}\nresource "aws_vpc_endpoint_service_allowed_principal" "one" {\n  vpc_endpoint_service_id = "vpce-svc-1"\n  principal_arn = provider::aws::arn_build("aws", "iam", "", local.account, "root")\n}\n' });
  expect(told).toEqual([]);
  expect(Object.keys(bodies)).toEqual(expect.arrayContaining(['Gateway.gateway.networking.k8s.io edge', 'Namespace mesh']));
  expect(bodies['aws_vpc_endpoint_service_allowed_principal one']).toMatchObject({ principal_arn: 'arn:aws:iam::111122223333:root' });
});

test('instances that hold each other are nowhere put together without end', () => {
  const { bodies } = read({ 'main.tf': 'locals {\n  vpc = aws_vpc.main[0]\n}\nresource "aws_vpc" "main" {\n  count = 1\n  tags  = aws_subnet.a\n}\nresource "aws_subnet" "a" {\n  vpc_id = "vpc-1"\n  tags   = local.vpc\n}\nresource "awscc_one" "x" {\n  other = awscc_two.y\n}\nresource "awscc_two" "y" {\n  other = { of = awscc_one.x }\n}\nresource "aws_eip" "e" {\n  tags = { all = aws_vpc.main[0], again = awscc_one.x, text = jsonencode(awscc_one.x) }\n}\n' });
  expect(Object.keys(bodies)).toEqual(expect.arrayContaining(['aws_vpc main[0]', 'aws_subnet a', 'aws_eip e']));
});
