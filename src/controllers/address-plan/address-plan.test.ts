import { describe, expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { addressPlan } from './address-plan.ts';

const given = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body: { id: name, ...body }, locate: (path) => ({ file: `${name}.json`, line: path.length + 1, column: 1, endLine: 1, endColumn: 1 }) });
const problems = (...resources: readonly Resource[]): readonly Problem[] => {
  const found: Problem[] = [];
  expect(addressPlan.make(estateOf(resources).estate, found)).toEqual([]);
  return found;
};
const told = (...resources: readonly Resource[]): readonly string[] => problems(...resources).map(({ name, at, message }) => `${name} ${at?.file}:${at?.line} ${message.split(': ')[0]}`);
const vpc = given('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16', ipv6_cidr_block: 'fd00::/56' });
const subnet = (name: string, cidr: string, more: JsonObject = {}): Resource => given('aws_subnet', name, { vpc_id: 'vpc-1', cidr_block: cidr, ...more });

describe('blocks', () => {
  test.each([
    ['10.0.0/24', 'an IPv4 address has four numbers from 0 to 255, without zeros in front of them'],
    ['10.0.0.256/24', 'an IPv4 address has four numbers from 0 to 255, without zeros in front of them'],
    ['10.0.0.0/33', 'the length /33 is not from 0 to 32'],
    ['10.0.0.7', 'it is an address without a length; 10.0.0.7/32 is this address alone'],
    ['10.0.0.0/8', 'VPCs and subnets have /16 to /28'],
    ['web', 'web is no address'],
  ])('a subnet of %s is told: %s', (cidr, why) => {
    expect(problems(vpc, subnet('subnet-1', cidr)).filter(({ name }) => name === 'address-block-malformed').map(({ message, at }) => `${message} ${at?.line}`)).toEqual([`${cidr} of aws_subnet subnet-1 is no block that AWS takes: ${why}. Nothing is in it 2`]);
  });

  test('a subnet outside the blocks of its VPC, in either family', () => {
    expect(told(vpc, subnet('subnet-1', '10.1.0.0/24'), subnet('subnet-2', '10.0.1.0/24', { ipv6_cidr_block: 'fd01::/64' }), subnet('subnet-3', '10.0.2.0/24', { ipv6_cidr_block: 'fd00::/64' }))).toEqual([
      'subnet-outside-vpc subnet-1.json:2 aws_subnet subnet-1 has 10.1.0.0/24, which is not in 10.0.0.0/16, the blocks of aws_vpc vpc-1',
      'subnet-outside-vpc subnet-2.json:2 aws_subnet subnet-2 has fd01::/64, which is not in fd00::/56, the blocks of aws_vpc vpc-1',
    ]);
    expect(told(subnet('subnet-1', '10.1.0.0/24'))).toEqual([]);
    expect(told(given('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16', secondary_cidr_blocks: ['10.1.0.0/16'] }), subnet('subnet-1', '10.1.0.0/24'))).toEqual([]);
  });

  test('subnets of one VPC in each other\'s way, also across one that lies between them', () => {
    expect(told(vpc, subnet('a', '10.0.0.0/20'), subnet('b', '10.0.1.0/24'), subnet('c', '10.0.9.0/24'), subnet('d', '10.0.16.0/24'))).toEqual([
      'subnets-overlap b.json:2 10.0.1.0/24 of aws_subnet b and 10.0.0.0/20 of aws_subnet a (a.json:2) have addresses in common, both in VPC vpc-1',
      'subnets-overlap c.json:2 10.0.9.0/24 of aws_subnet c and 10.0.0.0/20 of aws_subnet a (a.json:2) have addresses in common, both in VPC vpc-1',
    ]);
    expect(told(vpc, subnet('a', '10.0.0.0/24'), given('aws_subnet', 'b', { vpc_id: 'vpc-2', cidr_block: '10.0.0.0/24' }))).toEqual([]);
  });
});

