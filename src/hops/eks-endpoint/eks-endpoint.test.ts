import { expect, test } from 'vitest';
import { opener } from '../../../test/balancer.ts';
import type { JsonObject } from '../../resource/resource.ts';
import { kind } from './kind.ts';

type Written = readonly [type: string, name: string, body: JsonObject];

const opened = opener(kind);
const cluster = (settings: JsonObject): Written => ['aws_eks_cluster', 'prod', { name: 'prod', endpoint: 'https://ABCD.gr7.eu-central-1.eks.amazonaws.com', vpc_config: [{ vpc_id: 'vpc-a', ...settings }] }];
const way = (view: string, settings: JsonObject, ...others: readonly Written[]): unknown => opened(cluster(settings), ...others).at(`name/${view}/abcd.gr7.eu-central-1.eks.amazonaws.com/443`)?.way;

test('by default the endpoint is public, for everybody, and from its own VPC as well', () => {
  expect(way('public', {})).toMatchObject({ by: 'public', cidrs: ['0.0.0.0/0'], leaves: false });
  expect(way('vpc=vpc-a', {})).toMatchObject({ by: 'public', leaves: true });
});

test('with both, its own VPC is led inside and everybody else outside', () => {
  const both = { endpoint_private_access: true, endpoint_public_access: true, public_access_cidrs: ['198.51.100.0/24'] };
  expect(way('public', both)).toMatchObject({ by: 'public', cidrs: ['198.51.100.0/24'] });
  expect(way('vpc=vpc-a', both)).toMatchObject({ by: 'private' });
  expect(way('inside', both)).toMatchObject({ by: 'private' });
  expect(way('vpc=vpc-b', both)).toMatchObject({ by: 'public', leaves: true });
});

test('private access alone is for its VPC, and for those that are connected with it', () => {
  const inner = { endpoint_private_access: true, endpoint_public_access: false };
  expect(way('public', inner)).toMatchObject({ by: 'nothing', cause: 'not-routable' });
  expect(way('vpc=vpc-a', inner)).not.toHaveProperty('unless');
  expect(way('vpc=vpc-b', inner)).toMatchObject({ by: 'private', unless: expect.stringContaining('vpc-a') });
});

test("the cluster's interfaces are known by what EKS writes on them", () => {
  const inner = { endpoint_private_access: true, endpoint_public_access: false };
  const own: Written = ['aws_network_interface', 'eni-1', { id: 'eni-1', vpc_id: 'vpc-a', subnet_id: 'subnet-1', private_ip: '10.0.0.9', description: 'Amazon EKS prod' }];
  const other: Written = ['aws_network_interface', 'eni-2', { id: 'eni-2', vpc_id: 'vpc-a', subnet_id: 'subnet-1', private_ip: '10.0.0.8', description: 'Amazon EKS test' }];
  expect(way('vpc=vpc-a', inner, own, other)).toMatchObject({ interfaces: ['host/eni-1/443'] });
});

test('no other port, no other name, and nothing at all where both are switched off', () => {
  const read = opened(cluster({}));
  expect(read.at('name/public/abcd.gr7.eu-central-1.eks.amazonaws.com/80')?.way).toMatchObject({ by: 'nothing', cause: 'no-listener' });
  expect(read.at('name/public/other.gr7.eu-central-1.eks.amazonaws.com/443')).toBeUndefined();
  expect(way('vpc=vpc-a', { endpoint_public_access: false })).toMatchObject({ by: 'nothing', cause: 'no-listener' });
});

test('the mend lets one address in', () => {
  const spec = opened(cluster({ public_access_cidrs: ['198.51.100.0/24'] })).at('name/public/abcd.gr7.eu-central-1.eks.amazonaws.com/443')!;
  const blocked = { cause: 'guard-dropped', attribute: undefined, resource: '', rule: '', dialler: 'client', request: { 'src.address': '203.0.113.9' } } as const;
  expect(kind.mend!(spec, blocked).flatMap(({ edits }) => edits)).toMatchObject([{ path: ['vpc_config', 0, 'public_access_cidrs'], at: 1, value: '203.0.113.9/32' }]);
});
