import type { Estate } from '../../../resource/estate.ts';
import { nameOf, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import { list, text, whole, words } from '../../kubernetes/fields.ts';
import { count, decided } from '../references.ts';
import { byKey, referredKey } from './keys.ts';

/** A security group with the rules that the inputs hold of it, in whichever form they are written. */
export interface SecurityGroup {
  readonly key: string;
  /** `sg-0a1 (web)`, or the Terraform name. */
  readonly shown: string;
  /** Absent: no input holds the group itself. */
  readonly resource?: Resource;
  readonly vpc?: string;
  readonly rules: readonly GroupRule[];
}

/** One permission for one peer. */
export interface GroupRule {
  readonly direction: 'ingress' | 'egress';
  /** `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol. */
  readonly protocol: string;
  /** Both belong to it; of ICMP: type and code, -1 for all. Absent: all. */
  readonly ports?: { readonly from: number; readonly to: number };
  readonly peer: Peer;
  readonly resource: Resource;
  readonly path: Path;
}

export type Peer =
  | { readonly cidr: string }
  | { readonly group: string }
  | { readonly list: string }
  /** Nobody knows before it is applied. */
  | { readonly unknown: string };

/** Every security group that the inputs hold or have rules of, by key. The same estate always gives the same views. */
export function securityGroupsOf(estate: Estate): ReadonlyMap<string, SecurityGroup> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const rules = new Map<string, GroupRule[]>();
  const owners = new Map<string, Resource>();
  const add = (key: string | undefined, of: Resource, more: readonly GroupRule[]): void => {
    if (key === undefined) return;
    owners.set(key, of);
    (rules.get(key) ?? rules.set(key, []).get(key)!).push(...more);
  };
  const groups = new Map<string, SecurityGroup>();
  for (const type of separate) for (const resource of estate.ofType(type)) add(referredKey(estate, resource, resource.body['security_group_id']), resource, alone(estate, resource));
  for (const [key, resource] of byKey(estate, 'aws_security_group', 'aws_default_security_group')) {
    const vpc = referredKey(estate, resource, resource.body['vpc_id']);
    const own = distinct([...(rules.get(key) ?? []), ...inline(estate, resource, key)]);
    groups.set(key, { key, shown: shownOf(key, resource), resource, rules: own, ...(vpc === undefined ? {} : { vpc }) });
  }
  for (const [key, own] of rules) if (!groups.has(key)) groups.set(key, { key, shown: key, rules: own });
  viewed.set(estate, groups);
  return groups;
}

/** How people know a resource of the network: AWS' id with the name beside it, or the name in Terraform. */
export function shownOf(key: string, resource: Resource | undefined): string {
  if (resource === undefined) return key;
  const { body, name, type } = resource;
  const tags = body['tags'];
  const called = text(body['name']) ?? (tags !== null && typeof tags === 'object' && !Array.isArray(tags) ? text((tags as JsonObject)['Name']) : undefined);
  if (key !== text(body['id'])) return nameOf({ ...resource, type, name });
  return called === undefined || called === key || called === '' ? key : `${key} (${called})`;
}

/** The same after the word for what it is: `network ACL public`, not `network ACL aws_network_acl public`. */
export function shownAs(word: 'network ACL' | 'route table', key: string, resource: Resource | undefined): string {
  return `${word} ${shownOf(key, resource).replace(/^aws_(?:default_)?(?:network_acl|route_table) /, '')}`;
}

/** Rule resources of their own (Terraform AWS provider 6, `security_group_id`). */
const separate = ['aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule', 'aws_security_group_rule'];

/** `ingress` and `egress` blocks of a group. */
function inline(estate: Estate, resource: Resource, key: string): readonly GroupRule[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    list(resource.body[direction]).flatMap((block, index) => {
      if (block === null || typeof block !== 'object' || Array.isArray(block)) return [];
      return peered(estate, resource, [direction, index], block as JsonObject, direction, key);
    }),
  );
}

function alone(estate: Estate, resource: Resource): readonly GroupRule[] {
  const { body, type } = resource;
  const key = referredKey(estate, resource, body['security_group_id']) ?? '';
  const direction = type === 'aws_security_group_rule' ? (body['type'] === 'egress' ? 'egress' : 'ingress') : type === 'aws_vpc_security_group_egress_rule' ? 'egress' : 'ingress';
  return peered(estate, resource, [], body, direction, key);
}