describe('rules', () => {
  const group = (rule: JsonObject): Resource => given('aws_security_group', 'sg-1', { ingress: [{ protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'], ...rule }] });

  test.each([
    [{ from_port: 70000, to_port: 70001 }, 'network-rule-refused sg-1.json:4 ingress 1 of aws_security_group sg-1 has port 70000'],
    [{ from_port: 443, to_port: 80 }, 'network-rule-refused sg-1.json:4 ingress 1 of aws_security_group sg-1 has ports 443 to 80, the first of which is greater than the last'],
    [{ from_port: 1, to_port: 2, cidr_blocks: ['10.0.0.0/8', '10.0/16'] }, 'address-block-malformed sg-1.json:5 10.0/16 in ingress 1 of aws_security_group sg-1 is no block that AWS takes'],
    [{ protocol: 'icmp', from_port: 300, to_port: -1 }, 'network-rule-refused sg-1.json:4 ingress 1 of aws_security_group sg-1 has type or code 300'],
  ])('%j is refused', (rule, message) => {
    expect(told(group(rule))).toEqual([message]);
  });

  test.each([{ from_port: 0, to_port: 65535 }, { from_port: -1, to_port: -1 }, { protocol: '-1', from_port: 9, to_port: 3 }, { protocol: 'icmp', from_port: 8, to_port: 0 }, { protocol: '50' }])('%j is taken', (rule) => {
    expect(told(group(rule))).toEqual([]);
  });

  test('numbers of entries: in their range, once in a direction, and those of AWS at the end', () => {
    const entry = (number: number, more: JsonObject = {}): JsonObject => ({ rule_no: number, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', ...more });
    expect(told(given('aws_network_acl', 'acl-1', { ingress: [entry(0), entry(100), entry(100, { action: 'deny' }), entry(40000), entry(32767, { action: 'deny' }), entry(32768, { action: 'deny' })], egress: [entry(100)] }))).toEqual([
      'network-rule-refused acl-1.json:4 ingress 1 of aws_network_acl acl-1 has number 0',
      'network-rule-refused acl-1.json:4 ingress 3 of aws_network_acl acl-1 has number 100, which another entry of the same direction has (acl-1.json:3)',
      'network-rule-refused acl-1.json:4 ingress 4 of aws_network_acl acl-1 has number 40000',
    ]);
    const rule = (name: string, number: number, egress: boolean): Resource => given('aws_network_acl_rule', name, { network_acl_id: 'acl-1', rule_number: number, egress, protocol: 'tcp', from_port: 1, to_port: 2, cidr_block: `10.0.${name.length}.0/24` });
    expect(told(rule('a', 5, false), rule('bb', 5, true), rule('ccc', 5, true))).toEqual(['network-rule-refused ccc.json:2 aws_network_acl_rule ccc has number 5, which another entry of the same direction has (bb.json:1)']);
  });
});

describe('routes', () => {
  test('a table without a VPC, a route without a destination, without a target, with a block that is none', () => {
    expect(told(given('aws_route_table', 'rtb-1', { route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }] }), given('aws_route_table', 'rtb-2', { vpc_id: 'vpc-1', route: [{ gateway_id: 'igw-1' }, { cidr_block: '10.0.0.0/8' }, { cidr_block: '10.0.0.0', gateway_id: 'igw-1' }, { cidr_block: '10.1.0.0/16', state: 'blackhole' }] }))).toEqual([
      'route-incomplete rtb-1.json:1 aws_route_table rtb-1 does not say its VPC',
      'route-incomplete rtb-2.json:3 route 1 of aws_route_table rtb-2 has no destination',
      'route-incomplete rtb-2.json:3 route 2 of aws_route_table rtb-2 to 10.0.0.0/8 has no target',
      'address-block-malformed rtb-2.json:4 10.0.0.0 in route 3 of aws_route_table rtb-2 is no block that AWS takes',
    ]);
  });

  test('what only the apply tells is not missing', () => {
    expect(told(given('aws_route', 'r', { destination_cidr_block: '0.0.0.0/0', unknown_after_apply: ['gateway_id'] }), given('aws_route_table', 'rtb-1', { unknown_after_apply: ['vpc_id', 'route'], route: [{ cidr_block: '0.0.0.0/0' }] }))).toEqual([]);
  });
});

describe('targets', () => {
  const group = given('aws_lb_target_group', 'web', { arn: 'arn:web', vpc_id: 'vpc-1', target_type: 'ip' });
  const target = (address: string, arn = 'arn:web'): Resource => given('aws_lb_target_group_attachment', `web-${address}`, { target_group_arn: arn, target_id: address });

  test('an address of the VPC that is in none of its subnets', () => {
    expect(told(vpc, subnet('a', '10.0.0.0/24'), group, target('10.0.9.7'), target('10.0.0.7'), target('10.9.0.7'), target('i-1'))).toEqual(['target-in-no-subnet web-10.0.9.7.json:2 10.0.9.7, a target of aws_lb_target_group web, is in the blocks of aws_vpc vpc-1 and in none of the subnets that the inputs hold of it']);
    expect(told(vpc, group, target('10.0.9.7'))).toEqual([]);
  });

  test('a group that no input holds is told once', () => {
    expect(told(target('10.0.0.1', 'arn:x'), target('10.0.0.2', 'arn:x')).map((each) => each.slice(0, 59))).toEqual(['target-group-not-in-input web-10.0.0.1.json:2 aws_lb_target']);
  });
});
