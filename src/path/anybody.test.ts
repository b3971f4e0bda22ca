import { expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body: { id: name, ...body }, locate: () => undefined };
}

const estate = [
  aws('vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
  aws('network_interface', 'eni-a', { subnet_id: 'subnet-a', private_ip: '10.0.1.7', security_groups: ['sg-a'], listed: true }),
  aws('network_interface', 'eni-b', { subnet_id: 'subnet-a', private_ip: '10.0.1.8', security_groups: ['sg-b'], listed: true }),
  aws('security_group', 'sg-a', { vpc_id: 'vpc-1', egress: [{ protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }] }),
  aws('security_group', 'sg-b', { vpc_id: 'vpc-1', ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, security_groups: ['sg-a'] }] }),
  aws('route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local' }] }),
];

test('somebody in a block may hold the group that a rule names, and an address that nobody has holds none', () => {
  const verdicts = (from: Parameters<typeof traceOf>[1]['from']): unknown => {
    const traced = traceOf(pathOf(estate), { url: 'tcp://10.0.1.8:443', method: 'GET', headers: [], from });
    return 'wrong' in traced ? traced.wrong : traced.outcomes.map(({ verdict }) => verdict.kind).sort();
  };
  expect(verdicts({ kind: 'block', cidr: '10.0.0.0/16' })).toEqual(['delivered', 'dropped']);
  expect(verdicts({ kind: 'address', address: '10.0.1.7' })).toEqual(['delivered']);
  expect(verdicts({ kind: 'address', address: '10.0.1.99' })).toEqual(['dropped']);
});