/** A rule for every peer that a block names. */
function peered(estate: Estate, resource: Resource, path: Path, block: JsonObject, direction: GroupRule['direction'], key: string): readonly GroupRule[] {
  const protocol = protocolOf(block['protocol'] ?? block['ip_protocol']);
  const ports = portsOf(protocol, block);
  const hidden = hiddenIn(resource, path, block);
  const rule = (of: Peer, ...steps: Path): GroupRule => ({ direction, protocol, peer: hidden === undefined ? of : { unknown: hidden }, resource, path: [...path, ...steps], ...(ports === undefined ? {} : { ports }) });
  const each = (attribute: string, peer: (value: string) => Peer): readonly GroupRule[] => words(block[attribute]).map((value, index) => rule(peer(value), attribute, index));
  const one = (attribute: string, peer: (value: string) => Peer): readonly GroupRule[] => (text(block[attribute]) ?? '') === '' ? [] : [rule(peer(text(block[attribute])!), attribute)];
  const group = (value: string): Peer => ({ group: referredKey(estate, resource, value.slice(value.startsWith('${') ? 0 : value.indexOf('/') + 1)) ?? value });
  const listed = (value: string): Peer => ({ list: referredKey(estate, resource, value) ?? value });
  const found = [
    ...each('cidr_blocks', (cidr) => ({ cidr })),
    ...each('ipv6_cidr_blocks', (cidr) => ({ cidr })),
    ...one('cidr_ipv4', (cidr) => ({ cidr })),
    ...one('cidr_ipv6', (cidr) => ({ cidr })),
    ...each('prefix_list_ids', listed),
    ...one('prefix_list_id', listed),
    ...each('security_groups', group),
    ...one('source_security_group_id', group),
    ...one('referenced_security_group_id', group),
    ...(decided(block['self']) === true ? [rule({ group: key }, 'self')] : []),
  ];
  if (found.length > 0) return found;
  const open = words(resource.body['unknown_after_apply']).find((attribute) => peers.some((peer) => attribute.replace(/\[\d+\]/g, '').endsWith(peer)));
  return open === undefined ? [] : [rule({ unknown: `only the apply tells ${open} of ${nameOf(resource)}` })];
}

/** Why nobody knows which packets a rule is about: a port or a protocol that is none, or that only the apply tells. */
function hiddenIn(resource: Resource, path: Path, block: JsonObject): string | undefined {
  const open = words(resource.body['unknown_after_apply']);
  const place = path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');
  const late = ['from_port', 'to_port', 'protocol', 'ip_protocol'].map((attribute) => (place === '' ? attribute : `${place}.${attribute}`)).find((attribute) => open.includes(attribute));
  if (late !== undefined) return `only the apply tells ${late} of ${nameOf(resource)}`;
  const odd = ['from_port', 'to_port'].find((attribute) => block[attribute] !== undefined && block[attribute] !== null && numberOf(block[attribute]) === undefined);
  return odd === undefined ? undefined : `${odd} of a rule of ${nameOf(resource)} is no port`;
}

const peers = ['cidr_blocks', 'cidr_ipv4', 'cidr_ipv6', 'prefix_list_ids', 'prefix_list_id', 'security_groups', 'source_security_group_id', 'referenced_security_group_id'];

/** IANA numbers of the protocols that people name (EC2 API reference, IpPermission: IpProtocol). */
const numbers: Readonly<Record<string, string>> = { '-1': 'all', all: 'all', '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

/** A protocol by the name that everything here uses; numbers of others stay. */
export function protocolOf(value: JsonObject[string] | undefined): string {
  const written = (text(value) ?? String(whole(value) ?? '-1')).toLowerCase();
  return numbers[written] ?? written;
}

/** AWS leaves ports out where all are meant, and takes none for other protocols. */
function portsOf(protocol: string, block: JsonObject): GroupRule['ports'] {
  const [from, to] = [numberOf(block['from_port']), numberOf(block['to_port'])];
  if (protocol === 'icmp' || protocol === 'icmpv6') return from === undefined || from < 0 ? undefined : { from, to: to ?? -1 };
  if ((protocol !== 'tcp' && protocol !== 'udp') || from === undefined || from < 0) return undefined;
  return { from, to: to ?? from };
}

function numberOf(value: JsonObject[string] | undefined): number | undefined {
  return count(value) ?? (text(value) === '-1' ? -1 : undefined);
}

/** State shows rules of their own among the blocks of the group once more. */
function distinct(rules: readonly GroupRule[]): readonly GroupRule[] {
  const seen = new Set<string>();
  return rules.filter(({ direction, protocol, ports, peer }) => {
    const said = JSON.stringify([direction, protocol, ports, peer]);
    return seen.size < seen.add(said).size;
  });
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, SecurityGroup>>();
