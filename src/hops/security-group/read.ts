import { interfacesOf, titleOf, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { meetingOf } from '../../dialects/aws/network/group-references.ts';
import { prefixListOf } from '../../dialects/aws/network/prefix-lists.ts';
import { securityGroupsOf, shownOf, type GroupRule, type Peer, type SecurityGroup } from '../../dialects/aws/network/security-groups.ts';
import { subnetsOf } from '../../dialects/aws/network/subnets.ts';
import { wireOf } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { GroupSpec, PeerSpec, RuleSpec, SecurityGroupSpec } from './spec.ts';
import { isLookedUp } from '../../resource/resource.ts';

/** Answers for what leaves and what reaches an interface, where the inputs hold any security group at all. */
export function read(estate: Estate): Opened<SecurityGroupSpec> {
  const specs = new Map<string, SecurityGroupSpec | undefined>();
  const groups = new Map<string, GroupSpec>();
  const holders = new Map<string, PeerSpec>();
  const reading: Reading = { estate, groups, holders };
  // References lead from any group to any other: all are read with the inputs, and not by the first question.
  securityGroupsOf(estate);
  return {
    at: (address) => {
      const hop = wireOf(address);
      const direction = hop?.word === 'out' ? 'out' : hop?.word === 'in' || hop?.word === 'link-in' ? 'in' : undefined;
      if (hop === undefined || direction === undefined) return undefined;
      const key = `${direction} ${hop.place}`;
      if (!specs.has(key)) specs.set(key, specAt(reading, hop.place, direction));
      return specs.get(key);
    },
  };
}

/** An estate, and what has been read of it: a group is the same for everything that holds it. */
interface Reading {
  readonly estate: Estate;
  readonly groups: Map<string, GroupSpec>;
  readonly holders: Map<string, PeerSpec>;
}

function specAt(reading: Reading, place: string, direction: 'in' | 'out'): SecurityGroupSpec | undefined {
  const { estate } = reading;
  const groups = securityGroupsOf(estate);
  const at = interfacesOf(estate).get(place);
  if (groups.size === 0 || at === undefined || at.groups?.length === 0) return undefined;
  const shown = at.resource.derived === undefined ? shownOf(at.key, at.resource) : titleOf(at);
  const held = (at.groups ?? []).flatMap((key) => groups.get(key) ?? []);
  const named = (at.groups ?? []).map((key) => groups.get(key)?.shown ?? key);
  const verb = direction === 'in' ? 'reach' : 'leave';
  const [first] = held;
  const attribute = direction === 'in' ? 'ingress' : 'egress';
  return {
    interface: shown,
    direction,
    groups: held.map((group) => groupSpec(reading, at, group, direction)),
    doubts: doubtsOf(groups, at, shown),
    origin: originOf(first?.resource ?? at.resource, first?.resource === undefined ? [] : [attribute], attribute, `no rule of ${named.join(', ') || 'its security groups'} lets this ${verb} ${shown}`),
    at: { key: at.key, estate },
  };
}

/** What no input says of the groups of an interface; a group of which only some rules are known may have others. */
function doubtsOf(groups: ReadonlyMap<string, SecurityGroup>, { groups: keys, resource }: Interface, shown: string): SecurityGroupSpec['doubts'] {
  if (keys === undefined) return [{ reason: `no input says which security groups ${shown} has`, origin: originOf(resource, [], 'security groups') }];
  const open = keys.filter((key) => groups.get(key)?.resource === undefined);
  const elsewhere = keys.flatMap((key) => [groups.get(key)].filter((group) => group?.resource !== undefined && isLookedUp(group.resource)));
  return [
    ...open.map((key) => ({ reason: `the inputs do not hold security group ${key}, which ${shown} has`, origin: originOf(resource, ['security_groups'], `security group ${key}`) })),
    ...elsewhere.map((group) => ({ reason: `${group!.shown}, which ${shown} has, is made elsewhere: the inputs do not hold its rules`, origin: originOf(group!.resource!, [], group!.shown) })),
  ];
}

function groupSpec(reading: Reading, at: Interface, group: SecurityGroup, direction: 'in' | 'out'): GroupSpec {
  const vpc = group.vpc ?? at.vpc;
  const key = `${direction} ${group.key} ${vpc ?? ''}`;
  const wanted = direction === 'in' ? 'ingress' : 'egress';
  const known = reading.groups.get(key) ?? { name: group.shown, rules: group.rules.filter((rule) => rule.direction === wanted).map((rule) => ruleSpec(reading, vpc, group, rule)) };
  reading.groups.set(key, known);
  return known;
}

function ruleSpec(reading: Reading, vpc: string | undefined, group: SecurityGroup, rule: GroupRule): RuleSpec {
  const { protocol, ports, resource, path } = rule;
  const text = `${protocol}${ports === undefined ? '' : ` ${rangeText(ports)}`} ${rule.direction === 'ingress' ? 'from' : 'to'} ${peerText(reading.estate, rule.peer)}`;
  return {
    protocol,
    ...(ports === undefined ? {} : { ports }),
    peer: peerSpec(reading, vpc, rule),
    origin: originOf(resource, path, `${rule.direction} ${text}`, `${group.shown} lets ${rule.direction === 'ingress' ? 'in' : 'out'} ${text}`),
  };
}

function rangeText({ from, to }: NonNullable<GroupRule['ports']>): string {
  return from === to || to < 0 ? String(from) : `${from}-${to}`;
}

function peerText(estate: Estate, peer: Peer): string {
  if ('cidr' in peer) return peer.cidr;
  if ('group' in peer) return securityGroupsOf(estate).get(peer.group)?.shown ?? peer.group;
  return 'list' in peer ? `prefix list ${peer.list}` : 'an address that only the apply tells';
}

function peerSpec({ estate, holders }: Reading, vpc: string | undefined, { peer, direction }: GroupRule): PeerSpec {
  if ('cidr' in peer) return { cidrs: [peer.cidr] };
  if ('unknown' in peer) return peer;
  if ('list' in peer) {
    const cidrs = prefixListOf(estate, peer.list);
    return cidrs === undefined ? { unknown: `the inputs do not hold the entries of prefix list ${peer.list}` } : { cidrs };
  }
  const other = securityGroupsOf(estate).get(peer.group)?.vpc;
  const meeting = vpc === undefined || other === undefined ? 'unsaid' : meetingOf(estate, vpc, other);
  if (meeting === undefined) return { nobody: `${peerText(estate, peer)} is a group of ${other!}, which has no active peering connection with ${vpc!}` };
  if (direction === 'ingress') return { holders: peer.group };
  if (meeting === 'transit gateway') return { nobody: `over a transit gateway only rules that let in can name a group` };
  const known = holders.get(peer.group) ?? holding(estate, peer.group);
  holders.set(peer.group, known);
  return known;
}

/** The private addresses of everything that holds a group, and where AWS has yet to choose one. */
function holding(estate: Estate, group: string): PeerSpec {
  const holders = [...interfacesOf(estate).values()].filter(({ groups }) => groups?.includes(group) === true);
  const open = holders.filter(({ addresses, subnet }) => addresses.length === 0 && subnet !== undefined);
  const cidrs = [...new Set(open.flatMap(({ subnet }) => subnetsOf(estate).get(subnet!)?.cidrs.written ?? []))];
  return {
    addresses: [...new Set(holders.flatMap(({ addresses, prefixes }) => [...addresses, ...prefixes.written]))],
    interfaces: holders.map(({ key }) => key),
    ...(cidrs.length === 0 ? {} : { maybe: { cidrs, reason: `${open.map(({ key }) => key).join(', ')} in security group ${group} may have this address: AWS has yet to choose it` } }),
  };
}
