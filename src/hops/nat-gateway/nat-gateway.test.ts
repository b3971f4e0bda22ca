import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { NatGatewaySpec } from './spec.ts';

function made(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body, locate: () => undefined };
}

function at(address: string, gateway: JsonObject): NatGatewaySpec | undefined {
  const { estate } = estateOf([
    made('subnet', 'public', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.0.0.0/24' }),
    made('network_interface', 'nat', { id: 'eni-nat', subnet_id: 'subnet-1', vpc_id: 'vpc-1', interface_type: 'nat_gateway', description: 'Interface for NAT Gateway nat-1', ...(gateway['private_ip'] === undefined ? { private_ip: '10.0.0.9' } : {}) }),
    made('network_interface', 'other', { id: 'eni-7', subnet_id: 'subnet-1', vpc_id: 'vpc-1', private_ip: '10.0.0.7' }),
    made('nat_gateway', 'main', { id: 'nat-1', subnet_id: 'subnet-1', ...gateway }),
  ]);
  return kind.read(estate, []).at(address);
}

test('a NAT gateway is known by its interface, whose address it shows', () => {
  expect(at('nat/eni-nat/443', {})).toMatchObject({ title: 'nat-1', interface: 'eni-nat', address: '10.0.0.9', within: ['10.0.0.0/24'], leaves: 'out/eni-nat/443', back: false });
  expect(at('nat/eni-nat/*', { private_ip: '10.0.0.8' })).toMatchObject({ address: '10.0.0.8', leaves: 'out/eni-nat/*' });
  expect(at('nat/eni-7/443', {})).toBeUndefined();
});

test('one that failed carries nothing, one that is being made is taken to be there soon', () => {
  expect(at('nat/eni-nat/443', { state: 'failed' })?.dead).toBe('nat-1 is failed: it carries nothing');
  expect(at('nat/eni-nat/443', { state: 'pending' })?.dead).toBeUndefined();
});

test('a reply that a route leads there is told from a connection', () => {
  expect(at('back-nat/eni-nat/443/eni-7', {})?.back).toBe(true);
});
