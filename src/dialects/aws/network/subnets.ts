import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { blocksOf, holds, type Blocks } from './blocks.ts';
import { byKey, referredKey } from './keys.ts';

/** A subnet, which is in one zone. */
export interface Subnet {
  readonly key: string;
  readonly resource: Resource;
  /** The key of its VPC; absent: nobody says which. */
  readonly vpc?: string;
  /** IPv4 and IPv6. */
  readonly cidrs: Blocks;
  /** The zone as this account names it, and its id, which means the same in every account. */
  readonly zone?: string;
  readonly zoneId?: string;
}

/** Every subnet of the inputs, by key. The same estate always gives the same views. */
export function subnetsOf(estate: Estate): ReadonlyMap<string, Subnet> {
  return viewOf(estate).subnets;
}

/** The subnets of a VPC. */
export function subnetsIn(estate: Estate, vpc: string): readonly Subnet[] {
  return viewOf(estate).byVpc.get(vpc) ?? [];
}

/** The IPv4 blocks of a subnet: an address of it that nobody knows yet is in one of them. */
export function addressesIn(estate: Estate, subnet: string | undefined): readonly string[] {
  const written = subnet === undefined ? [] : (subnetsOf(estate).get(subnet)?.cidrs.written ?? []);
  return written.filter((cidr) => !cidr.includes(':'));
}

/** The subnets in whose blocks an address is: of one VPC, or of all of them, where blocks may overlap. */
export function subnetsHolding(estate: Estate, address: string, vpc?: string): readonly Subnet[] {
  const among = vpc === undefined ? [...subnetsOf(estate).values()] : subnetsIn(estate, vpc);
  return among.filter(({ cidrs }) => holds(cidrs, address));
}

interface View {
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly byVpc: ReadonlyMap<string, readonly Subnet[]>;
}

function viewOf(estate: Estate): View {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const subnets = new Map<string, Subnet>();
  const byVpc = new Map<string, Subnet[]>();
  for (const [key, resource] of byKey(estate, 'aws_subnet', 'aws_default_subnet')) {
    const subnet = subnetOf(estate, key, resource);
    subnets.set(key, subnet);
    if (subnet.vpc !== undefined) byVpc.set(subnet.vpc, [...(byVpc.get(subnet.vpc) ?? []), subnet]);
  }
  const view: View = { subnets, byVpc };
  viewed.set(estate, view);
  return view;
}

function subnetOf(estate: Estate, key: string, resource: Resource): Subnet {
  const { body } = resource;
  const vpc = referredKey(estate, resource, body['vpc_id']);
  const [zone, zoneId] = [text(body['availability_zone']), text(body['availability_zone_id'])];
  const written = [text(body['cidr_block']), text(body['ipv6_cidr_block']), ...words(body['secondary_ipv6_cidr_blocks'])].filter((block) => block !== undefined && block !== '') as string[];
  return { key, resource, cidrs: blocksOf(written), ...(vpc === undefined ? {} : { vpc }), ...(zone === undefined ? {} : { zone }), ...(zoneId === undefined ? {} : { zoneId }) };
}

const viewed = new WeakMap<Estate, View>();
