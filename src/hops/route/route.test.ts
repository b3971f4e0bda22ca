import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';

function aws(type: string, name: string, body: JsonObject, id: string | null = name): Resource {
  return { scope: 'default', type, name, body: { ...(id === null ? {} : { id }), ...body }, locate: () => undefined };
}

const base = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' }),
  aws('aws_network_interface', 'eni-a', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ip: '10.0.1.7', security_groups: [] }),
  aws('aws_internet_gateway', 'igw-1', { vpc_id: 'vpc-1' }),
];
const local = { cidr_block: '10.0.0.0/16', gateway_id: 'local' };
const table = (body: JsonObject, name = 'rtb-1'): Resource => aws('aws_route_table', name, { vpc_id: 'vpc-1', ...body });
const outward = { cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' };

/** Where a packet goes next, or the cause of its end. */
function next(resources: readonly Resource[], to: string, from = 'out/eni-a/443'): string {
  const spec = kind.read(estateOf([...base, ...resources]).estate, []).at(from);
  if (spec === undefined) return 'no table';
  const { ops } = kind.lower(spec, { to: (hop) => hop }, () => 'healthy');
  const endings = finished(run(pointCarrier(), from, ops, undefined, fresh(pointOf({ [from.startsWith('back') ? 'src.address' : 'dst.address']: to }))));
  return endings.map(({ end, when }) => `${when.length > 0 ? '? ' : ''}${end.kind === 'goto' ? end.hop : end.kind === 'stop' && 'cause' in end.op.verdict ? String(end.op.verdict.cause) : end.kind}`).join(' or ');
}

test('a subnet uses its own table, else the main one', () => {
  const main = table({ main: true, route: [local, outward] }, 'rtb-main');
  expect(next([main], '192.0.2.1')).toBe('igw/igw-1/443');
  expect(next([main, table({ subnet_ids: ['subnet-a'], route: [local] })], '192.0.2.1')).toBe('route-missing');
  expect(next([main, table({ route: [local] }), aws('aws_route_table_association', 'a', { subnet_id: 'subnet-a', route_table_id: 'rtb-1' })], '192.0.2.1')).toBe('route-missing');
  expect(next([table({ route: [local, outward] }), aws('aws_main_route_table_association', 'a', { vpc_id: 'vpc-1', route_table_id: 'rtb-1' })], '192.0.2.1')).toBe('igw/igw-1/443');
  expect(next([aws('aws_default_route_table', 'this', { vpc_id: 'vpc-1', route: [outward] })], '192.0.2.1')).toBe('igw/igw-1/443');
  expect(next([], '192.0.2.1')).toBe('no table');
});

test('where no input holds the main table, only what stays in the VPC is known', () => {
  const other = table({ subnet_ids: ['subnet-z'], route: [local, outward] });
  expect(next([other], '10.0.9.9')).toBe('vpc/vpc-1/443');
  expect(next([other], '192.0.2.1')).toBe('destination-unknown');
});

test('routes of their own count, and the local one is there without a word', () => {
  const tables = [table({ main: true }), aws('aws_route', 'out', { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' })];
  expect(next(tables, '10.0.2.9')).toBe('vpc/vpc-1/443');
  expect(next(tables, '192.0.2.1')).toBe('igw/igw-1/443');
  expect(next(tables, '10.0.2.9', 'back-out/eni-a/443/eni-a')).toBe('back-vpc/vpc-1/443/eni-a');
  expect(next(tables, '192.0.2.1', 'back-out/eni-a/443/eni-a')).toBe('back-igw/igw-1/443/eni-a');
});

test('each target is the next hop that answers for it, and one that no input holds is where knowledge ends', () => {
  const to = (target: JsonObject, more: readonly Resource[] = []): string => next([table({ main: true, route: [local, { cidr_block: '192.0.2.0/24', ...target }] }), ...more], '192.0.2.1');
  expect(to({ nat_gateway_id: 'nat-1' }, [aws('aws_nat_gateway', 'nat-1', { network_interface_id: 'eni-n' }), aws('aws_network_interface', 'eni-n', { vpc_id: 'vpc-1', interface_type: 'nat_gateway' })])).toBe('in/eni-n/443');
  expect(to({ network_interface_id: 'eni-a' })).toBe('in/eni-a/443');
  expect(to({ vpc_peering_connection_id: 'pcx-1' }, [aws('aws_vpc_peering_connection', 'pcx-1', { vpc_id: 'vpc-1', peer_vpc_id: 'vpc-2' })])).toBe('peering/pcx-1@vpc-1/443');
  expect(to({ gateway_id: 'vgw-1' }, [aws('aws_vpn_gateway', 'vgw-1', { vpc_id: 'vpc-1' })])).toBe('vgw/vgw-1@vpc-1/443');
  expect(to({ nat_gateway_id: 'nat-9' })).toBe('destination-unknown');
  expect(to({ gateway_id: 'igw-9' })).toBe('destination-unknown');
  expect(to({ gateway_id: 'igw-2' }, [aws('aws_internet_gateway', 'igw-2', { vpc_id: 'vpc-2' })])).toBe('route-dead');
  expect(to({ nat_gateway_id: 'nat-9', state: 'blackhole' })).toBe('route-dead');
});

test('a transit gateway is reached in a zone where its attachment has a subnet', () => {
  const attachment = (zone: string): readonly Resource[] => [
    aws('aws_ec2_transit_gateway', 'tgw-1', {}),
    aws('aws_ec2_transit_gateway_vpc_attachment', 'tgw-attach-1', { transit_gateway_id: 'tgw-1', vpc_id: 'vpc-1', subnet_ids: ['subnet-t'] }),
    aws('aws_subnet', 'subnet-t', { vpc_id: 'vpc-1', cidr_block: '10.0.7.0/24', availability_zone: zone }),
    aws('aws_network_interface', 'eni-t', { subnet_id: 'subnet-t', interface_type: 'transit_gateway' }),
    table({ main: true, route: [local, { cidr_block: '10.0.0.0/8', transit_gateway_id: 'tgw-1' }] }),
  ];
  expect(next(attachment('eu-central-1a'), '10.9.0.1')).toBe('in/eni-t/443');
  expect(next(attachment('eu-central-1b'), '10.9.0.1')).toBe('zone-not-attached');
});

test('a gateway endpoint takes the addresses of its prefix list', () => {
  const endpoint = (list: readonly Resource[]): readonly Resource[] => [
    aws('aws_vpc_endpoint', 'vpce-1', { vpc_id: 'vpc-1', vpc_endpoint_type: 'Gateway', service_name: 'com.amazonaws.eu-central-1.s3', route_table_ids: ['rtb-1'] }),
    table({ main: true, route: [local, outward] }),
    ...list,
  ];
  const known = aws('aws_ec2_managed_prefix_list', 'pl-1', { name: 'com.amazonaws.eu-central-1.s3', entry: [{ cidr: '52.219.0.0/16' }] });
  expect(next(endpoint([known]), '52.219.3.3')).toBe('gateway-endpoint/vpce-1@vpc-1/443');
  expect(next(endpoint([known]), '192.0.2.1')).toBe('igw/igw-1/443');
  expect(next(endpoint([]), '52.219.3.3')).toBe('? gateway-endpoint/vpce-1@vpc-1/443 or ? igw/igw-1/443');
  expect(next(endpoint([]), '52.219.3.3', 'back-out/eni-a/443/eni-a')).toBe('back-igw/igw-1/443/eni-a');
});

test('an internet gateway asks the table of its edge for what it brings in', () => {
  const firewall = [aws('aws_vpc_endpoint', 'vpce-f', { vpc_id: 'vpc-1', vpc_endpoint_type: 'GatewayLoadBalancer', network_interface_ids: ['eni-f'] }), aws('aws_network_interface', 'eni-f', { vpc_id: 'vpc-1', interface_type: 'gateway_load_balancer_endpoint' })];
  const edge = table({ gateway_ids: ['igw-1'], route: [local, { cidr_block: '10.0.1.0/24', vpc_endpoint_id: 'vpce-f' }] });
  expect(next([edge, ...firewall], '10.0.1.7', 'out/igw-1/443')).toBe('in/eni-f/443');
  expect(next([edge, ...firewall], '10.0.2.7', 'out/igw-1/443')).toBe('vpc/vpc-1/443');
  expect(next([edge, ...firewall], '10.0.1.7', 'back-out/igw-1/443/igw-1')).toBe('back-in/eni-f/443/igw-1');
  expect(next([], '10.0.1.7', 'out/igw-1/443')).toBe('vpc/vpc-1/443');
});

test('Terraform names the main table by an attribute of its VPC', () => {
  const vpc = aws('aws_vpc', 'main', { cidr_block: '10.5.0.0/16' }, null);
  const all = [
    vpc,
    aws('aws_subnet', 'one', { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.5.1.0/24' }, null),
    aws('aws_internet_gateway', 'out', { vpc_id: '${aws_vpc.main.id}' }, null),
    aws('aws_default_route_table', 'this', { default_route_table_id: '${aws_vpc.main.default_route_table_id}' }, null),
    aws('aws_route', 'out', { route_table_id: '${aws_vpc.main.main_route_table_id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.out.id}' }, null),
  ];
  expect(next(all, '192.0.2.1', 'out/aws_subnet.one/443')).toBe('igw/aws_internet_gateway.out/443');
  expect(next(all, '10.5.9.9', 'out/aws_subnet.one/443')).toBe('vpc/aws_vpc.main/443');
});
