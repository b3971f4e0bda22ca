import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { networkAclsOf } from '../../dialects/aws/network/network-acls.ts';
import { estateOf } from '../../resource/estate.ts';
import { readInputs } from '../inputs.ts';
import { readTexts, type TextsRead } from '../texts.ts';

const texts = (files: Readonly<Record<string, string>>, scope = 'default'): TextsRead => readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope })));
const told = ({ problems }: TextsRead): readonly string[] => problems.map(({ name, at }) => `${name} ${at?.file}:${at?.line}:${at?.column}`);
const subnets = (region: string, id: string, more = {}): string => JSON.stringify({ Subnets: [{ SubnetId: id, VpcId: `vpc-${id}`, AvailabilityZone: `${region}a`, ...more }] }, undefined, 1);

describe('answers that are not whole', () => {
  test('JSON that ends too early is told where its list begins, and the other files are read', () => {
    const read = texts({ 'a.json': '{"Subnets": [{"SubnetId": "subnet-1",\n', 'b.json': '{"Vpcs": [{"VpcId": "vpc-1"}]}' });
    expect(told(read)).toEqual(['unreadable-document a.json:1:13']);
    expect(read.resources.map(({ name }) => name)).toEqual(['vpc-1']);
  });

  test('a member without its id is told where it stands, and the other members are read', () => {
    const read = texts({ 'a.json': '{"Vpcs": [{"VpcId": "vpc-1"},\n {"CidrBlock": "10.0.0.0/16"},\n {"VpcId": "vpc-2"}]}' });
    expect(told(read)).toEqual(['unreadable-document a.json:2:2']);
    expect(read.problems[0]!.message).toBe('member 2 of Vpcs in a.json has no VpcId, which everything has that aws ec2 describe-vpcs answers. It is not read; the others are');
    expect(read.resources.map(({ name }) => name)).toEqual(['vpc-1', 'vpc-2']);
  });

  test.each([
    ['{}', 'an empty object: there is nothing in it'],
    ['[]', 'an empty list: there is nothing in it. Where it is an answer of AWS, ask without --query, so that the name of the list is there'],
  ])('%s says why nothing is read of it', (text, reason) => {
    expect(texts({ 'a.json': text }).unread).toMatchObject([{ file: 'a.json', reason, at: { line: 1, column: 1 } }]);
  });

  test.each(['', '\n', 'null\n'])('a file of %j says that it is empty', (text) => {
    expect(texts({ 'a.json': text, 'b.yaml': text }).unread).toEqual([{ file: 'a.json', reason: 'an empty file: there is nothing in it' }]);
  });

  test('members of another type than AWS answers are told where they stand, and what is beside them is read', () => {
    const read = texts({ 'a.json': JSON.stringify({ SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 'http', ToPort: [80], IpRanges: { CidrIp: '10.0.0.0/8' } }] }], NetworkAcls: [{ NetworkAclId: 'acl-1', Entries: [{ Egress: 'no', RuleNumber: 100, CidrBlock: null }] }] }, undefined, 1) });
    expect(read.problems.map(({ message, at }) => `${at?.line} ${message.split(':')[0]}`)).toEqual(['8 FromPort is a text, where AWS answers a number', '9 ToPort is a list, where AWS answers a number', '12 IpRanges is an object, where AWS answers a list', '24 Egress is a text, where AWS answers true or false']);
    expect(read.resources.map(({ name }) => name)).toEqual(['sg-1', 'acl-1']);
  });

  test('numbers and booleans that stand as texts are read as what they mean, a protocol that stands as a number too', () => {
    const read = texts({ 'a.yaml': `
NetworkAcls:
  - NetworkAclId: acl-1
    IsDefault: "True"
    Entries:
      - { Egress: "false", RuleNumber: "100", RuleAction: allow, Protocol: 6, CidrBlock: 10.0.0.0/8, PortRange: { From: "443", To: "443" } }
      - { Egress: "true", RuleNumber: "100", RuleAction: allow, Protocol: "1", CidrBlock: 10.0.0.0/8, IcmpTypeCode: { Type: "-1", Code: "-1" } }
---
Listeners: [{ ListenerArn: l, Port: "443", DefaultActions: [{ Type: redirect, RedirectConfig: { Port: "443" } }] }]
` });
    expect(read.problems).toEqual([]);
    expect(read.resources[0]!.body).toMatchObject({ is_default: true, ingress: [{ rule_no: 100, protocol: '6', from_port: 443, to_port: 443 }], egress: [{ rule_no: 100, protocol: '1', icmp_type: -1 }] });
    expect(read.resources[1]!.body).toMatchObject({ port: 443, default_action: [{ redirect: [{ port: '443' }] }] });
  });

  test('an entry of which nobody knows the direction, or the number, is doubted wherever it may stand', () => {
    const rule = { RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
    const { resources } = texts({ 'a.json': JSON.stringify({ NetworkAcls: [{ NetworkAclId: 'acl-1', Entries: [{ ...rule, Egress: 'maybe', RuleNumber: 100 }, { ...rule, Egress: true, RuleNumber: 'first' }] }] }, undefined, 1) });
    const { entries } = networkAclsOf(estateOf(resources).estate).get('acl-1')!;
    expect(entries.map(({ egress, number, doubt }) => [egress, number, doubt])).toEqual([
      [true, 0, 'its number is first, which is none'],
      [false, 100, 'its Egress is maybe, which is neither true nor false'],
      [true, 100, 'its Egress is maybe, which is neither true nor false'],
    ]);
    expect(entries.map(({ resource, path }) => resource.locate(path)?.line)).toEqual([13, 6, 6]);
  });

  test('keys that nobody reads are told once, with the first place; nulls and what pages need are none', () => {
    const read = texts({ 'a.json': '{"Vpcs": [{"VpcId": "vpc-1"}], "Subnets": null, "NextToken": null,\n"DBInstances": [{}], "Backend": {"a": 1},\n"Listeners": {"a": 1}}' });
    expect(read.unread.map(({ reason, at }) => `${reason} ${at?.line}`)).toEqual(['Listeners is not what aws elbv2 describe-listeners answers: it has no ListenerArn 3', 'beside what is read, it holds what is not: DBInstances, Backend 2']);
    expect(read.resources.map(({ name }) => name)).toEqual(['vpc-1']);
  });

  test('an empty folder among others is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-'));
    for (const name of ['full', 'empty']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'full', 'vpcs.json'), '{"Vpcs": [{"VpcId": "vpc-1"}]}');
    const read = await readInputs([join(folder, 'full'), join(folder, 'empty')]);
    expect(read.unread).toEqual([{ file: join(folder, 'empty'), reason: 'an empty folder: no file in it ends in .yaml, .yml, .json or .tf' }]);
    expect(read.resources).toHaveLength(1);
  });
});

