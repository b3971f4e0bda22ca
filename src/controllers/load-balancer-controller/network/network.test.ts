import { describe, expect, test } from 'vitest';
import { factsOf } from '../settings/facts.ts';
import type { AwsFacts, ControllerFacts, RouteTable, SecurityGroup, Subnet } from '../facts.ts';
import { estateOf } from '../../../resource/estate.ts';
import { backendSecurityGroup, securityGroupsByNameOrId } from './security-groups.ts';
import { subnetsByDiscovery, subnetsByNameOrId, subnetsBySelector, type SubnetWish } from './subnets.ts';

const wish: SubnetWish = { type: 'application', scheme: 'internal' };

function subnet(id: string, zone: string, more: Partial<Subnet> = {}): Subnet {
  return { id, vpc: 'vpc-1', zone, zoneId: zone, locale: 'availability-zone', cidr: '10.0.0.0/24', ipv6Cidrs: [], freeAddresses: 100, tags: {}, ...more };
}

const internal = { 'kubernetes.io/role/internal-elb': '1' };

function facts(aws: AwsFacts, flags: Partial<ControllerFacts['flags']> = {}): ControllerFacts {
  const known = factsOf(estateOf([]).estate, '.');
  return { ...known, aws, flags: { ...known.flags, clusterName: 'shop', awsVpcId: 'vpc-1', ...flags } };
}

function said<T>(found: { readonly found: readonly T[] } | { readonly refused: { readonly message: string } } | { readonly unknown: string }): readonly T[] | string {
  if ('found' in found) return found.found;
  return 'refused' in found ? found.refused.message : `unknown: ${found.unknown}`;
}

describe('subnets that the controller finds', () => {
  test('have the role tag of the scheme, one a zone, those of the cluster first', () => {
    const all = [subnet('subnet-a1', 'a', { tags: internal }), subnet('subnet-a2', 'a', { tags: { ...internal, 'kubernetes.io/cluster/shop': 'shared' } }), subnet('subnet-b1', 'b', { tags: internal }), subnet('subnet-c1', 'c', { tags: { 'kubernetes.io/role/elb': '1' } })];
    expect(said(subnetsByDiscovery(facts({ subnets: all }), wish))).toMatchObject([{ id: 'subnet-a2' }, { id: 'subnet-b1' }]);
  });

  test('are missing with the reason of each', () => {
    const all = [subnet('subnet-a', 'a', { tags: { ...internal, 'kubernetes.io/cluster/other': 'owned' } }), subnet('subnet-b', 'b', { tags: internal, freeAddresses: 3 }), subnet('subnet-c', 'c')];
    expect(said(subnetsByDiscovery(facts({ subnets: all }), wish))).toBe(
      'no subnet can be used for this internal load balancer: subnet-a (a) is tagged for cluster other only; subnet-b (b) has 3 free addresses, and a load balancer needs 8; subnet-c (c) is none of those that carry the tag kubernetes.io/role/internal-elb',
    );
  });

  test('without any role tag are told by their routes, where those are known', () => {
    const all = [subnet('subnet-a', 'a'), subnet('subnet-b', 'b'), subnet('subnet-c', 'c')];
    const tables: readonly RouteTable[] = [{ id: 'rtb-main', vpc: 'vpc-1', main: true, subnets: [], toInternetGateway: false }, { id: 'rtb-open', vpc: 'vpc-1', main: false, subnets: ['subnet-c'], toInternetGateway: true }];
    expect(said(subnetsByDiscovery(facts({ subnets: all, routeTables: tables }), wish))).toMatchObject([{ id: 'subnet-a' }, { id: 'subnet-b' }]);
    expect(said(subnetsByDiscovery(facts({ subnets: all }), wish))).toContain('unknown: no subnet carries the tag kubernetes.io/role/internal-elb, and no route tables are in the inputs');
  });

  test('need their role tag before 2.12.1, and before 2.1.1 the tag of the cluster too', () => {
    const all = [subnet('subnet-a', 'a', { tags: internal }), subnet('subnet-b', 'b', { tags: internal })];
    const tables: readonly RouteTable[] = [{ id: 'rtb-main', vpc: 'vpc-1', main: true, subnets: [], toInternetGateway: true }];
    expect(said(subnetsByDiscovery({ ...facts({ subnets: all, routeTables: tables }), version: '2.12.0' }, { ...wish, scheme: 'internet-facing' }))).toContain('subnet-a (a) is none of those that carry the tag kubernetes.io/role/elb');
    expect(said(subnetsByDiscovery({ ...facts({ subnets: all }), version: '2.1.0' }, wish))).toContain('subnet-a (a) has no tag kubernetes.io/cluster/shop, which controllers before 2.1.1 ask for');
  });

  test('are not known where the inputs hold none', () => {
    expect(said(subnetsByDiscovery(facts({}), wish))).toBe('unknown: no subnets are in the inputs: the controller is taken to find enough of them by their tags');
  });

  test('in one zone are too few for an application load balancer, and enough for a network load balancer', () => {
    const all = [subnet('subnet-a', 'a', { tags: internal })];
    expect(said(subnetsByDiscovery(facts({ subnets: all }), wish))).toBe('an application load balancer needs subnets in 2 availability zones; 1 subnet can be used');
    expect(said(subnetsByDiscovery(facts({ subnets: all }), { ...wish, type: 'network' }))).toHaveLength(1);
  });
});

