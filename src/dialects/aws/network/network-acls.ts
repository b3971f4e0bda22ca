import type { Estate } from '../../../resource/estate.ts';
import { valueAt, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import { flag, list, text, words } from '../../kubernetes/fields.ts';
import { count, decided, nameIn } from '../references.ts';
import { byKey, networkKey, referredKey } from './keys.ts';
import { protocolOf } from './security-groups.ts';
import { subnetsIn, subnetsOf } from './subnets.ts';

/** A network ACL with its entries, lowest number first. */
export interface NetworkAcl {
  readonly key: string;
  readonly resource: Resource;
  readonly vpc?: string;
  readonly usual: boolean;
  readonly entries: readonly AclEntry[];
}

export interface AclEntry {
  readonly egress: boolean;
  readonly number: number;
  readonly allows: boolean;
  /** `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol. */
  readonly protocol: string;
  readonly cidr: string;
  /** Both belong to it. Absent: all. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** Of ICMP; -1 is all. Absent: all. */
  readonly type?: number;
  /** Why nobody knows what it does, or to which packets. */
  readonly doubt?: string;
  readonly resource: Resource;
  readonly path: Path;
}

/** What is said of a subnet's network ACL: the one it is associated with, or the default one of its VPC, which may be in no input. */
export type AclOf = { readonly acl: NetworkAcl; readonly by: 'association' | 'default' } | 'default, not in the inputs' | undefined;

/** The network ACL of a subnet; undefined where the inputs hold no VPC object at all that could say one. */
export function aclOf(estate: Estate, subnet: string): AclOf {
  const { bySubnet, usual } = viewOf(estate);
  const said = bySubnet.get(subnet);
  if (said !== undefined) return { acl: said, by: 'association' };
  const vpc = subnetsOf(estate).get(subnet)?.vpc;
  const acl = vpc === undefined ? undefined : usual.get(vpc);
  return acl === undefined ? 'default, not in the inputs' : { acl, by: 'default' };
}

/** AWS has listed network ACLs of the subnet's VPC, and the one around the subnet is not among them. */
export function isAclMissing(estate: Estate, subnet: string): boolean {
  const vpc = subnetsOf(estate).get(subnet)?.vpc;
  const { acls } = viewOf(estate);
  return vpc !== undefined && aclOf(estate, subnet) === 'default, not in the inputs' && [...acls.values()].some((acl) => acl.vpc === vpc && acl.resource.name === acl.key);
}

/** Every network ACL of the inputs, by key. The same estate always gives the same views. */
export function networkAclsOf(estate: Estate): ReadonlyMap<string, NetworkAcl> {
  return viewOf(estate).acls;
}

/** The subnets that a network ACL stands around. */
export function subnetsOfAcl(estate: Estate, { key, vpc, usual }: NetworkAcl): readonly string[] {
  const associated = viewOf(estate).behind.get(key) ?? [];
  if (!usual || vpc === undefined) return associated;
  return [...new Set([...associated, ...subnetsIn(estate, vpc).flatMap((subnet) => (viewOf(estate).bySubnet.has(subnet.key) ? [] : [subnet.key]))])];
}

interface View {
  readonly acls: ReadonlyMap<string, NetworkAcl>;
  readonly bySubnet: ReadonlyMap<string, NetworkAcl>;
  /** The subnets that are associated with an ACL. */
  readonly behind: ReadonlyMap<string, readonly string[]>;
  /** The default one of each VPC. */
  readonly usual: ReadonlyMap<string, NetworkAcl>;
}

function viewOf(estate: Estate): View {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const alone = new Map<string, AclEntry[]>();
  for (const resource of estate.ofType('aws_network_acl_rule')) {
    const key = referredKey(estate, resource, resource.body['network_acl_id']);
    const entry = entryOf(resource, [], decided(resource.body['egress']) === true, 'rule_number', 'rule_action');
    if (key !== undefined && entry !== undefined) (alone.get(key) ?? alone.set(key, []).get(key)!).push(entry);
  }
  const [acls, bySubnet, usual] = [new Map<string, NetworkAcl>(), new Map<string, NetworkAcl>(), new Map<string, NetworkAcl>()];
  for (const [key, resource] of byKey(estate, 'aws_network_acl', 'aws_default_network_acl')) {
    const vpc = referredKey(estate, resource, resource.body['vpc_id']) ?? vpcOfDefault(estate, resource, key);
    const isDefault = resource.type === 'aws_default_network_acl' || flag(resource.body['is_default']) === true;
    const entries = distinct([...(alone.get(key) ?? []), ...inline(resource)]).sort((a, b) => a.number - b.number);
    const acl: NetworkAcl = { key, resource, usual: isDefault, entries, ...(vpc === undefined ? {} : { vpc }) };
    acls.set(key, acl);
    if (isDefault && vpc !== undefined) usual.set(vpc, acl);
    for (const id of words(resource.body['subnet_ids'])) {
      const subnet = referredKey(estate, resource, id);
      if (subnet !== undefined) bySubnet.set(subnet, acl);
    }
  }
  for (const resource of estate.ofType('aws_network_acl_association')) {
    const [key, subnet] = [referredKey(estate, resource, resource.body['network_acl_id']), referredKey(estate, resource, resource.body['subnet_id'])];
    const acl = key === undefined ? undefined : acls.get(key);
    if (subnet !== undefined && acl !== undefined) bySubnet.set(subnet, acl);
  }
  const behind = new Map<string, string[]>();
  for (const [subnet, { key }] of bySubnet) (behind.get(key) ?? behind.set(key, []).get(key)!).push(subnet);
  const view: View = { acls, bySubnet, behind, usual };
  viewed.set(estate, view);
  return view;
}

/** Terraform names the default one by an attribute of its VPC: `${aws_vpc.main.default_network_acl_id}`. */
function vpcOfDefault(estate: Estate, { body, scope }: Resource, key: string): string | undefined {
  const id = text(body['default_network_acl_id']);
  const named = nameIn(id ?? '');
  const owner = named === undefined ? [...estate.ofType('aws_vpc'), ...estate.ofType('aws_default_vpc')].find((vpc) => [key, id].some((each) => each !== undefined && text(vpc.body['default_network_acl_id']) === each)) : estate.find({ scope: named.scope ?? scope, type: named.type, name: named.name });
  return owner === undefined ? undefined : networkKey(owner);
}

function inline(resource: Resource): readonly AclEntry[] {
  return ['ingress', 'egress'].flatMap((direction) => list(resource.body[direction]).flatMap((_, index) => entryOf(resource, [direction, index], direction === 'egress', 'rule_no', 'action') ?? []));
}

function entryOf(resource: Resource, path: Path, egress: boolean, numbered: string, does: string): AclEntry | undefined {
  const block = valueAt(resource.body, path);
  if (block === undefined || block === null || typeof block !== 'object' || Array.isArray(block)) return undefined;
  const said = block as JsonObject;
  const [counted, cidr] = [count(said[numbered]), filled(said['cidr_block']) ?? filled(said['ipv6_cidr_block'])];
  // A number that nobody can read may stand before all others.
  const number = counted ?? (said[numbered] === undefined || said[numbered] === null ? undefined : 0);
  if (number === undefined || cidr === undefined) return undefined;
  const protocol = protocolOf(said['protocol']);
  const [from, to, type] = [count(said['from_port']), count(said['to_port']), count(said['icmp_type'])];
  const ports = (protocol === 'tcp' || protocol === 'udp') && from !== undefined ? { ports: { from, to: to ?? from } } : {};
  const icmp = (protocol === 'icmp' || protocol === 'icmpv6') && type !== undefined ? { type } : {};
  const doubt = counted === undefined ? `its number is ${shown(said[numbered])}, which is none` : path.length > 0 && said['egress'] !== undefined && typeof said['egress'] !== 'boolean' ? `its Egress is ${shown(said['egress'])}, which is neither true nor false` : doubtOf(said, (text(said[does]) ?? '').toLowerCase());
  return { egress, number, allows: (text(said[does]) ?? '').toLowerCase() === 'allow', protocol, cidr, resource, path, ...ports, ...icmp, ...(doubt === undefined ? {} : { doubt }) };
}

function shown(value: JsonObject[string] | undefined): string {
  return text(value) ?? 'no text';
}

function doubtOf(said: JsonObject, action: string): string | undefined {
  if (action !== 'allow' && action !== 'deny') return `it says ${action === '' ? 'nothing' : action}, which is neither allow nor deny`;
  const odd = ['from_port', 'to_port'].find((attribute) => said[attribute] !== undefined && said[attribute] !== null && count(said[attribute]) === undefined && Number(said[attribute]) !== -1);
  return odd === undefined ? undefined : `its ${odd} is no port`;
}

function filled(value: JsonObject[string] | undefined): string | undefined {
  const written = text(value);
  return written === '' ? undefined : written;
}

/** State shows rules of their own among the blocks once more; of one number in one direction there is one entry for each family. */
function distinct(entries: readonly AclEntry[]): AclEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ egress, number, cidr, doubt }) => doubt !== undefined || seen.size < seen.add(`${egress} ${number} ${cidr.includes(':')}`).size);
}

const viewed = new WeakMap<Estate, View>();
