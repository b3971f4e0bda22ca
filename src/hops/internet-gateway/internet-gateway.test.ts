import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import { read as field } from '../../engine/traffic.ts';
import type { Field } from '../../ir/field.ts';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const gateway = aws('aws_internet_gateway', 'igw-1', { vpc_id: 'vpc-1' });
const base = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
  aws('aws_network_interface', 'eni-a', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ip: '10.0.1.7', public_ips: [{ private_ip: '10.0.1.7', public_ip: '198.51.100.7' }], security_groups: [] }),
  aws('aws_network_interface', 'eni-b', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ip: '10.0.1.8', security_groups: [] }),
];

const nat = [aws('aws_nat_gateway', 'nat-1', { subnet_id: 'subnet-a', public_ip: '198.51.100.99', private_ip: '10.0.1.99', network_interface_id: 'eni-n' }), aws('aws_network_interface', 'eni-n', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ip: '10.0.1.99', interface_type: 'nat_gateway' })];
const natLeaves = { 'src.interface': 'eni-n', 'src.address': '10.0.1.99', 'dst.address': '192.0.2.9' };

/** Where a packet goes next with which addresses, or the cause of its end. */
function next(resources: readonly Resource[], at: string, fields: Partial<Record<Field, string>>): string {
  const spec = kind.read(estateOf([...base, ...resources]).estate, []).at(at);
  if (spec === undefined) return 'no gateway';
  const { ops } = kind.lower(spec, { to: (hop) => hop }, () => 'healthy');
  const carrier = pointCarrier();
  return finished(run(carrier, at, ops, undefined, fresh(pointOf(fields))))
    .map(({ end, traffic }) => (end.kind === 'goto' ? `${end.hop} ${String(field(carrier, traffic, 'src.address'))} -> ${String(field(carrier, traffic, 'dst.address'))}` : end.kind === 'stop' ? ('cause' in end.op.verdict ? String(end.op.verdict.cause) : end.op.verdict.kind) : end.kind))
    .join(' or ');
}

const call = { 'src.address': '192.0.2.9', 'dst.address': '198.51.100.7' };
const leave = { 'src.interface': 'eni-a', 'src.address': '10.0.1.7', 'dst.address': '192.0.2.9' };

test('what the internet sends to a public address comes in by the gateway of that VPC', () => {
  expect(next([gateway], 'out/internet/443', call)).toBe('out/igw-1/443 192.0.2.9 -> 10.0.1.7');
  expect(next([gateway], 'out/internet/443', { ...call, 'dst.address': '198.51.100.8' })).toBe('address-unused');
  expect(next([gateway], 'out/internet/443', { ...call, 'dst.address': '10.0.1.7' })).toBe('not-routable');
});

test('a VPC to which no gateway is attached is not on the internet; where no input holds any gateway, one is taken to be there', () => {
  expect(next([aws('aws_internet_gateway', 'igw-2', {})], 'out/internet/443', call)).toBe('not-routable');
  expect(next([aws('aws_internet_gateway', 'igw-2', {}), aws('aws_internet_gateway_attachment', 'a', { internet_gateway_id: 'igw-2', vpc_id: 'vpc-1' })], 'out/internet/443', call)).toBe('out/igw-2/443 192.0.2.9 -> 10.0.1.7');
  expect(next([], 'out/internet/443', call)).toBe('vpc/vpc-1/443 192.0.2.9 -> 10.0.1.7');
});

test('a VPC that is only looked up has what somebody else attaches to it', () => {
  const seen = aws('aws_vpc', 'data.seen', { id: 'vpc-2' });
  const there = [aws('aws_subnet', 'subnet-s', { vpc_id: 'vpc-2', cidr_block: '10.2.1.0/24' }), aws('aws_network_interface', 'eni-s', { subnet_id: 'subnet-s', vpc_id: 'vpc-2', private_ip: '10.2.1.7', public_ips: [{ private_ip: '10.2.1.7', public_ip: '198.51.100.20' }], security_groups: [] })];
  expect(next([gateway, ...there], 'out/internet/443', { ...call, 'dst.address': '198.51.100.20' })).toBe('not-routable');
  expect(next([gateway, seen, ...there], 'out/internet/443', { ...call, 'dst.address': '198.51.100.20' })).toBe('vpc/vpc-2/443 192.0.2.9 -> 10.2.1.7');
});