// pkg/networking/subnet_resolver.go: filters, choice in a zone, least number.
describe('of the subnets that the controller finds', () => {
  const tagged = (id: string, zone: string, more: Partial<Subnet> = {}): Subnet => subnet(id, zone, { tags: internal, ...more });
  const main = (vpc: string, open: boolean): RouteTable => ({ id: `rtb-${vpc}`, vpc, main: true, subnets: [], toInternetGateway: open });

  test.each<{ readonly name: string; readonly all: readonly Subnet[]; readonly wish?: Partial<SubnetWish>; readonly tables?: readonly RouteTable[]; readonly gates?: Readonly<Record<string, boolean>>; readonly found: readonly string[] | string }>([
    { name: 'eight free addresses are enough', all: [tagged('subnet-a', 'a', { freeAddresses: 8 }), tagged('subnet-b', 'b')], found: ['subnet-a', 'subnet-b'] },
    { name: 'seven are not', all: [tagged('subnet-a', 'a', { freeAddresses: 7 }), tagged('subnet-b', 'b'), tagged('subnet-c', 'c')], found: ['subnet-b', 'subnet-c'] },
    { name: 'the lowest id of a zone is taken, in order of ids', all: [tagged('subnet-3', 'a'), tagged('subnet-2', 'b'), tagged('subnet-1', 'a')], found: ['subnet-1', 'subnet-2'] },
    { name: 'a role tag of another value counts as none', all: [subnet('subnet-a', 'a', { tags: { 'kubernetes.io/role/internal-elb': 'yes' } }), tagged('subnet-b', 'b'), subnet('subnet-c', 'c', { tags: { 'kubernetes.io/role/internal-elb': '' } })], found: ['subnet-b', 'subnet-c'] },
    { name: 'dual stack needs IPv6', all: [tagged('subnet-a', 'a'), tagged('subnet-b', 'b', { ipv6Cidrs: ['2001:db8::/64'] })], wish: { type: 'network', addressType: 'dualstack' }, found: ['subnet-b'] },
    { name: 'subnets of other VPCs are none', all: [tagged('subnet-a', 'a', { vpc: 'vpc-2' }), tagged('subnet-b', 'b'), tagged('subnet-c', 'c')], found: ['subnet-b', 'subnet-c'] },
    { name: 'one is enough in a Local Zone', all: [tagged('subnet-a', 'a', { locale: 'local-zone' })], found: ['subnet-a'] },
    { name: 'one is enough where the controller takes one', all: [tagged('subnet-a', 'a')], gates: { ALBSingleSubnet: true }, found: ['subnet-a'] },
    { name: 'a subnet of no route table has that of its VPC', all: [subnet('subnet-a', 'a'), subnet('subnet-b', 'b')], tables: [main('vpc-2', false), main('vpc-1', true)], wish: { scheme: 'internet-facing' }, found: ['subnet-a', 'subnet-b'] },
    { name: 'a route table of its own comes first', all: [subnet('subnet-a', 'a'), subnet('subnet-b', 'b'), subnet('subnet-c', 'c')], tables: [main('vpc-1', true), { id: 'rtb-own', vpc: 'vpc-1', main: false, subnets: ['subnet-a'], toInternetGateway: false }], wish: { scheme: 'internet-facing' }, found: ['subnet-b', 'subnet-c'] },
    { name: 'subnets of other clusters are left to them', all: [tagged('subnet-a', 'a', { tags: { ...internal, 'kubernetes.io/cluster/other': 'owned' } }), tagged('subnet-b', 'b', { tags: { ...internal, 'kubernetes.io/cluster/other': 'shared', 'kubernetes.io/cluster/shop': 'shared' } }), tagged('subnet-c', 'c')], found: ['subnet-b', 'subnet-c'] },
    { name: 'subnets of other clusters are taken where nobody looks at that', all: [tagged('subnet-a', 'a', { tags: { ...internal, 'kubernetes.io/cluster/other': 'owned' } }), tagged('subnet-b', 'b')], gates: { SubnetsClusterTagCheck: false }, found: ['subnet-a', 'subnet-b'] },
  ])('$name', ({ all, wish: more = {}, tables, gates = {}, found }) => {
    const known = { ...facts({ subnets: all, ...(tables === undefined ? {} : { routeTables: tables }) }), gates };
    const answer = said(subnetsByDiscovery(known, { ...wish, ...more }));
    expect(typeof answer === 'string' ? answer : answer.map(({ id }) => id)).toEqual(found);
  });
});

