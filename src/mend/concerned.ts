import { interfacesIn, interfacesOf, titleOf, type Interface } from '../dialects/aws/network/interfaces.ts';
import { networkKey, referredKey } from '../dialects/aws/network/keys.ts';
import { networkAclsOf, subnetsOfAcl } from '../dialects/aws/network/network-acls.ts';
import { internet } from '../dialects/aws/network/places.ts';
import { tableOf } from '../dialects/aws/network/route-tables.ts';
import { subnetsOf, type Subnet } from '../dialects/aws/network/subnets.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import { privateBlocks } from '../facts/networks.ts';
import { addressOf, apart, blockOf, contains, covers } from '../ir/address.ts';
import type { Edit } from '../resource/edit.ts';
import type { Estate } from '../resource/estate.ts';
import { isObject, valueAt, type Json, type Resource } from '../resource/resource.ts';
import { portsOf } from './ports.ts';

/** Somebody who may send packets, or be sent some. */
export interface Party {
  readonly place: Place;
  /** None: it can be a sender only. */
  readonly address?: string;
  readonly title: string;
  /** Interfaces of one load balancer or instance are one party; absent: it is alone. */
  readonly of?: string;
}

/** Between whom packets can pass that did not, once a rule of the network is changed. */
export interface Concerned {
  /** Behind the rule: who holds the group, who is in the subnets of the ACL or the table. */
  readonly near: readonly Party[];
  /** Whom the rule names. */
  readonly far: readonly Party[];
  /** Which side may start the connections. */
  readonly starts: readonly ('near' | 'far')[];
  /** Ports that stand for all whose packets or replies may pass, smallest first; each for all up to the next one. */
  readonly ports: readonly number[];
}

/** What changes of the network concern; undefined: they are changes of something else. */
export function concernedBy(estate: Estate, edits: readonly Edit[]): Concerned | undefined {
  const rules = edits.flatMap((edit) => ruleIn(estate, edit) ?? []);
  if (rules.length === 0) return undefined;
  const named = rules.flatMap(({ values }) => values.flatMap(textsIn));
  const cidrs = [...new Set(named.filter((text) => blockOf(text) !== undefined))];
  const groups = new Set(rules.flatMap(({ resource, values }) => values.flatMap(textsIn).flatMap((text) => referredKey(estate, resource, text) ?? [])));
  const near = unique(rules.flatMap((rule) => nearOf(estate, rule)));
  const far = unique([...[...interfacesOf(estate).values()].flatMap((each) => partyIn(each, cidrs, groups)), ...[...subnetsOf(estate).values()].flatMap((subnet) => anyoneIn(estate, subnet, cidrs)), ...outside(cidrs)]);
  const ports = portsOf(estate, rules.flatMap(({ kind, values }) => (kind === 'table' ? [] : values)), [...near, ...far].map(({ place }) => place.interface), rules.some(({ kind }) => kind !== 'group'));
  return { near, far, starts: rules.every(({ starts }) => starts === 'far') ? ['far'] : rules.every(({ starts }) => starts === 'near') ? ['near'] : ['near', 'far'], ports };
}

interface RuleChanged {
  readonly resource: Resource;
  readonly kind: 'group' | 'acl' | 'table';
  /** Whose rule it is: a group, an ACL or a table. */
  readonly key: string;
  readonly starts: 'near' | 'far' | 'both';
  /** What is written in it, before and after. */
  readonly values: readonly Json[];
}

function ruleIn(estate: Estate, edit: Edit): RuleChanged | undefined {
  const resource = edit.edit === 'add' ? { ...edit.resource, locate: () => undefined } : estate.find(edit.of);
  if (resource === undefined) return undefined;
  const said = edit.edit === 'add' ? edit.resource.body : edit.edit === 'insert' ? edit.value : valueAt(resource.body, rowOf(edit.path));
  const values = said === undefined ? [] : [said];
  const [attribute] = edit.edit === 'add' ? [] : edit.path;
  const { type, body } = resource;
  const key = (name: string): string => referredKey(estate, resource, body[name] ?? null) ?? '';
  const own = networkKey(resource);
  const starts = attribute === 'egress' || type.includes('_egress_') || body['type'] === 'egress' ? 'near' : 'far';
  if (/^aws_(default_)?security_group$/.test(type)) return { resource, kind: 'group', key: own, starts, values };
  if (/^aws_(vpc_)?security_group_.*rule$/.test(type)) return { resource, kind: 'group', key: key('security_group_id'), starts, values };
  if (/^aws_(default_)?network_acl$/.test(type)) return { resource, kind: 'acl', key: own, starts: 'both', values };
  if (type === 'aws_network_acl_rule') return { resource, kind: 'acl', key: key('network_acl_id'), starts: 'both', values };
  if (/^aws_(default_)?route_table$/.test(type)) return { resource, kind: 'table', key: own, starts: 'both', values };
  return type === 'aws_route' ? { resource, kind: 'table', key: key('route_table_id'), starts: 'both', values } : undefined;
}

