import { describe, expect, test } from 'vitest';
import { textOf } from '../../../test/sources.ts';
import { readInputs } from '../../formats/inputs.ts';
import { embeddedIn } from '../../formats/embedded.ts';
import { proveGone } from '../../mend/prove.ts';
import { pathOf, type Path } from '../../path/path.ts';
import { rule } from './rule.ts';

/** One node and two pods for two zones. */
const [, example = ''] = /^```hcl bad.*\n([\s\S]*?)^```$/m.exec(textOf('src/findings/zones-without-nodes/page.md')) ?? [];

type Change = readonly [from: string | RegExp, to: string];

async function read(...changes: readonly Change[]): Promise<Path> {
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${String(from)} is not in the example`);
    return after;
  }, example);
  const inputs = await readInputs(['-'], { stdin: () => text });
  return pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, [])]);
}

async function messages(...changes: readonly Change[]): Promise<readonly string[]> {
  return [...rule.find!(await read(...changes))].map(({ message }) => message);
}

const size = (count: number | string): Change => ['desired_size = 1', `desired_size = ${count}`];
const pods = (count: number): Change => ['replicas = 2', `replicas = ${count}`];
const annotation = (name: string, value: string): Change => ['"service.beta.kubernetes.io/aws-load-balancer-internal" = "true"', `"service.beta.kubernetes.io/aws-load-balancer-internal" = "true"\n      "service.beta.kubernetes.io/aws-load-balancer-${name}" = "${value}"`];
const more = (text: string): Change => [/$/, `\n${text}\n`];
const manifest = (kind: string, group: string): Change => more(`resource "kubernetes_manifest" "more" {\n  manifest = { apiVersion = "${group}", kind = "${kind}", metadata = { name = "more", namespace = "shop" } }\n}`);
const outside: Change = ['external_traffic_policy = "Local"', ''];
const takenBy = [annotation('nlb-target-type', 'instance'), ['"nlb"', '"external"']] as const;

const tooFew = '1 node for 2 zones: in one of them the load balancer of Service shop/web has no target, and a connection that comes through PrivateLink to that zone gets no answer';
const podless = '1 pod for 2 zones: in one of them the load balancer of Service shop/web has no healthy target, and a connection that comes through PrivateLink to that zone gets no answer';

describe('found', () => {
  test.each<readonly [string, readonly Change[], string]>([
    ['fewer nodes than zones', [], tooFew],
    ['with the Cluster policy, too', [outside], tooFew],
    ['the smallest size where no other is written', [['    desired_size = 1\n', '']], tooFew],
    ['cross-zone that is switched off in words', [annotation('cross-zone-load-balancing-enabled', 'false')], tooFew],
    ['fewer pods than zones, which Local makes count', [size(2), pods(1)], podless],
    ['one pod where nobody says how many', [size(2), ['replicas = 2', '']], podless],
    ['a balancer of the controller', takenBy, tooFew],
  ])('%s', async (_, changes, message) => {
    expect(await messages(...changes)).toEqual([message]);
  });
});

describe('nothing is said', () => {
  test.each<readonly [string, readonly Change[]]>([
    ['cross-zone is on', [annotation('cross-zone-load-balancing-enabled', 'true')]],
    ['the list of attributes turns it on', [...takenBy, annotation('attributes', 'load_balancing.cross_zone.enabled=true')]],
    ['what the annotation says is neither', [annotation('cross-zone-load-balancing-enabled', 'perhaps')]],
    ['the group of a port may say otherwise', [...takenBy, annotation('target-group-attributes.443', 'load_balancing.cross_zone.enabled=true')]],
    ['pods are the targets', [...takenBy.slice(1), annotation('nlb-target-type', 'ip')]],
    ['as many nodes as zones', [size(2)]],
    ['as many nodes in two groups', [more('resource "aws_eks_node_group" "second" {\n  cluster_name = "shop"\n  scaling_config {\n    min_size = 1\n    max_size = 2\n    desired_size = 1\n  }\n}')]],
    ['nobody knows the size of a group', [size('var.nodes'), more('variable "nodes" {\n  type = number\n}')]],
    ['nobody knows how many groups there are', [more('variable "groups" {\n  type = map(string)\n}\nresource "aws_eks_node_group" "second" {\n  for_each = var.groups\n  cluster_name = "shop"\n  scaling_config {\n    min_size = 1\n    max_size = 2\n    desired_size = 1\n  }\n}')]],
    ['no node at all', [size(0)]],
    ['pods are few, and any node hands on to them', [size(2), pods(1), outside]],
    ['an autoscaler decides how many pods', [size(2), pods(1), manifest('HorizontalPodAutoscaler', 'autoscaling/v2')]],
    ['nodes are among the inputs', [manifest('Node', 'v1')]],
    ['Karpenter makes nodes', [manifest('NodePool', 'karpenter.sh/v1')]],
    ['nodes of a group of its own', [more('resource "aws_autoscaling_group" "more" {\n  min_size = 1\n  max_size = 3\n}')]],
    ['two clusters', [more('resource "aws_eks_cluster" "second" {\n  name = "second"\n  role_arn = "arn:aws:iam::111122223333:role/cluster"\n  vpc_config {\n    subnet_ids = aws_subnet.private[*].id\n  }\n}')]],
    ['no endpoint service offers it', [[/resource "aws_vpc_endpoint_service"[\s\S]*$/, '']]],
    ['the Service names its subnets', [annotation('subnets', 'subnet-1')]],
    ['one zone', [['["eu-central-1a", "eu-central-1b"][count.index]', '"eu-central-1a"']]],
    ['subnets without the tag of its scheme', [[', "kubernetes.io/role/internal-elb" = "1"', '']]],
    ['a classic balancer', [['"nlb"', '"elb"']]],
  ])('%s', async (_, changes) => {
    expect(await messages(...changes)).toEqual([]);
  });
});

test('the lines that decide are named, and one annotation mends it', async () => {
  const path = await read();
  const [finding] = [...rule.find!(path)];
  expect(finding!.because.map(({ rule: who, text }) => `${who} ${text}`)).toEqual([
    'aws_eks_node_group main asks for 1 node',
    'Deployment shop/web runs 2 pods',
    'Service shop/web hands connections to pods of the same node only: a node without one fails the health check',
    'aws_vpc_endpoint_service web offers the load balancer of Service shop/web over PrivateLink: what comes in at an endpoint stays in the zone of its address',
  ]);
  expect(finding!.because.map(({ at }) => example.split('\n')[at!.line - 1]!.trim())).toEqual(['desired_size = 1', 'replicas = 2', 'external_traffic_policy = "Local"', 'network_load_balancer_arns = [data.aws_lb.web.arn]']);
  expect(finding!.proposals.map((proposal) => proveGone(path, rule, finding!, proposal).certainty)).toEqual(['proved']);
});

test('what the controller reads is mended in its list', async () => {
  const path = await read(...takenBy, annotation('attributes', 'deletion_protection.enabled=true'));
  const [finding] = [...rule.find!(path)];
  expect(finding!.proposals.map(({ edits }) => edits)).toMatchObject([[{ edit: 'set', to: 'deletion_protection.enabled=true,load_balancing.cross_zone.enabled=true' }]]);
  expect(finding!.proposals.map((proposal) => proveGone(path, rule, finding!, proposal).certainty)).toEqual(['proved']);
});
