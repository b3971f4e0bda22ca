import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, type Resource } from '../../../resource/resource.ts';
import { list, text, words } from '../../kubernetes/fields.ts';
import { blocks } from '../references.ts';
import { blocksOf, holds, shortest, type Blocks } from './blocks.ts';
import { byKey, referredKey, spokenKey } from './keys.ts';
import { ownersOf, type Owner } from './owners.ts';
import { subnetsOf } from './subnets.ts';

/** An elastic network interface. */
export interface Interface {
  readonly key: string;
  readonly resource: Resource;
  /** Keys of the subnet and the VPC; absent: nobody says. */
  readonly subnet?: string;
  readonly vpc?: string;
  readonly zone?: string;
  /** Private addresses, the primary one first; IPv6 last. None: AWS has yet to choose. */
  readonly addresses: readonly string[];
  /** Blocks delegated to it, from which pods get addresses. */
  readonly prefixes: Blocks;
  /** The public address that an internet gateway has for a private one. */
  readonly publicOf: ReadonlyMap<string, string>;
  /** Whether it has a public address that nobody knows yet. */
  readonly public: boolean;
  /** Keys of its security groups; none: nothing asks groups there. Undefined: nobody says which. */
  readonly groups: readonly string[] | undefined;
  readonly owner: Owner;
}

/** Every interface of the inputs, by key. The same estate always gives the same views. */
export function interfacesOf(estate: Estate): ReadonlyMap<string, Interface> {
  return viewOf(estate).interfaces;
}

/** The interfaces of a VPC; of a subnet. */
export function interfacesIn(estate: Estate, place: { readonly vpc: string } | { readonly subnet: string }): readonly Interface[] {
  const view = viewOf(estate);
  return ('vpc' in place ? view.byVpc.get(place.vpc) : view.bySubnet.get(place.subnet)) ?? [];
}

/** The interfaces that have a private address: of one VPC, or of all of them, where blocks may overlap. Those of delegated blocks last. */
export function interfacesHolding(estate: Estate, address: string, vpc?: string): readonly Interface[] {
  const view = viewOf(estate);
  const exact = (view.byAddress.get(shortest(address)) ?? []).filter((each) => vpc === undefined || each.vpc === vpc);
  return exact.length > 0 ? exact : view.delegated.filter((each) => (vpc === undefined || each.vpc === vpc) && holds(each.prefixes, address));
}

/** AWS has listed the interfaces of a VPC: an address that none of them has is nobody's. Those that Terraform makes, or instances bring along, are some of them. */
export function listedIn(estate: Estate, vpc: string): boolean {
  const none = estate.ofType('AwsAnswer').some(({ name }) => name === 'aws_network_interface');
  return none || (viewOf(estate).byVpc.get(vpc) ?? []).some(({ resource }) => resource.body['listed'] === true);
}

/** The interface for which an internet gateway has a public address (an IPv6 address is its own), and the private address behind it. */
export function interfaceWithPublic(estate: Estate, address: string): { readonly interface: Interface; readonly address: string } | undefined {
  return viewOf(estate).byPublic.get(shortest(address));
}

/** The interfaces of a load balancer (by its name), an endpoint, a NAT gateway, an attachment or an instance (by key), in the order of their keys. */
export function interfacesOwned(estate: Estate, kind: Owner['kind'], key: string): readonly Interface[] {
  return viewOf(estate).byOwner.get(`${kind} ${key}`) ?? [];
}

/** What people call it: its id, and whose it is; one that has yet to be made by its owner and subnet. */
export function titleOf({ key, resource, subnet, owner }: Interface): string {
  const whose = owner.key === undefined || owner.kind === 'instance' ? undefined : spokenKey(owner.key);
  if (resource.derived === undefined) return whose === undefined ? spokenKey(key) : `${spokenKey(key)} of ${whose}`;
  return `the interface of ${whose ?? spokenKey(owner.key ?? resource.name)}${subnet === undefined ? '' : ` in ${spokenKey(subnet)}`}`;
}