describe('subnets that somebody names', () => {
  test('keep their order', () => {
    expect(said(subnetsByNameOrId(facts({ subnets: [subnet('subnet-a', 'a'), subnet('subnet-b', 'b', { tags: { Name: 'edge' } })] }), ['edge', 'subnet-a'], wish))).toMatchObject([{ id: 'subnet-b' }, { id: 'subnet-a' }]);
  });

  test.each<{ readonly name: string; readonly known?: readonly Subnet[]; readonly asked: readonly string[]; readonly found: string }>([
    { name: 'a name that two subnets have, three times', known: [subnet('subnet-a', 'a', { tags: { Name: 'edge' } }), subnet('subnet-b', 'b', { tags: { Name: 'edge' } })], asked: ['edge', 'edge', 'edge'], found: 'the name "edge" stands 3 times, and 2 subnets have it' },
    { name: 'a name that no subnet has', known: [subnet('subnet-a', 'a')], asked: ['edge'], found: 'no subnet of the VPC has the Name tag "edge"' },
    { name: 'an id that AWS does not have', known: [subnet('subnet-a', 'a')], asked: ['subnet-z'], found: 'there is no subnet subnet-z' },
    { name: 'none', known: [subnet('subnet-a', 'a')], asked: [], found: 'no subnet is named' },
    { name: 'zones of two kinds', known: [subnet('subnet-a', 'a'), subnet('subnet-b', 'b', { locale: 'outpost' })], asked: ['subnet-a', 'subnet-b'], found: 'the subnets are in zones of different kinds: subnet-a in availability-zone, subnet-b in outpost' },
    { name: 'one alone', known: [subnet('subnet-a', 'a')], asked: ['subnet-a'], found: 'an application load balancer needs subnets in 2 availability zones; 1 subnet is named' },
    { name: 'a name where the inputs hold no subnets', asked: ['edge', 'subnet-a'], found: 'unknown: no subnets are in the inputs: the one named edge is taken to exist' },
  ])('as $name are told', ({ known, asked, found }) => {
    expect(said(subnetsByNameOrId(facts(known === undefined ? {} : { subnets: known }), asked, wish))).toBe(found);
  });

  test('twice in one zone are refused', () => {
    expect(said(subnetsByNameOrId(facts({ subnets: [subnet('subnet-a', 'a'), subnet('subnet-b', 'a')] }), ['subnet-a', 'subnet-b'], wish))).toBe('subnet-a and subnet-b are in one availability zone, a; a load balancer takes one subnet a zone');
  });

  test('are taken to exist where Terraform has not made any yet', () => {
    const found = subnetsByNameOrId(facts({ subnets: [subnet('${aws_subnet.a.id}', 'a')] }), ['subnet-1', 'subnet-2'], wish);
    expect(found).toMatchObject({ found: [{ id: 'subnet-1' }, { id: 'subnet-2' }], assumes: ['no subnets of these ids are in the inputs: subnet-1, subnet-2 are taken to exist, in zones of their own'] });
  });

  test('by tags of IngressClassParams are those that have one of the values for every key', () => {
    const all = [subnet('subnet-a', 'a', { tags: { tier: 'edge' } }), subnet('subnet-b', 'b', { tags: { tier: 'inner' } }), subnet('subnet-c', 'c', { tags: { tier: 'data' } })];
    expect(said(subnetsBySelector(facts({ subnets: all }), { tags: { tier: ['edge', 'inner'] } }, wish))).toMatchObject([{ id: 'subnet-a' }, { id: 'subnet-b' }]);
  });
});