test('a VPC that Terraform has yet to make has the gateway that is attached here or none; one that AWS has, of which AWS was not asked, may have one', () => {
  const made = (name: string, body: JsonObject): Resource => ({ ...aws('aws_vpc', name, {}), body });
  const there = (vpc: string): readonly Resource[] => [aws('aws_subnet', 'subnet-n', { vpc_id: vpc, cidr_block: '10.3.1.0/24' }), aws('aws_network_interface', 'eni-n', { subnet_id: 'subnet-n', vpc_id: vpc, private_ip: '10.3.1.7', public_ips: [{ private_ip: '10.3.1.7', public_ip: '198.51.100.30' }], security_groups: [] })];
  const called = { ...call, 'dst.address': '198.51.100.30' };
  const planned = [made('new', { cidr_block: '10.3.0.0/16', unknown_after_apply: ['id'] }), ...there('${aws_vpc.new.id}')];
  expect(next(planned, 'out/internet/443', called)).toBe('not-routable');
  expect(next([...planned, aws('aws_internet_gateway', 'igw-3', { vpc_id: '${aws_vpc.new.id}' })], 'out/internet/443', called)).toBe('out/igw-3/443 192.0.2.9 -> 10.3.1.7');
  const kept = [made('kept', { id: 'vpc-3', cidr_block: '10.3.0.0/16', unknown_after_apply: [] }), ...there('vpc-3')];
  expect(next(kept, 'out/internet/443', called)).toBe('vpc/vpc-3/443 192.0.2.9 -> 10.3.1.7');
  const none: Resource = { scope: 'default', type: 'AwsAnswer', name: 'aws_internet_gateway', body: {}, locate: () => undefined };
  expect(next([...kept, none], 'out/internet/443', called)).toBe('not-routable');
  // The answer of one account says nothing of another one.
  expect(next([...kept, { ...none, scope: 'other' }], 'out/internet/443', called)).toBe('vpc/vpc-3/443 192.0.2.9 -> 10.3.1.7');
});

test('a gateway that no input lists is known by a route that leads there, and one that is gone by the blackhole that replies meet', () => {
  const table = (route: JsonObject): Resource => aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', subnet_ids: ['subnet-a'], route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-7', ...route }] });
  const none: Resource = { scope: 'default', type: 'AwsAnswer', name: 'aws_internet_gateway', body: {}, locate: () => undefined };
  expect(next([table({ state: 'active' })], 'out/internet/443', call)).toBe('out/igw-7/443 192.0.2.9 -> 10.0.1.7');
  expect(next([table({ state: 'active' })], 'igw/igw-7/443', leave)).toBe('back-out/igw-7/443/igw-7 10.0.1.7 -> 192.0.2.9');
  expect(next([table({ state: 'blackhole' }), none], 'out/internet/443', call)).toBe('vpc/vpc-1/443 192.0.2.9 -> 10.0.1.7');
  expect(next([none], 'out/internet/443', call)).toBe('not-routable');
});

test('whoever has a public address leaves with it once the reply has come home', () => {
  expect(next([gateway], 'igw/igw-1/443', leave)).toBe('back-out/igw-1/443/igw-1 10.0.1.7 -> 192.0.2.9');
  expect(next([gateway], 'beyond/igw-1/443', leave)).toBe('internet/igw-1/443 198.51.100.7 -> 192.0.2.9');
  expect(next([gateway], 'internet/igw-1/443', leave)).toBe('delivered');
  expect(next([gateway], 'igw/igw-1/443', { ...leave, 'src.interface': 'eni-b', 'src.address': '10.0.1.8' })).toBe('no-public-address');
});

test('an account that blocks public access keeps clients out and all but NAT gateways in, except for what it excludes', () => {
  const options = (mode: string): Resource => aws('aws_vpc_block_public_access_options', 'this', { internet_gateway_block_mode: mode });
  const exclusion = (mode: string): Resource => aws('aws_vpc_block_public_access_exclusion', 'this', { vpc_id: 'vpc-1', internet_gateway_exclusion_mode: mode });
  const both = (...more: readonly Resource[]): readonly string[] => [next([gateway, ...more], 'out/internet/443', call).split(' ')[0]!, next([gateway, ...more], 'igw/igw-1/443', leave).split(' ')[0]!];
  const [inside, outside] = ['out/igw-1/443', 'back-out/igw-1/443/igw-1'];
  expect(both(options('off'))).toEqual([inside, outside]);
  expect(both(options('block-bidirectional'))).toEqual(['guard-dropped', 'guard-dropped']);
  expect(both(options('block-ingress'))).toEqual(['guard-dropped', 'guard-dropped']);
  expect(next([gateway, options('block-ingress'), ...nat], 'igw/igw-1/443', natLeaves).split(' ')[0]).toBe(outside);
  expect(next([gateway, options('block-bidirectional'), ...nat], 'igw/igw-1/443', natLeaves)).toBe('guard-dropped');
  expect(both(options('block-bidirectional'), exclusion('allow-bidirectional'))).toEqual([inside, outside]);
  expect(both(options('block-bidirectional'), exclusion('allow-egress'))).toEqual(['guard-dropped', outside]);
});

test('a public NAT gateway leaves by its own address', () => {
  expect(next([gateway, ...nat], 'beyond/igw-1/443', natLeaves)).toBe('internet/igw-1/443 198.51.100.99 -> 192.0.2.9');
});
