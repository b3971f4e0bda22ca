import { expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf, type Path } from './path.ts';
import { fromOf } from './request.ts';
import { traceOf } from './trace.ts';

/** A resource of AWS as an input says it. */
function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const subnet = (name: string, vpc: string, cidr: string): Resource => aws('aws_subnet', name, { vpc_id: vpc, cidr_block: cidr, availability_zone: 'eu-central-1a' });
const eni = (name: string, subnetId: string, vpc: string, address: string, more: JsonObject = {}): Resource => aws('aws_network_interface', name, { subnet_id: subnetId, vpc_id: vpc, private_ip: address, private_ips: [address], security_groups: [], ...more });

const estate = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  subnet('subnet-a', 'vpc-1', '10.0.1.0/24'),
  subnet('subnet-b', 'vpc-1', '10.0.2.0/24'),
  eni('eni-a', 'subnet-a', 'vpc-1', '10.0.1.7'),
  eni('eni-b', 'subnet-b', 'vpc-1', '10.0.2.8', { attachment: [{ instance: 'i-1', device_index: 0 }] }),
];
const overlapping = [...estate, aws('aws_vpc', 'vpc-2', { cidr_block: '10.0.0.0/16' }), subnet('subnet-c', 'vpc-2', '10.0.1.0/24'), eni('eni-c', 'subnet-c', 'vpc-2', '10.0.1.7')];

function answer(resources: readonly Resource[], url: string, from: string): string {
  const path: Path = pathOf(resources);
  const who = fromOf(from);
  if ('wrong' in who) return who.wrong;
  const trace = traceOf(path, { url, method: 'GET', headers: [], from: who });
  if ('wrong' in trace) return trace.wrong;
  return trace.outcomes.map(({ verdict, steps }) => `${verdict.kind === 'delivered' ? verdict.workload : `${verdict.kind} ${'cause' in verdict ? (verdict.cause ?? '') : ''}`} by ${steps.filter(({ hop }) => hop.startsWith('out/')).map(({ hop }) => hop.split('/')[1]).find(() => true) ?? trace.nowhere ?? 'nobody'}`).join(', ');
}

test('a client is at the interface that has its address, else in the subnet, and may be named by id', () => {
  for (const [from, place] of [['10.0.1.7', 'eni-a'], ['10.0.1.99', 'subnet-a'], ['eni-a', 'eni-a'], ['i-1', 'eni-b'], ['subnet-a', 'subnet-a']] as const) {
    expect([from, answer(estate, 'tcp://10.0.2.8:22', from)]).toEqual([from, `i-1:22 by ${place}`]);
  }
  expect(answer(estate, 'tcp://i-1:22', 'eni-a')).toBe('i-1:22 by eni-a');
  expect(answer(estate, 'tcp://eni-a:22', 'i-1')).toBe('eni-a:22 by eni-b');
});

test('a host anywhere in a VPC or a block is in each of the subnets', () => {
  expect(answer(estate, 'tcp://10.0.2.8:22', 'vpc:vpc-1')).toBe('i-1:22 by subnet-a');
  expect(answer(estate, 'tcp://10.0.1.7:22', '10.0.2.0/25')).toBe('eni-a:22 by subnet-b');
});

test('an address that two VPCs have is nobody in particular, and the answer says what to write', () => {
  expect(answer(overlapping, 'tcp://10.0.2.8:22', '10.0.1.7')).toBe('10.0.1.7 is held by eni-a of vpc-1 and eni-c of vpc-2: write --from eni-a or --from eni-c');
  expect(answer(overlapping, 'tcp://10.0.1.7:22', 'eni-b')).toBe('eni-a:22 by eni-b');
});

test('an id that no input holds is told, with some that they hold', () => {
  expect(answer(estate, 'tcp://10.0.2.8:22', 'i-9')).toBe('i-9 is in no input; there are eni-a, eni-b');
});

test('a private address of which nobody says who asks for it is asked for from inside its VPC', () => {
  const trace = traceOf(pathOf(estate), { url: 'tcp://10.0.2.8:22', method: 'GET', headers: [], from: { kind: 'internet', assumed: true } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  expect(trace.request.from).toEqual({ kind: 'vpc', name: 'vpc-1' });
  expect(trace.assumptions.map(({ text }) => text)).toContain('a client inside its network asks: 10.0.2.8 is internal, and nothing on the internet reaches it (--from internet)');
});

test('an address of IPv6 is one address however it is written, and a sender takes one of its own of that family', () => {
  const six = [aws('aws_vpc', 'vpc-6', { cidr_block: '10.6.0.0/16', ipv6_cidr_block: '2001:db8::/56' }), aws('aws_subnet', 'subnet-6', { vpc_id: 'vpc-6', cidr_block: '10.6.1.0/24', ipv6_cidr_block: '2001:db8::/64' }), eni('eni-6', 'subnet-6', 'vpc-6', '10.6.1.7', { ipv6_addresses: ['2001:db8:0::7'] }), eni('eni-7', 'subnet-6', 'vpc-6', '10.6.1.8', { ipv6_addresses: ['2001:db8::8'] })];
  expect(answer(six, 'tcp://[2001:DB8:0:0::8]:22', '2001:db8:0:0::7')).toBe('eni-7:22 by eni-6');
  const who = fromOf('eni-6');
  const trace = 'wrong' in who ? who : traceOf(pathOf(six), { url: 'tcp://[2001:db8::8]:22', method: 'GET', headers: [], from: who });
  if ('wrong' in trace) throw new Error(trace.wrong);
  expect(trace.outcomes[0]?.seen.find(({ hop }) => hop.startsWith('host/'))).toMatchObject({ address: '2001:db8::7' });
});

test('a host of which no input holds the interface is taken to be let out', () => {
  const trace = traceOf(pathOf(estate), { url: 'tcp://10.0.2.8:22', method: 'GET', headers: [], from: { kind: 'address', address: '10.0.1.99' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  expect(trace.assumptions.find(({ name }) => name === 'sender-may-send')?.text).toBe('no input holds the interface of 10.0.1.99 in subnet-a: its own security groups are taken to let this request out, and its address to be of no group');
});
