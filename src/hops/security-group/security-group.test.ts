import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import type { Field } from '../../ir/field.ts';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';

function aws(type: string, name: string, body: JsonObject, id: string | null = name): Resource {
  return { scope: 'default', type, name, body: { ...(id === null ? {} : { id }), ...body }, locate: () => undefined };
}

const vpc = aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' });
const subnet = aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' });
const eni = (name: string, address: string, ...groups: readonly string[]): Resource => aws('aws_network_interface', name, { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ip: address, security_groups: groups });
const anything = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };

/** `passes`, `drops`, or the reasons why neither is known. */
function judged(resources: readonly Resource[], address: string, fields: Partial<Record<Field, string | number | readonly string[]>>): string {
  const { estate } = estateOf(resources);
  const spec = kind.read(estate, []).at(address);
  if (spec === undefined) return 'unguarded';
  const { ops } = kind.lower(spec, { to: (hop) => hop }, () => 'healthy');
  const endings = finished(run(pointCarrier(), address, ops, undefined, fresh(pointOf({ protocol: 'tcp', 'dst.port': 443, ...fields }))));
  const open = endings.flatMap(({ when }) => when);
  return open.length > 0 ? `unknown: ${[...new Set(open)].join('; ')}` : endings.every(({ end }) => end.kind === 'end') ? 'passes' : 'drops';
}

const inward = (resources: readonly Resource[], fields: Parameters<typeof judged>[2] = { 'src.address': '10.0.1.9' }): string => judged([vpc, subnet, eni('eni-web', '10.0.1.7', 'sg-web'), ...resources], 'in/eni-web/443', fields);