interface View {
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly byVpc: ReadonlyMap<string, readonly Interface[]>;
  readonly bySubnet: ReadonlyMap<string, readonly Interface[]>;
  readonly byAddress: ReadonlyMap<string, readonly Interface[]>;
  readonly byOwner: ReadonlyMap<string, readonly Interface[]>;
  readonly byPublic: ReadonlyMap<string, { readonly interface: Interface; readonly address: string }>;
  readonly delegated: readonly Interface[];
}

function viewOf(estate: Estate): View {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const [byVpc, bySubnet, byAddress, byOwner] = [new Map<string, Interface[]>(), new Map<string, Interface[]>(), new Map<string, Interface[]>(), new Map<string, Interface[]>()];
  const byPublic = new Map<string, { readonly interface: Interface; readonly address: string }>();
  const interfaces = new Map<string, Interface>();
  const owner = ownersOf(estate);
  const also = besides(estate);
  for (const [key, resource] of [...byKey(estate, 'aws_network_interface')].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const one = interfaceOf(estate, key, resource, owner(resource), also.get(key) ?? nothing);
    // What a data source asks for, and nobody has found yet: that it is somewhere says nothing of where.
    if (isLookedUp(resource) && one.vpc === undefined && one.addresses.length === 0) continue;
    interfaces.set(key, one);
    add(byVpc, one.vpc, one);
    add(bySubnet, one.subnet, one);
    for (const address of one.addresses) {
      add(byAddress, address, one);
      if (address.includes(':')) byPublic.set(address, { interface: one, address });
    }
    for (const [address, shown] of one.publicOf) byPublic.set(shown, { interface: one, address });
    if (one.owner.key !== undefined) add(byOwner, `${one.owner.kind} ${one.owner.key}`, one);
  }
  const view: View = { interfaces, byVpc, bySubnet, byAddress, byOwner, byPublic, delegated: [...interfaces.values()].filter(({ prefixes }) => prefixes.read.length > 0) };
  viewed.set(estate, view);
  return view;
}

function add(lists: Map<string, Interface[]>, key: string | undefined, one: Interface): void {
  if (key === undefined) return;
  const found = lists.get(key);
  if (found === undefined) lists.set(key, [one]);
  else found.push(one);
}

/** What other resources say of an interface. */
interface Besides {
  readonly groups: readonly string[];
  readonly shown: readonly { readonly address?: string; readonly public?: string }[];
}

const nothing: Besides = { groups: [], shown: [] };

/** Groups that are attached on their own, and Elastic IP addresses. */
function besides(estate: Estate): ReadonlyMap<string, Besides> {
  const found = new Map<string, Besides>();
  const more = (key: string | undefined, one: Partial<Besides>): void => {
    if (key === undefined) return;
    const before = found.get(key) ?? nothing;
    found.set(key, { groups: [...before.groups, ...(one.groups ?? [])], shown: [...before.shown, ...(one.shown ?? [])] });
  };
  for (const each of estate.ofType('aws_network_interface_sg_attachment')) {
    const group = referredKey(estate, each, each.body['security_group_id']);
    if (group !== undefined) more(referredKey(estate, each, each.body['network_interface_id']), { groups: [group] });
  }
  for (const each of [...estate.ofType('aws_eip'), ...estate.ofType('aws_eip_association')]) {
    const eip = each.type === 'aws_eip' ? each : elastic(estate, each);
    const [address, shown] = [text(each.body['private_ip_address']) ?? text(each.body['private_ip']) ?? text(each.body['associate_with_private_ip']), text(each.body['public_ip']) ?? text(eip?.body['public_ip'])];
    more(referredKey(estate, each, each.body['network_interface'] ?? each.body['network_interface_id']), { shown: [{ ...(address === undefined ? {} : { address }), ...(shown === undefined ? {} : { public: shown }) }] });
  }
  return found;
}

