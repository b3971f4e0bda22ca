import { expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { openedBetween } from './packets-opened.ts';
import { pathOf, type Path } from './path.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const rule = (from: number, to: number, ...cidrs: readonly string[]): JsonObject => ({ protocol: 'tcp', from_port: from, to_port: to, cidr_blocks: [...cidrs] });

function pathWith(...ingress: readonly JsonObject[]): Path {
  return pathOf([
    aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
    aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
    aws('aws_subnet', 'subnet-b', { vpc_id: 'vpc-1', cidr_block: '10.0.2.0/24' }),
    aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local' }] }),
    aws('aws_security_group', 'sg-1', { vpc_id: 'vpc-1', ingress: [...ingress], egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }] }),
    aws('aws_network_interface', 'eni-a', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: ['10.0.1.7'], security_groups: ['sg-1'] }),
    aws('aws_network_interface', 'eni-b', { subnet_id: 'subnet-b', vpc_id: 'vpc-1', private_ips: ['10.0.2.8'], security_groups: ['sg-1'] }),
  ]);
}

test('a wider rule opens exactly what the rule before it did not let through', () => {
  const before = pathWith(rule(443, 443, '10.0.1.0/24'));
  expect(openedBetween(before, before)).toEqual([]);
  expect(openedBetween(before, pathWith(rule(440, 450, '10.0.1.7/32'), rule(443, 443, '10.0.1.0/24'))).filter(({ from, to }) => from !== to)).toEqual([
    { from: 'eni-a', to: 'eni-b', protocol: 'tcp', ports: { from: 440, to: 442 } },
    { from: 'eni-a', to: 'eni-b', protocol: 'tcp', ports: { from: 444, to: 450 } },
  ]);
  expect(openedBetween(before, pathWith(rule(443, 443, '10.0.0.0/16'))).filter(({ from, to }) => from !== to)).toEqual([{ from: 'eni-b', to: 'eni-a', protocol: 'tcp', ports: { from: 443, to: 443 } }]);
});

test('a rule for every protocol opens those that nobody names, too', () => {
  const opened = openedBetween(pathWith(), pathWith({ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['10.0.1.7/32'] }));
  expect(opened.filter(({ from, to }) => from !== to).map(({ protocol, ports }) => [protocol, ports])).toEqual([['tcp', undefined], ['udp', undefined], ['icmp', undefined], ['other', undefined]]);
});