describe('answers of several accounts or Regions', () => {
  test('two Regions read as one are told at the second, with what to write', () => {
    const read = texts({ 'a/subnets.json': subnets('eu-west-1', 'subnet-1'), 'b/subnets.json': subnets('us-east-1', 'subnet-2', { OwnerId: '111122223333' }) });
    expect(read.problems).toMatchObject([{ name: 'answers-mixed-up', severity: 'warning', at: { file: 'b/subnets.json', line: 3 } }]);
    expect(read.problems[0]!.message).toBe('answers of several Regions are read as those of one: eu-west-1 in a/subnets.json:3, us-east-1 in b/subnets.json:3. Zones are named account by account, and a list counts as complete: say in sallyport.yaml which folder is which. inputs: [{ path: a/, account: "...", region: eu-west-1 }, { path: b/, account: "111122223333", region: us-east-1 }]');
    expect(read.resources).toHaveLength(2);
  });

  test('two accounts under the same list are told; a shared subnet among things of one\'s own is not', () => {
    const of = (owner: string, id: string): string => subnets('eu-west-1', id, { OwnerId: owner });
    expect(told(texts({ 'a.json': of('1', 'subnet-1'), 'b.json': of('2', 'subnet-2') }))).toEqual(['answers-mixed-up b.json:3:3']);
    expect(told(texts({ 'a.json': of('1', 'subnet-1'), 'b.json': JSON.stringify({ SecurityGroups: [{ GroupId: 'sg-1', OwnerId: '2' }] }) }))).toEqual([]);
  });

  test('one file may hold what was put together on purpose', () => {
    expect(told(texts({ 'a.json': JSON.stringify({ Vpcs: [{ VpcId: 'vpc-1', OwnerId: '1' }, { VpcId: 'vpc-2', OwnerId: '2' }], Subnets: [{ SubnetId: 'subnet-1', AvailabilityZone: 'eu-west-1a' }, { SubnetId: 'subnet-2', AvailabilityZone: 'us-east-1a' }] }) }))).toEqual([]);
  });

  test('a scope that says another Region than its files is told', () => {
    expect(told(texts({ 'a.json': subnets('us-east-1', 'subnet-1') }, '111122223333/eu-west-1'))).toEqual(['answers-mixed-up a.json:3:3']);
    expect(told(texts({ 'a.json': subnets('eu-west-1', 'subnet-1') }, '111122223333/eu-west-1'))).toEqual([]);
    expect(told(texts({ 'a.json': JSON.stringify({ LoadBalancers: [{ LoadBalancerName: 'web', LoadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:999999999999:loadbalancer/net/web/1' }] }) }, '111122223333/eu-west-1'))).toEqual(['answers-mixed-up a.json:1:19']);
  });
});
