import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import type { Field } from '../../ir/field.ts';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const vpc = aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' });
const subnets = ['a', 'b'].map((name, index) => aws('aws_subnet', `subnet-${name}`, { vpc_id: 'vpc-1', cidr_block: `10.0.${index + 1}.0/24` }));
const interfaces = ['a', 'b'].map((name, index) => aws('aws_network_interface', `eni-${name}`, { subnet_id: `subnet-${name}`, vpc_id: 'vpc-1', private_ip: `10.0.${index + 1}.7`, security_groups: [] }));
const base = [vpc, ...subnets, ...interfaces];
const entry = (rule_no: number, action: string, cidr_block: string, more: JsonObject = {}): JsonObject => ({ rule_no, action, protocol: 'tcp', cidr_block, from_port: 443, to_port: 443, ...more });
const acl = (body: JsonObject): Resource => aws('aws_network_acl', 'acl-1', { vpc_id: 'vpc-1', subnet_ids: ['subnet-b'], ...body });

type Fields = Partial<Record<Field, string | number | readonly string[]>>;

function judged(resources: readonly Resource[], address: string, fields: Fields): string {
  const spec = kind.read(estateOf(resources).estate, []).at(address);
  if (spec === undefined) return 'unguarded';
  const { ops } = kind.lower(spec, { to: (hop) => hop }, () => 'healthy');
  const endings = finished(run(pointCarrier(), address, ops, undefined, fresh(pointOf({ protocol: 'tcp', 'dst.port': 443, ...fields }))));
  if (endings.some(({ when }) => when.length > 0)) return 'unknown';
  return endings.every(({ end }) => end.kind === 'end') ? 'passes' : 'drops';
}

const inward = (resources: readonly Resource[], fields: Fields = { subnet: 'subnet-a', 'src.address': '10.0.1.7', 'dst.address': '10.0.2.7' }): string => judged([...base, ...resources], 'in/eni-b/443', fields);

test('entries count in every form in which the provider writes them', () => {
  expect(inward([acl({ ingress: [entry(100, 'allow', '10.0.1.0/24')] })])).toBe('passes');
  const rule = { network_acl_id: 'acl-1', rule_number: 100, rule_action: 'allow', protocol: '6', cidr_block: '10.0.1.0/24', from_port: 443, to_port: 443 };
  expect(inward([acl({}), aws('aws_network_acl_rule', 'one', rule)])).toBe('passes');
  expect(inward([acl({}), aws('aws_network_acl_rule', 'one', { ...rule, egress: true })])).toBe('drops');
  const associated = aws('aws_network_acl_association', 'one', { network_acl_id: 'acl-2', subnet_id: 'subnet-b' });
  expect(inward([aws('aws_network_acl', 'acl-2', { vpc_id: 'vpc-1', ingress: [entry(100, 'allow', '10.0.1.0/24')] }), acl({}), associated])).toBe('passes');
});

test('a network ACL without entries denies everything, and a subnet without one has the default one of its VPC', () => {
  expect(inward([acl({})])).toBe('drops');
  expect(inward([])).toBe('unguarded');
  expect(inward([aws('aws_network_acl', 'acl-9', { vpc_id: 'vpc-1', subnet_ids: [], is_default: true })])).toBe('drops');
  expect(inward([aws('aws_default_network_acl', 'this', { vpc_id: 'vpc-1', ingress: [entry(100, 'allow', '0.0.0.0/0', { protocol: '-1', from_port: 0, to_port: 0 })] })])).toBe('passes');
});

test('the lowest number decides, whatever the order in the file', () => {
  expect(inward([acl({ ingress: [entry(200, 'allow', '0.0.0.0/0'), entry(100, 'deny', '10.0.1.0/24')] })])).toBe('drops');
  expect(inward([acl({ ingress: [entry(200, 'deny', '0.0.0.0/0'), entry(100, 'allow', '10.0.1.0/24')] })])).toBe('passes');
});

test('the reply is a packet of its own, to the port of the client', () => {
  const reply = (egress: readonly JsonObject[], fields: Fields = {}): string => judged([...base, acl({ egress })], 'back-out/eni-b/443/eni-b', { 'src.interface': 'eni-a', 'src.address': '10.0.1.7', 'dst.address': '10.0.2.7', ...fields });
  expect(reply([entry(100, 'allow', '0.0.0.0/0')])).toBe('drops');
  expect(reply([entry(100, 'allow', '0.0.0.0/0', { from_port: 1024, to_port: 65535 })])).toBe('passes');
  expect(reply([entry(100, 'allow', '0.0.0.0/0', { from_port: 32768, to_port: 60999 })])).toBe('unknown');
  expect(reply([entry(100, 'allow', '0.0.0.0/0', { from_port: 32768, to_port: 60999 })], { 'src.port': 40000 })).toBe('passes');
  expect(reply([entry(90, 'deny', '0.0.0.0/0', { from_port: 40000, to_port: 40100 }), entry(100, 'allow', '0.0.0.0/0', { from_port: 0, to_port: 65535 })])).toBe('unknown');
  expect(reply([entry(100, 'allow', '0.0.0.0/0', { from_port: 1024, to_port: 40000 }), entry(110, 'allow', '0.0.0.0/0', { from_port: 40001, to_port: 65535 })])).toBe('passes');
});

test('a mend is an entry below the one that denies, and one of a reply is for all ports from which clients dial', () => {
  const blocked = (cause: string, rule: string) => ({ cause, rule, attribute: undefined, resource: 'aws_network_acl acl-1', dialler: 'client', request: { protocol: 'tcp', 'dst.port': 443, 'src.address': '10.0.1.7', 'dst.address': '10.0.2.7' } }) as const;
  const at = (resource: Resource, address: string) => kind.read(estateOf([...base, resource]).estate, []).at(address)!;
  const shut = at(acl({ ingress: [entry(100, 'deny', '10.0.0.0/8'), entry(99, 'allow', '10.7.0.0/16')] }), 'in/eni-b/443');
  expect(kind.mend!(shut, blocked('acl-dropped', 'ingress 100')).map(({ title, command }) => [title, command])).toEqual([['add ingress entry 98 to network ACL acl-1: allow tcp 443 from 10.0.1.0/24, below entry 100', 'aws ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 98 --protocol tcp --port-range From=443,To=443 --cidr-block 10.0.1.0/24 --rule-action allow']]);
  const mute = at(acl({ egress: [entry(100, 'allow', '0.0.0.0/0', { from_port: 32768, to_port: 60999 })] }), 'back-out/eni-b/443/eni-b');
  expect(kind.mend!(mute, blocked('reply-dropped', 'egress *')).map(({ title }) => title.split(': aws')[0])).toEqual([
    'widen egress entry 100 of network ACL acl-1 from ports 32768-60999 to 1024-65535',
    'add egress entry 110 to network ACL acl-1: allow tcp 1024-65535 to 10.0.1.0/24',
  ]);
});
