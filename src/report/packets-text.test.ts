import { expect, test } from 'vitest';
import type { Step } from '../engine/step.ts';
import { legsIn, type Leg } from './legs.ts';
import { endsOf, legLines, legTable } from './packets-text.ts';
import { paintOf } from './paint.ts';

const paint = paintOf('plain');
const at = (file: string, line: number): { readonly at: NonNullable<Step['origin']['at']> } => ({ at: { file, line, column: 5, endLine: line, endColumn: 9 } });
const step = (hop: string, resource: string, rule: string, more: Partial<Step> = {}, place = {}): Step => ({ hop, op: 'case', origin: { resource, rule, note: `${resource} ${rule}`, ...place }, ...more });

const steps: readonly Step[] = [
  step('wire/internet -> listener/edge/443', 'aws_network_interface eni-a', 'eni-a of edge'),
  step('out/internet/443', 'aws_internet_gateway igw-1', 'igw-1', { op: 'set' }),
  step('in/eni-a/443', 'aws_security_group sg-edge', 'ingress tcp 443 from 0.0.0.0/0', {}, at('aws/in/groups.json', 7)),
  step('back-out/eni-a/443/eni-a', 'aws_network_acl acl-1', 'egress 100', {}, at('aws/in/acls.json', 12)),
  step('rules/edge/443', 'aws_lb_listener_rule r', 'rule 1'),
  step('out/eni-a/8080', 'aws_security_group sg-edge', 'egress all to 0.0.0.0/0'),
  step('tgw/eni-t/8080', 'aws_ec2_transit_gateway_route tgw-rtb-1-10.0.0.0_16', 'tgw-rtb-1: 10.0.0.0/16', { when: ['who knows'] }),
  step('in/eni-b/8080', 'aws_vpc_security_group_ingress_rule pods', 'ingress', { op: 'stop' }),
];
const titles = { 'out/internet/443': 'the internet', 'in/eni-a/443': 'eni-a of edge', 'out/eni-a/8080': 'eni-a of edge sends', 'in/eni-b/8080': 'eni-b', 'back-out/eni-a/443/eni-a': 'eni-a of edge answers, and the reply leaves subnet-a' };
const legs = legsIn(steps).filter((part): part is Leg => 'rows' in part);

test('a leg ends where its reply is home and another one begins, or where a station decides', () => {
  expect(legsIn(steps).map((part) => ('rows' in part ? part.rows.map(({ place }) => place) : part.hop))).toEqual([['internet', 'eni-a'], 'rules/edge/443', ['eni-a', 'eni-t', 'eni-b']]);
});

test('the ends of a leg are called as their hops are, without what they do', () => {
  expect(legs.map((leg) => endsOf(leg, titles))).toEqual(['the internet to eni-a of edge', 'eni-a of edge to eni-b']);
});

test('two lines tell what decides there and back; a doubt and a stop are named', () => {
  expect(legs.flatMap((leg) => legLines(leg, paint).map((line) => line.trim()))).toEqual([
    'there igw-1, sg-edge: ingress tcp 443 from 0.0.0.0/0',
    'back  acl-1: egress 100',
    'there sg-edge: egress all to 0.0.0.0/0, tgw-rtb-1: 10.0.0.0/16 (not certain), aws_vpc_security_group_ingress_rule.pods: ingress stops it',
  ]);
});

test('the table has the reply in a column of its own, and files without their folders', () => {
  expect(legTable(legs[0]!, titles, paint).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['hop', 'there', 'back'],
    ['the internet', 'eni-a of edge'],
    ['igw-1'],
    ['eni-a of edge', 'sg-edge: ingress tcp 443 from 0.0.0.0/0', 'groups.json:7', 'acl-1: egress 100', 'acls.json:12'],
  ]);
});
