import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { VpcPeeringSpec } from './spec.ts';

function made(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body, locate: () => undefined };
}

function at(address: string, peering: JsonObject): VpcPeeringSpec | undefined {
  const { estate } = estateOf([
    made('vpc', 'a', { id: 'vpc-a', cidr_block: '10.1.0.0/16', secondary_cidr_blocks: ['10.5.0.0/16'] }),
    made('vpc', 'b', { cidr_block: '10.2.0.0/16' }),
    made('vpc_peering_connection', 'both', { id: 'pcx-1', vpc_id: 'vpc-a', peer_vpc_id: '${aws_vpc.b.id}', ...peering }),
  ]);
  return kind.read(estate, []).at(address);
}

test('a peering leads from each of its VPCs to the other one, and from nobody else', () => {
  expect(at('peering/pcx-1@vpc-a/443', {})).toMatchObject({ back: false, from: { cidrs: ['10.1.0.0/16', '10.5.0.0/16'] }, to: { vpc: 'aws_vpc.b', hop: 'vpc/aws_vpc.b/443' } });
  expect(at('back-peering/pcx-1@aws_vpc.b/443/eni-7', {})).toMatchObject({ back: true, to: { vpc: 'vpc-a', hop: 'back-vpc/vpc-a/443/eni-7' } });
  expect(at('peering/pcx-1@vpc-z/443', {})).toBeUndefined();
});

test('only an active one carries anything; where nobody says its state it is taken to be', () => {
  expect(at('peering/pcx-1@vpc-a/443', { accept_status: 'pending-acceptance' })?.dead).toBe('pcx-1 is pending-acceptance: it carries nothing');
  expect(at('peering/pcx-1@vpc-a/443', { status: 'active' })?.dead).toBeUndefined();
  expect(at('peering/pcx-1@vpc-a/443', {})?.dead).toBeUndefined();
});

test('a VPC that is in no input is outside, with the blocks that AWS says it has', () => {
  expect(at('peering/pcx-1@vpc-a/443', { peer_vpc_id: 'vpc-far', peer_cidr_blocks: ['10.9.0.0/16'], region: 'eu-central-1', peer_region: 'us-east-1' })).toMatchObject({ to: { vpc: 'vpc-far', cidrs: ['10.9.0.0/16'] }, regions: true });
  expect(at('peering/pcx-1@vpc-a/443', { peer_vpc_id: 'vpc-far' })?.to.hop).toBeUndefined();
});
