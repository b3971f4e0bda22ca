import { expect, test } from 'vitest';
import { runControllers } from '../../../controllers/run.ts';
import { estateOf } from '../../../resource/estate.ts';
import { readTexts } from '../../texts.ts';

const network = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_lb_target_group" "web" {
  name        = "web"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}
`;

const binding = (provider = ''): string => `
resource "kubectl_manifest" "binding" {
${provider}  yaml_body = <<-YAML
    apiVersion: elbv2.k8s.aws/v1beta1
    kind: TargetGroupBinding
    metadata:
      name: web
      namespace: shop
    spec:
      serviceRef: { name: web, port: 80 }
      targetGroupName: web
      targetType: ip
  YAML
}
`;

const byHost = (name: string): string => `
data "aws_eks_cluster" "this" {
  name = "${name}"
}

provider "kubectl" {
  host             = data.aws_eks_cluster.this.endpoint
  load_config_file = false
}
`;

/** Scopes of the bindings, and what is said of objects that are there more than once. */
function read(files: Readonly<Record<string, string>>): { readonly scopes: readonly string[]; readonly told: readonly string[] } {
  const found = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  const { estate, problems } = estateOf(found.resources);
  const told = [...found.problems, ...problems, ...runControllers(estate).problems].map(({ name }) => name).filter((name) => /duplicate-object|shared-by-clusters/.test(name));
  return { scopes: estate.ofType('TargetGroupBinding').map(({ scope }) => scope).sort(), told: [...new Set(told)] };
}

test.each([
  ['data sources of EKS', byHost],
  ['clusters that the folders make', (name: string) => `resource "aws_eks_cluster" "this" {\n  name     = "${name}"\n  role_arn = "arn:aws:iam::111122223333:role/${name}"\n  vpc_config {\n    subnet_ids = []\n  }\n}\n\nprovider "kubectl" {\n  host = aws_eks_cluster.this.endpoint\n}\n`],
  ['contexts', (name: string) => `provider "kubectl" {\n  config_context = "${name}"\n}\n`],
  ['contexts as the AWS CLI names them', (name: string) => `provider "kubectl" {\n  config_context = "arn:aws:eks:eu-west-1:111122223333:cluster/${name}"\n}\n`],
  ['the command that gets a token', (name: string) => `provider "kubernetes" {\n  host = "https://example.com"\n  exec {\n    api_version = "client.authentication.k8s.io/v1beta1"\n    command     = "aws"\n    args        = ["eks", "get-token", "--cluster-name", "${name}"]\n  }\n}\n`],
])('two folders for two clusters are apart: told by %s', (_, provider) => {
  expect(read({ 'network/main.tf': network, 'blue/main.tf': provider('blue') + binding(), 'green/main.tf': provider('green') + binding() })).toEqual({ scopes: ['blue', 'green'], told: ['target-group-shared-by-clusters'] });
});

test('two aliases of one folder are two clusters, also through a module', () => {
  const aliases = 'provider "kubectl" {\n  alias          = "blue"\n  config_context = "blue"\n}\nprovider "kubectl" {\n  alias          = "green"\n  config_context = "green"\n}\n';
  expect(read({ 'main.tf': `${network}${aliases}${binding('  provider = kubectl.blue\n')}module "green" {\n  source    = "./green"\n  providers = { kubectl = kubectl.green }\n}\n`, 'green/main.tf': binding() })).toEqual({ scopes: ['blue', 'green'], told: ['target-group-shared-by-clusters'] });
});

test('where one cluster is told, everything is in it, whatever its folder; and what cannot be compared is not taken apart', () => {
  expect(read({ 'network/main.tf': network, 'blue/main.tf': byHost('blue') + binding(), 'more/main.tf': byHost('blue') })).toEqual({ scopes: ['default'], told: [] });
  expect(read({ 'blue/main.tf': byHost('blue') + binding(), 'more/main.tf': binding() }).told).toEqual(['duplicate-object']);
  expect(read({ 'blue/main.tf': byHost('blue') + binding(), 'more/main.tf': `provider "kubectl" {\n  config_context = "blue"\n}\n${binding()}` }).told).toEqual(['duplicate-object']);
});
