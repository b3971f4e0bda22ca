import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { keepable } from './kept-address.ts';
import { interfacesOf } from './network/interfaces.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body: { id: name, ...body }, locate: () => undefined };
}

const group = aws('lb_target_group', 'tg-1', { vpc_id: 'vpc-a', target_type: 'ip', preserve_client_ip: 'true' });
const far = [group, aws('vpc', 'vpc-a', { cidr_block: '10.0.0.0/16' }), aws('vpc', 'vpc-b', { cidr_block: '10.1.0.0/16' }), aws('subnet', 'subnet-b', { vpc_id: 'vpc-b', cidr_block: '10.1.1.0/24' }), aws('network_interface', 'eni-b', { subnet_id: 'subnet-b', private_ip: '10.1.1.5' })];

function kept(...more: readonly Resource[]): string | undefined {
  const { estate } = estateOf([...far, ...more]);
  return keepable(estate, { resource: group, keeps: true } as Parameters<typeof keepable>[1], 'nlb', { name: '10.1.1.5:443', interface: interfacesOf(estate).get('eni-b') } as Parameters<typeof keepable>[3]);
}

const peering = (more: JsonObject): Resource => aws('vpc_peering_connection', 'pcx-1', { vpc_id: 'vpc-b', peer_vpc_id: 'vpc-a', region: 'eu-central-1', peer_region: 'eu-central-1', ...more });

test('a client\'s address is kept towards a VPC that is peered in the same Region, and nowhere else', () => {
  expect(kept()).toContain('vpc-b, which is not peered with vpc-a');
  expect(kept(peering({ status: 'active' }))).toBeUndefined();
  expect(kept(peering({ status: 'pending-acceptance' }))).toBeDefined();
  expect(kept(peering({ status: 'active', peer_region: 'eu-west-1' }))).toBeDefined();
});