test('a rule lets in whoever it names, in every form in which the provider writes it', () => {
  const group = aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1' });
  const rule = { security_group_id: 'sg-web', from_port: 443, to_port: 443 };
  expect(inward([group])).toBe('drops');
  expect(inward([aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.1.0/24'] }] })])).toBe('passes');
  expect(inward([group, aws('aws_vpc_security_group_ingress_rule', 'one', { ...rule, ip_protocol: 'tcp', cidr_ipv4: '10.0.1.0/24' })])).toBe('passes');
  expect(inward([group, aws('aws_vpc_security_group_ingress_rule', 'one', { security_group_id: 'sg-web', ip_protocol: '-1', cidr_ipv4: '10.0.1.0/24' })])).toBe('passes');
  expect(inward([group, aws('aws_security_group_rule', 'one', { ...rule, type: 'ingress', protocol: '6', cidr_blocks: ['10.0.2.0/24', '10.0.1.0/24'] })])).toBe('passes');
  expect(inward([group, aws('aws_security_group_rule', 'one', { ...rule, type: 'egress', protocol: 'tcp', cidr_blocks: ['10.0.1.0/24'] })])).toBe('drops');
  expect(inward([aws('aws_default_security_group', 'this', { vpc_id: 'vpc-1', ingress: [anything] }, 'sg-web')])).toBe('passes');
});

test('a group that is only looked up may have rules that no input holds', () => {
  const seen = aws('aws_security_group', 'module.net.data.web', { vpc_id: 'vpc-1' }, 'sg-web');
  expect(inward([seen])).toContain('is made elsewhere: the inputs do not hold its rules');
  expect(inward([seen, aws('aws_vpc_security_group_ingress_rule', 'one', { security_group_id: 'sg-web', ip_protocol: '-1', cidr_ipv4: '10.0.1.0/24' })])).toBe('passes');
});

test('a group that Terraform has yet to make is named by reference', () => {
  const group = aws('aws_security_group', 'web', { vpc_id: 'vpc-1' }, null);
  const alb = aws('aws_security_group', 'alb', { vpc_id: 'vpc-1' }, null);
  const rule = aws('aws_vpc_security_group_ingress_rule', 'one', { security_group_id: '${aws_security_group.web.id}', ip_protocol: 'tcp', from_port: 443, to_port: 443, referenced_security_group_id: '${aws_security_group.alb.id}' }, null);
  const own = aws('aws_network_interface', 'eni-new', { subnet_id: 'subnet-a', security_groups: ['${aws_security_group.web.id}'] });
  const from = (groups: readonly string[]): string => judged([vpc, subnet, own, group, alb, rule], 'in/eni-new/443', { 'src.groups': groups });
  expect(from(['aws_security_group.alb'])).toBe('passes');
  expect(from(['aws_security_group.web'])).toBe('drops');
});

test('a group without egress blocks lets nothing out, and one that AWS describes lets out what it says', () => {
  const out = (body: JsonObject): string => judged([vpc, subnet, eni('eni-web', '10.0.1.7', 'sg-web'), aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', ...body })], 'out/eni-web/443', { 'dst.address': '192.0.2.1' });
  expect(out({})).toBe('drops');
  expect(out({ egress: [anything] })).toBe('passes');
});

test('one of several groups is enough, and a group that no input holds may be it', () => {
  const open = aws('aws_security_group', 'sg-open', { vpc_id: 'vpc-1', ingress: [anything] });
  const shut = aws('aws_security_group', 'sg-shut', { vpc_id: 'vpc-1' });
  const at = (resources: readonly Resource[], ...groups: readonly string[]): string => judged([vpc, subnet, eni('eni-web', '10.0.1.7', ...groups), ...resources], 'in/eni-web/443', { 'src.address': '10.0.1.9' });
  expect(at([open, shut], 'sg-shut', 'sg-open')).toBe('passes');
  expect(at([shut], 'sg-shut', 'sg-gone')).toBe('unknown: the inputs do not hold security group sg-gone, which eni-web has');
  expect(at([], 'sg-shut')).toBe('unguarded');
});

test('a group of another VPC is meant only where an active peering connects the two', () => {
  const far = [aws('aws_vpc', 'vpc-2', { cidr_block: '10.9.0.0/16' }), aws('aws_security_group', 'sg-far', { vpc_id: 'vpc-2' })];
  const group = aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', ingress: [{ ...anything, cidr_blocks: [], security_groups: ['sg-far'] }] });
  const peering = (status: string): Resource => aws('aws_vpc_peering_connection', 'pcx-1', { vpc_id: 'vpc-1', peer_vpc_id: 'vpc-2', status });
  const held = { 'src.groups': ['sg-far'] };
  expect(inward([group, ...far], held)).toBe('drops');
  expect(inward([group, ...far, peering('deleted')], held)).toBe('drops');
  expect(inward([group, ...far, peering('active')], held)).toBe('passes');
});

test('a prefix list means its entries, and one that no input holds may mean anybody', () => {
  const group = aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', ingress: [{ ...anything, cidr_blocks: [], prefix_list_ids: ['pl-1'] }] });
  expect(inward([group, aws('aws_ec2_managed_prefix_list', 'pl-1', { name: 'offices', entry: [{ cidr: '10.0.1.0/24' }] })])).toBe('passes');
  expect(inward([group, aws('aws_ec2_managed_prefix_list', 'pl-1', { name: 'offices', entry: [{ cidr: '10.0.2.0/24' }] })])).toBe('drops');
  expect(inward([group])).toBe('unknown: the inputs do not hold the entries of prefix list pl-1');
});

test('an egress rule for a group means the addresses of its holders', () => {
  const group = aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', egress: [{ ...anything, cidr_blocks: [], security_groups: ['sg-db'] }] });
  const all = [vpc, subnet, eni('eni-web', '10.0.1.7', 'sg-web'), eni('eni-db', '10.0.1.9', 'sg-db'), group, aws('aws_security_group', 'sg-db', { vpc_id: 'vpc-1' })];
  expect(judged(all, 'out/eni-web/443', { 'dst.address': '10.0.1.9' })).toBe('passes');
  expect(judged(all, 'out/eni-web/443', { 'dst.address': '10.0.1.8' })).toBe('drops');
});

test('the mend is one rule for the group that the sender holds, in the form of the others, and the closest rule is named', () => {
  const rule = aws('aws_vpc_security_group_ingress_rule', 'old', { security_group_id: 'sg-web', ip_protocol: 'tcp', from_port: 80, to_port: 80, referenced_security_group_id: 'sg-alb' });
  const resources = [vpc, subnet, eni('eni-web', '10.0.1.7', 'sg-web'), aws('aws_security_group', 'sg-web', { vpc_id: 'vpc-1', name: 'web' }), aws('aws_security_group', 'sg-alb', { vpc_id: 'vpc-1', name: 'alb' }), rule];
  const spec = kind.read(estateOf(resources).estate, []).at('in/eni-web/8080')!;
  const blocked = { cause: 'guard-dropped', attribute: undefined, resource: 'aws_security_group sg-web', rule: 'ingress', dialler: 'client', request: { protocol: 'tcp', 'dst.port': 8080, 'src.groups': 'sg-alb', 'src.address': '10.0.1.9' } } as const;
  expect(kind.explain!(spec, blocked)).toBe('closest: sg-web (web) lets in tcp 80 from sg-alb (alb); this is tcp 8080');
  expect(kind.mend!(spec, blocked)).toEqual([
    {
      title: 'allow tcp/8080 from sg-alb (alb) on sg-web (web)',
      command: "aws ec2 authorize-security-group-ingress --group-id sg-web --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-alb}]'",
      certainty: 'proposed',
      edits: [{ edit: 'add', after: { scope: 'default', type: 'aws_vpc_security_group_ingress_rule', name: 'old' }, resource: { scope: 'default', type: 'aws_vpc_security_group_ingress_rule', name: 'sg-web_ingress_8080', body: { security_group_id: 'sg-web', ip_protocol: 'tcp', from_port: 8080, to_port: 8080, referenced_security_group_id: 'sg-alb' } } }],
    },
  ]);
});
