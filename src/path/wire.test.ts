import { expect, test } from 'vitest';
import { wayAddress, type Place } from '../dialects/aws/network/wire.ts';
import { pointCarrier, pointOf } from '../engine/point.ts';
import { walk, type Way } from '../engine/walk.ts';
import { kinds } from '../hops/kinds.ts';
import { estateOf } from '../resource/estate.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { healthOf } from './health.ts';
import { networkOf } from './network.ts';
import { programOf } from './compile.ts';

/** A resource of AWS as an input says it. */
function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const vpc = aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' });
const subnet = (name: string, cidr: string): Resource => aws('aws_subnet', name, { vpc_id: 'vpc-1', cidr_block: cidr, availability_zone: 'eu-central-1a' });
const eni = (name: string, subnetId: string, address: string, more: JsonObject = {}): Resource => aws('aws_network_interface', name, { subnet_id: subnetId, vpc_id: 'vpc-1', private_ip: address, private_ips: [address], security_groups: [], listed: true, ...more });
const two = [vpc, subnet('subnet-a', '10.0.1.0/24'), subnet('subnet-b', '10.0.2.0/24'), eni('eni-a', 'subnet-a', '10.0.1.7'), eni('eni-b', 'subnet-b', '10.0.2.8')];

function sent(resources: readonly Resource[], from: Place, to: string): Way<unknown, unknown> | undefined {
  const network = networkOf(estateOf(resources).estate, kinds);
  const program = programOf(network, (group, target, place) => healthOf(network, () => program).of(group, target, place));
  const way = wayAddress(from, to);
  if (program.hop(way) === undefined) return undefined;
  return walk(program, pointCarrier(), way, pointOf({ protocol: 'tcp', 'dst.port': 443 }), { onward: true, carried: true })[0];
}

const met = (way: Way<unknown, unknown> | undefined): readonly string[] => (way?.steps ?? []).flatMap(({ op, hop }) => (op === 'arrive' || op === 'pass' ? [hop] : []));

test('packets go from one interface to another of the VPC and their reply comes back before anything answers', () => {
  const way = sent(two, { interface: 'eni-a' }, 'address/10.0.2.8/443');
  expect(way?.verdict).toEqual({ kind: 'delivered', workload: 'eni-b:443' });
  expect(met(way)).toEqual(['wire/eni-a -> address/10.0.2.8/443', 'out/eni-a/443', 'vpc/vpc-1/443', 'in/eni-b/443', 'back-out/eni-b/443/eni-b', 'back-vpc/vpc-1/443/eni-b', 'back-in/eni-a/443/eni-b', 'beyond/eni-b/443', 'host/eni-b/443']);
});

test('an address of a subnet that no interface has is nobody\'s, and one in no subnet leads nowhere', () => {
  expect(sent(two, { interface: 'eni-a' }, 'address/10.0.2.9/443')?.verdict).toEqual({ kind: 'dropped', cause: 'address-unused' });
  expect(sent(two, { interface: 'eni-a' }, 'address/10.0.77.9/443')?.verdict).toEqual({ kind: 'dropped', cause: 'subnet-missing' });
});

test('nobody knows who has an address where AWS has not listed the interfaces', () => {
  const made = two.map((each) => (each.type === 'aws_network_interface' ? { ...each, body: { ...each.body, listed: false } } : each));
  expect(sent(made, { interface: 'eni-a' }, 'address/10.0.2.9/443')?.verdict).toEqual({ kind: 'unresolved', cause: 'destination-unknown' });
});

test('an interface whose address AWS has yet to choose is reached all the same', () => {
  const unknown = aws('aws_network_interface', 'eni-c', { subnet_id: 'subnet-b', security_groups: [] });
  expect(sent([...two, unknown], { interface: 'eni-c' }, 'host/eni-a/22')?.verdict).toEqual({ kind: 'delivered', workload: 'eni-a:22' });
  expect(sent([...two, unknown], { interface: 'eni-a' }, 'host/eni-c/22')?.verdict).toEqual({ kind: 'delivered', workload: 'eni-c:22' });
});

test('a place that the inputs do not hold begins no way', () => {
  expect(sent(two, { interface: 'eni-x' }, 'host/eni-a/22')).toBeUndefined();
});
