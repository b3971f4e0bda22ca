import { expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf } from './path.ts';
import { fromOf } from './request.ts';
import { traceOf, type Trace } from './trace.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

function object(type: string, name: string, spec: JsonObject, more: JsonObject = {}): Resource {
  const labels = { app: name.replace(/-\d$/, '') };
  return { scope: 'default', type, apiVersion: 'v1', namespace: 'shop', name, body: { apiVersion: 'v1', kind: type, metadata: { name, namespace: 'shop', labels }, spec, ...more }, locate: () => undefined };
}

const pod = (name: string, address: string): Resource => object('Pod', name, { containers: [{ name: 'app', ports: [{ containerPort: 8080 }] }] }, { status: { podIP: address } });
const node = (name: string, instance: string, subnet: string, addresses: readonly string[], group: string): Resource =>
  aws('aws_network_interface', name, { subnet_id: subnet, vpc_id: 'vpc-1', private_ip: addresses[0]!, private_ips: [...addresses], security_groups: [group], attachment: [{ instance, device_index: 0 }] });
const all = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };

const estate = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' }),
  aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', ingress: [{ ...all, protocol: 'tcp', from_port: 8443, to_port: 8443 }], egress: [all] }),
  aws('aws_security_group', 'sg-client', { vpc_id: 'vpc-1', ingress: [all], egress: [all] }),
  node('eni-web', 'i-web', 'subnet-a', ['10.0.1.10', '10.0.1.40', '10.0.1.41'], 'sg-web'),
  node('eni-client', 'i-client', 'subnet-a', ['10.0.1.11', '10.0.1.50'], 'sg-client'),
  pod('web-0', '10.0.1.40'),
  pod('beside-0', '10.0.1.41'),
  pod('client-0', '10.0.1.50'),
  object('Service', 'web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
];

function traced(url: string, from: string): Trace {
  const who = fromOf(from);
  const trace = 'wrong' in who ? who : traceOf(pathOf(estate), { url, method: 'GET', headers: [], from: who });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace;
}

const assumed = ({ assumptions }: Trace): readonly string[] => assumptions.filter(({ name }) => name === 'network-open').map(({ text }) => text);

test('a pod on another machine is behind the groups of that machine', () => {
  for (const url of ['http://10.0.1.40:8080/', 'http://web/']) {
    const { outcomes } = traced(url, 'pod:shop/client-0');
    expect([url, outcomes.map(({ verdict }) => verdict)]).toEqual([url, [{ kind: 'dropped', cause: 'guard-dropped' }]]);
  }
  expect(traced('http://10.0.1.40:8080/', '10.0.1.50').outcomes.map(({ verdict }) => verdict.kind)).toEqual(['dropped']);
});

test('a pod on the same machine is reached past every group', () => {
  const trace = traced('http://web/', 'pod:shop/beside-0');
  expect(trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
});

test('layers of which no input says anything are taken to be open, by name', () => {
  const trace = traced('http://10.0.1.40:8443/', 'i-client');
  expect(trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['refused', 'delivered']);
  expect(assumed(trace)).toEqual(['no network ACLs and no route tables are in the inputs: they are taken to let this request through']);
});