function elastic(estate: Estate, association: Resource): Resource | undefined {
  const key = referredKey(estate, association, association.body['allocation_id']);
  return estate.ofType('aws_eip').find((eip) => key !== undefined && (text(eip.body['allocation_id']) === key || referredKey(estate, eip, `\${aws_eip.${eip.name}.id}`) === key));
}

function interfaceOf(estate: Estate, key: string, resource: Resource, owner: Owner, also: Besides): Interface {
  const { body } = resource;
  const subnet = referredKey(estate, resource, body['subnet_id']);
  const within = subnet === undefined ? undefined : subnetsOf(estate).get(subnet);
  const [vpc, zone] = [referredKey(estate, resource, body['vpc_id']) ?? within?.vpc, text(body['availability_zone']) ?? within?.zone];
  const fours = [text(body['private_ip']), ...words(body['private_ips']), ...words(body['private_ip_list'])].filter((address) => address !== undefined && address !== '') as string[];
  const addresses = [...new Set([...fours, ...words(body['ipv6_addresses'])].map(shortest))];
  const publicOf = new Map<string, string>();
  const primary = addresses[0];
  for (const one of blocks(body['public_ips'])) {
    const [address, shown] = [text(one['private_ip']) ?? primary, text(one['public_ip'])];
    if (address !== undefined && shown !== undefined) publicOf.set(address, shown);
  }
  for (const one of also.shown) {
    const address = one.address ?? primary;
    if (address !== undefined && one.public !== undefined) publicOf.set(address, one.public);
  }
  return {
    key,
    resource,
    ...(subnet === undefined ? {} : { subnet }),
    ...(vpc === undefined ? {} : { vpc }),
    ...(zone === undefined ? {} : { zone }),
    addresses,
    prefixes: blocksOf([...words(body['ipv4_prefixes']), ...words(body['ipv6_prefixes'])]),
    publicOf,
    public: publicOf.size > 0 || also.shown.length > 0 || list(body['public_ips']).length > 0,
    groups: groupsOf(estate, resource, vpc, owner, also.groups),
    owner,
  };
}

/**
 * An interface for which nobody names a group gets the default one of its VPC (EC2 API reference, CreateNetworkInterface);
 * those of gateways have none, nor has that of a Network Load Balancer without groups.
 */
function groupsOf(estate: Estate, resource: Resource, vpc: string | undefined, { kind }: Owner, attached: readonly string[]): readonly string[] | undefined {
  const said = resource.body['security_groups'];
  const keys = words(said).flatMap((group) => referredKey(estate, resource, group) ?? []);
  if (keys.length > 0 || attached.length > 0) return [...new Set([...keys, ...attached])];
  if (said !== undefined || ['nat', 'attachment', 'inspection-endpoint'].includes(kind)) return [];
  const unknown = words(resource.body['unknown_after_apply']).includes('security_groups') || (resource.derived !== undefined && words(resource.derived.from.body['unknown_after_apply']).some((attribute) => groupAttributes.has(attribute)));
  const usual = vpc === undefined || unknown ? undefined : defaultGroupsOf(estate).get(vpc);
  return usual === undefined ? undefined : [usual];
}

const groupAttributes: ReadonlySet<string> = new Set(['security_groups', 'security_group_ids', 'vpc_security_group_ids']);

function defaultGroupsOf(estate: Estate): ReadonlyMap<string, string> {
  const known = defaults.get(estate);
  if (known !== undefined) return known;
  const found = new Map<string, string>();
  for (const [key, resource] of byKey(estate, 'aws_default_security_group', 'aws_security_group')) {
    const vpc = referredKey(estate, resource, resource.body['vpc_id']);
    if (vpc !== undefined && (resource.type === 'aws_default_security_group' || resource.body['name'] === 'default') && !found.has(vpc)) found.set(vpc, key);
  }
  defaults.set(estate, found);
  return found;
}

const viewed = new WeakMap<Estate, View>();
const defaults = new WeakMap<Estate, ReadonlyMap<string, string>>();
