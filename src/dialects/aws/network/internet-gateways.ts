import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, isPlanned, type Path, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { interfacesIn, interfacesOf, type Interface } from './interfaces.ts';
import { byKey, referredKey } from './keys.ts';
import { routeTablesOf } from './route-tables.ts';
import { isToBeMade, vpcsOf } from './vpcs.ts';

/** A gateway between one VPC and the internet. */
export interface InternetGateway {
  readonly key: string;
  readonly resource: Resource;
  /** Absent: it is attached to none. */
  readonly vpc?: string;
}

/** Every internet gateway of the inputs, by key. The same estate always gives the same views. */
export function internetGatewaysOf(estate: Estate): ReadonlyMap<string, InternetGateway> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const attached = new Map<string, string>();
  for (const each of estate.ofType('aws_internet_gateway_attachment')) {
    const [gateway, vpc] = [referredKey(estate, each, each.body['internet_gateway_id']), referredKey(estate, each, each.body['vpc_id'])];
    if (gateway !== undefined && vpc !== undefined) attached.set(gateway, vpc);
  }
  const found = new Map<string, InternetGateway>();
  for (const [key, resource] of byKey(estate, 'aws_internet_gateway')) {
    const vpc = referredKey(estate, resource, resource.body['vpc_id']) ?? attached.get(key);
    found.set(key, { key, resource, ...(vpc === undefined ? {} : { vpc }) });
  }
  // A VPC has one internet gateway (VPC guide, "Amazon VPC quotas"): where it is known, a route to another one is a riddle.
  const having = new Set([...found.values()].flatMap(({ vpc }) => vpc ?? []));
  for (const { vpc, routes } of routeTablesOf(estate).values()) {
    for (const { target, dead, resource: by, path } of routes) {
      const named = target?.attribute === 'gateway_id' && !dead ? target.key : undefined;
      const seen = named === undefined ? undefined : found.get(named);
      if (named === undefined || vpc === undefined || having.has(vpc) || (seen === undefined ? !named.startsWith('igw-') : seen.vpc !== undefined || !isLookedUp(seen.resource))) continue;
      found.set(named, { key: named, resource: seen?.resource ?? routedTo(named, by, path), vpc });
    }
  }
  viewed.set(estate, found);
  return found;
}

/** A route that is not a blackhole leads to a gateway that is attached to its VPC, whether an input lists the gateway or not (VPC guide, "Route tables"; EC2 API reference, Route: state). */
function routedTo(id: string, { scope, locate }: Resource, path: Path): Resource {
  return { scope, type: 'aws_internet_gateway', name: id, body: { id }, locate: () => locate(path) };
}

/** The internet gateway of a VPC; `none`: it has none; `unknown`: no input says. */
export function gatewayOf(estate: Estate, vpc: string | undefined): InternetGateway | 'none' | 'unknown' {
  const own = vpc === undefined ? undefined : [...internetGatewaysOf(estate).values()].find((each) => each.vpc === vpc);
  if (own !== undefined) return own;
  const resource = vpc === undefined ? undefined : vpcsOf(estate).get(vpc)?.resource;
  // A data source says of a VPC which one it is, and not what is attached to it.
  if (resource !== undefined && isLookedUp(resource)) return 'unknown';
  const listed = (each: Resource): boolean => (resource === undefined || resource.scope === each.scope) && !isLookedUp(each) && !isPlanned(each);
  const asked = estate.ofType('aws_internet_gateway').some(listed) || estate.ofType('AwsAnswer').some((each) => each.name === 'aws_internet_gateway' && listed(each));
  return asked || isToBeMade(estate, vpc) ? 'none' : 'unknown';
}

/** A private address and the public one that an internet gateway has for it. */
export interface Paired {
  readonly interface: Interface;
  /** Absent: AWS has yet to choose it. */
  readonly private?: string;
  readonly public?: string;
}

/** What the internet can call: of one VPC, or of all of them. IPv6 addresses are their own. */
export function pairedIn(estate: Estate, vpc?: string): readonly Paired[] {
  const among = vpc === undefined ? [...interfacesOf(estate).values()] : interfacesIn(estate, { vpc });
  return among.flatMap(pairsOf);
}

function pairsOf(each: Interface): readonly Paired[] {
  const six = each.addresses.filter((address) => address.includes(':')).map((address): Paired => ({ interface: each, private: address, public: address }));
  const four = [...each.publicOf].map(([address, shown]): Paired => ({ interface: each, private: address, public: shown }));
  if (four.length > 0) return [...four, ...six];
  const gateway = each.owner.kind === 'nat' && each.owner.resource !== undefined && text(each.owner.resource.body['connectivity_type']) !== 'private';
  if (!each.public && !gateway) return six;
  const shown = gateway ? text(each.owner.resource?.body['public_ip']) : undefined;
  const own = each.addresses.find((address) => !address.includes(':'));
  return [{ interface: each, ...(own === undefined ? {} : { private: own }), ...(shown === undefined || shown === '' ? {} : { public: shown }) }, ...six];
}

/**
 * What an account forbids an interface on the internet, whatever groups and routes say: being called, or all; undefined: nothing.
 * Where it blocks ingress, only NAT gateways are left a way (EC2 API reference, BlockPublicAccessStates and VpcBlockPublicAccessExclusion).
 */
export function publicAccess(estate: Estate, each: Interface): { readonly blocks: 'in' | 'both'; readonly by: Resource } | undefined {
  const scope = each.vpc === undefined ? undefined : vpcsOf(estate).get(each.vpc)?.resource?.scope;
  const by = estate.ofType('aws_vpc_block_public_access_options').find((one) => scope === undefined || one.scope === scope);
  const mode = text(by?.body['internet_gateway_block_mode']) ?? 'off';
  if (by === undefined || mode === 'off') return undefined;
  const excluded = estate.ofType('aws_vpc_block_public_access_exclusion').find((one) => {
    const [vpc, subnet] = [referredKey(estate, one, one.body['vpc_id']), referredKey(estate, one, one.body['subnet_id'])];
    return (vpc !== undefined && vpc === each.vpc) || (subnet !== undefined && subnet === each.subnet);
  });
  const allows = text(excluded?.body['internet_gateway_exclusion_mode']);
  if (allows === 'allow-bidirectional') return undefined;
  const leaves = allows === 'allow-egress' || (mode === 'block-ingress' && each.owner.kind === 'nat');
  return { blocks: leaves ? 'in' : 'both', by };
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, InternetGateway>>();
