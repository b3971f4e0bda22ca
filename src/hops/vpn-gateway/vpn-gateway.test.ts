import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { VpnGatewaySpec } from './spec.ts';

function made(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body, locate: () => undefined };
}

function at(address: string, ...others: readonly Resource[]): VpnGatewaySpec | undefined {
  return kind.read(estateOf([made('vpn_gateway', 'home', { id: 'vgw-1', vpc_id: 'vpc-1' }), ...others]).estate, []).at(address);
}

const connection = (more: JsonObject = {}): Resource => made('vpn_connection', 'home', { id: 'vpn-1', vpn_gateway_id: '${aws_vpn_gateway.home.id}', ...more });

test('what is behind a gateway is nothing, something, or what static routes say', () => {
  expect(at('vgw/vgw-1@vpc-1/443')).toMatchObject({ part: 'out', behind: 'nothing', reply: 'back-vpc/vpc-1/443/vgw-1' });
  expect(at('vgw/vgw-1@vpc-1/443', connection())).toMatchObject({ behind: 'something' });
  const route = made('vpn_connection_route', 'office', { vpn_connection_id: '${aws_vpn_connection.home.id}', destination_cidr_block: '172.16.0.0/12' });
  expect(at('vgw/vgw-1@vpc-1/443', connection({ static_routes_only: true }), route)).toMatchObject({ behind: { cidrs: ['172.16.0.0/12'] } });
  expect(at('vgw/vgw-1@vpc-1/443', made('dx_gateway_association', 'home', { associated_gateway_id: 'vgw-1' }))).toMatchObject({ behind: 'something' });
  expect(at('vgw/vgw-1@vpc-1/443', made('route_table', 'main', { id: 'rtb-1', vpc_id: 'vpc-1', route: [{ cidr_block: '172.16.0.0/12', gateway_id: 'vgw-1', origin: 'EnableVgwRoutePropagation' }] }))).toMatchObject({ behind: 'something' });
});

test('a gateway is a place, too, from which the whole VPC is reached', () => {
  expect(at('out/vgw-1/443')).toMatchObject({ part: 'in', router: 'vpc/vpc-1/443' });
  expect(at('back-vgw/vgw-1@vpc-1/443/eni-7')).toMatchObject({ part: 'back', beyond: 'beyond/eni-7/443' });
  expect(at('beyond/vgw-1/443')).toMatchObject({ part: 'end' });
  expect(at('out/vgw-9/443')).toBeUndefined();
});

test('an attachment of its own also says which VPC it is', () => {
  const { estate } = estateOf([made('vpn_gateway', 'home', { id: 'vgw-1' }), made('vpn_gateway_attachment', 'home', { vpc_id: 'vpc-1', vpn_gateway_id: '${aws_vpn_gateway.home.id}' })]);
  expect(kind.read(estate, []).at('out/vgw-1/*')).toMatchObject({ part: 'in', router: 'vpc/vpc-1/*' });
});