/** The member of a list that a path leads into. */
function rowOf(path: readonly (string | number)[]): readonly (string | number)[] {
  const row = path.findIndex((step) => typeof step === 'number');
  return row < 0 ? path : path.slice(0, row + 1);
}

function nearOf(estate: Estate, { kind, key }: RuleChanged): readonly Party[] {
  const every = [...interfacesOf(estate).values()];
  if (kind === 'group') return every.filter(({ groups }) => groups?.includes(key) === true).flatMap(partyOf);
  const acl = kind === 'acl' ? networkAclsOf(estate).get(key) : undefined;
  const subnets = acl !== undefined ? subnetsOfAcl(estate, acl) : [...subnetsOf(estate).keys()].filter((subnet) => tableOf(estate, subnet)?.table?.key === key);
  return subnets.flatMap((subnet) => interfacesIn(estate, { subnet }).flatMap(partyOf));
}

function partyIn(each: Interface, cidrs: readonly string[], groups: ReadonlySet<string>): readonly Party[] {
  if (each.groups?.some((group) => groups.has(group)) === true) return partyOf(each);
  const address = each.addresses.find((own) => cidrs.some((cidr) => covers(cidr, own) === true));
  return address === undefined ? [] : partyOf(each).map((party) => ({ ...party, address, place: { interface: each.key, address } }));
}

/** Attachments of gateways send nothing of their own. */
function partyOf(each: Interface): readonly Party[] {
  const [address] = each.addresses;
  const { kind, key } = each.owner;
  if (kind === 'attachment' || kind === 'inspection-endpoint' || kind === 'nat') return [];
  const name = nameTag(each);
  const told = [...(name === undefined ? [] : [name]), ...(address === undefined ? [] : [address])];
  return [{ place: { interface: each.key, ...(address === undefined ? {} : { address }) }, title: `${titleOf(each)}${told.length === 0 ? '' : ` (${told.join(', ')})`}`, ...(address === undefined ? {} : { address }), ...(key === undefined ? {} : { of: `${kind} ${key}` }) }];
}

function nameTag({ resource }: Interface): string | undefined {
  const { tags } = resource.body;
  const name = isObject(tags) ? tags['Name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A host of which no interface is known, at an address that nobody has. */
function anyoneIn(estate: Estate, { key, cidrs: own }: Subnet, cidrs: readonly string[]): readonly Party[] {
  const taken = new Set(interfacesIn(estate, { subnet: key }).flatMap(({ addresses }) => addresses));
  const [block] = own.written.flatMap((each) => cidrs.flatMap((cidr) => (apart(each, cidr) !== false ? [] : contains(cidr, each) === true ? [each] : [cidr])));
  if (block === undefined) return [];
  const address = freeIn(block, taken);
  return address === undefined ? [] : [{ place: { interface: key, address }, address, title: `any other host in ${key}` }];
}

/** The first address of an IPv4 block that nobody has; AWS keeps the first four of a subnet (VPC guide, "Subnet CIDR blocks"). */
function freeIn(block: string, taken: ReadonlySet<string>): string | undefined {
  const read = blockOf(block);
  if (read === undefined || block.includes(':')) return undefined;
  const numbers = (key: string): number => addressOf(key).split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [first, last] = [numbers(read.first), numbers(read.last)];
  for (let at = last - first > 4 ? first + 4 : first; at <= last; at++) {
    const address = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function outside(cidrs: readonly string[]): readonly Party[] {
  const open = cidrs.some((cidr) => privateBlocks.every((block) => contains(block, cidr) !== true));
  return open ? [{ place: { interface: internet }, title: 'the internet' }] : [];
}

function unique(parties: readonly Party[]): readonly Party[] {
  return [...new Map(parties.map((party) => [party.place.interface, party])).values()];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(textsIn) : isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