test('subnets of several VPCs, of which nobody says which is the cluster\'s, are not known', () => {
  const { flags: { awsVpcId: _, ...flags }, ...known } = facts({ subnets: [subnet('subnet-a', 'a'), subnet('subnet-b', 'b', { vpc: 'vpc-2' })] });
  expect(said(subnetsByDiscovery({ ...known, flags }, wish))).toBe("unknown: the subnets of the inputs are of several VPCs, and nobody says which is the cluster's: those of the load balancer are not known");
});

test('parameters of a class that name subnets, or choose them by tags, are believed where the inputs hold none', () => {
  expect(said(subnetsBySelector(facts({}), { ids: ['subnet-1', 'subnet-2'] }, wish))).toMatchObject([{ id: 'subnet-1' }, { id: 'subnet-2' }]);
  expect(said(subnetsBySelector(facts({}), { tags: { tier: ['edge'] } }, wish))).toBe('unknown: no subnets are in the inputs: those that the tags of IngressClassParams choose are not known');
  expect(said(subnetsBySelector(facts({ subnets: [subnet('subnet-a', 'a')] }), { ids: ['subnet-z'] }, wish))).toBe('there is no subnet subnet-z');
});

describe('security groups', () => {
  const nodes: SecurityGroup = { id: 'sg-nodes', name: 'nodes', vpc: 'vpc-1', tags: { Name: 'nodes' } };

  test('by name are taken to exist where the inputs hold none', () => {
    expect(said(securityGroupsByNameOrId(facts({}), ['edge', 'sg-1']))).toBe('unknown: no security groups are in the inputs: the one named edge is taken to exist');
    expect(said(securityGroupsByNameOrId(facts({}), ['sg-1']))).toEqual(['sg-1']);
  });

  test('that are not there are named', () => {
    expect(said(securityGroupsByNameOrId(facts({ securityGroups: [nodes] }), ['sg-other', 'nodes', 'edge']))).toBe('there is no security group sg-other, nor of the name "edge"');
  });

  test('of the cluster that all load balancers share are known by their tags, or made under a name of the cluster', () => {
    expect(backendSecurityGroup(facts({ securityGroups: [{ ...nodes, id: 'sg-shared', tags: { 'elbv2.k8s.aws/cluster': 'shop', 'elbv2.k8s.aws/resource': 'backend-sg' } }] }))).toEqual({ id: 'sg-shared' });
    // The name of such a group in a real account (a cluster called hanhorang).
    expect(backendSecurityGroup(facts({}, { clusterName: 'hanhorang' }))).toEqual({ id: '${aws_security_group.k8s-traffic-hanhorang-a0db105a63.id}', name: 'k8s-traffic-hanhorang-a0db105a63' });
    expect(backendSecurityGroup(facts({}, { backendSecurityGroup: 'sg-given' }))).toEqual({ id: 'sg-given' });
  });
});
