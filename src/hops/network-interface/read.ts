import { askedFrom } from '../../dialects/aws/node-targets.ts';
import { doorsOf, ofFamily, type Door, type Doors } from '../../dialects/aws/network/doors.ts';
import { byKey } from '../../dialects/aws/network/keys.ts';
import { interfacesHolding, interfacesIn, interfacesOf, listedIn, titleOf, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { gatewayOf as internetGatewayOf } from '../../dialects/aws/network/internet-gateways.ts';
import { internet, spotOf, type Spot } from '../../dialects/aws/network/places.ts';
import { podsAt } from '../../dialects/aws/network/pods.ts';
import { routeTablesOf } from '../../dialects/aws/network/route-tables.ts';
import { addressesIn, subnetsHolding, subnetsIn } from '../../dialects/aws/network/subnets.ts';
import { serviceAt } from '../../dialects/aws/network/vpc-services.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wayAddress, wayOf, wireAddress, wireOf, type Place, type WireHop } from '../../dialects/aws/network/wire.ts';
import { decided } from '../../dialects/aws/references.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { publicBlocks } from '../../facts/networks.ts';
import type { HopId, Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import { forwarderOf, leadsOf } from './leads.ts';
import { placesOf } from './places.ts';
import type { ChoiceSpec, DoorSpec, NetworkInterfaceSpec, PassSpec, WaySpec } from './spec.ts';

/** Answers for the beginning of every way from a known place, and for both sides of every interface. */
export function read(estate: Estate): Opened<NetworkInterfaceSpec> {
  // Every question about packets needs all of them: they are read with the inputs, and not by the first question.
  interfacesOf(estate);
  return {
    at: (address) => {
      const way = wayOf(address);
      if (way !== undefined) return several(estate, way.from, way.to) ?? waySpec(estate, way.from, way.to);
      const wire = wireOf(address);
      return wire === undefined ? undefined : atPlace(estate, wire);
    },
    place: placesOf(estate),
  };
}

/** A host anywhere in a VPC, or in one of several subnets, is in one of them. */
function several(estate: Estate, from: Place, to: HopId): ChoiceSpec | undefined {
  const keys = from.interface.includes('|') ? from.interface.split('|') : vpcsOf(estate).has(from.interface) ? subnetsIn(estate, from.interface).map(({ key }) => key) : [];
  const ways = keys.map((key) => wayAddress({ ...from, interface: key }, to)).filter((way) => waySpec(estate, wayOf(way)!.from, to) !== undefined);
  if (ways.length === 0) return undefined;
  const origin: Origin = { resource: from.interface, rule: 'client' };
  return { part: 'choice', title: `a host in ${from.interface.replaceAll('|', ' or ')} to ${calledFor(to)}`, among: ways.map((hop) => ({ value: wayOf(hop)!.from.interface, hop, origin: { ...origin, note: `the client is in ${wayOf(hop)!.from.interface}` } })), origin };
}

function waySpec(estate: Estate, from: Place, to: HopId): WaySpec | undefined {
  const found = doorsOf(estate, from, to);
  const spot = spotOf(estate, from.interface) ?? gatewayOf(estate, from.interface, found);
  if (found === undefined || spot === undefined || (spot.vpc === undefined && spot.interface !== undefined)) return undefined;
  const origin = originAt(spot);
  const kept = from.keepsSource === true || from.interface === internet;
  return {
    part: 'way',
    title: `${spot.title} to ${calledFor(to)}`,
    from: from.interface,
    leaves: wireAddress({ word: 'out', place: from.interface, port: found.port }),
    source: kept ? 'kept' : sourceOf(estate, spot, from.address, found.doors[0]?.address),
    groups: groupsOf(spot, from, kept),
    pod: from.address !== undefined && podsAt(estate, from.address).length > 0,
    doors: found.doors.map((door) => ({ ...doorSpec(estate, door, from, origin), ...(serviceFor(estate, door, spot, found.port) ?? unusedAt(estate, door, spot.vpc)) })),
    nodes: found.nodes,
    origin,
  };
}

/** Of a host anywhere in a subnet nobody knows which groups it has; of an address that no interface has, none do. */
function groupsOf({ interface: each, subnet }: Spot, { address, keepsSource }: Place, kept: boolean): WaySpec['groups'] {
  if (each === undefined) return subnet !== undefined && address === undefined ? 'unknown' : kept && keepsSource !== true ? 'kept' : [];
  return kept ? 'kept' : (each.groups ?? 'unknown');
}

/** What people call the far end of a way: `10.0.0.7:443`, `port 443 of edge`, `shop/web-0:8080`; its address where that says it best. */
function calledFor(to: HopId): string {
  const [word, one = '', two = '', three = ''] = to.split('/');
  if (word === 'listener' || word === 'forward') return `port ${two} of ${one}`;
  if (word === 'address' || word === 'host') return two === '*' ? one : `${one}:${two}`;
  return word === 'pod' ? `${one}/${two}:${three}` : to;
}

/** The internet, where it is known in which VPC the doors are; a virtual private gateway, behind which clients are. */
function gatewayOf(estate: Estate, key: string, found: Doors | undefined): Spot | undefined {
  if (key === internet) return found !== undefined && meets(estate, found) ? { key, title: 'the internet' } : undefined;
  return byKey(estate, 'aws_vpn_gateway').has(key) ? { key, title: key } : undefined;
}

/** Every door is an interface with a public address in a VPC; or the inputs say where internet gateways are, and what is asked for may be any address, or an internal load balancer. */
function meets(estate: Estate, { doors }: Doors): boolean {
  if (doors.some(({ interface: each }) => each !== undefined && each.vpc === undefined)) return false;
  if (doors.length > 0 && doors.every(({ interface: each, address }) => each !== undefined && (each.public || address !== undefined))) return true;
  return estate.ofType('aws_internet_gateway').length > 0 || estate.ofType('AwsAnswer').some(({ name }) => name === 'aws_internet_gateway');
}

function doorSpec(estate: Estate, { interface: each, address }: Door, from: Place, origin: Origin): DoorSpec {
  const title = each === undefined ? (address ?? 'any address') : titleOf(each);
  const asks = each?.owner.kind === 'balancer' && each.owner.key !== undefined ? askedFrom(estate, each.owner.key, each) : undefined;
  return {
    title,
    ...(each === undefined ? {} : { interface: each.key }),
    ...(address === undefined ? unknownIn(estate, each, from) : { address }),
    ...(asks === undefined ? {} : { asks }),
    ...(from.interface === internet && each?.public === false && address === undefined ? { hidden: true } : {}),
    origin: each === undefined ? origin : originOf(each.resource, [], title, `it is sent to ${title}${address === undefined || address === title ? '' : ` (${address})`}`),
  };
}

/** Amazon's own DNS, metadata and time; what is behind a virtual private gateway does not get there. */
function serviceFor(estate: Estate, { interface: each, address }: Door, spot: Spot, port: number | '*'): Pick<DoorSpec, 'service'> | undefined {
  if (each !== undefined || address === undefined || spot.vpc === undefined || (spot.interface === undefined && spot.subnet === undefined)) return undefined;
  const found = serviceAt(estate, spot.vpc, address, port);
  if (found === undefined) return undefined;
  const { title, protocols, off } = found;
  const origin = off === undefined ? { resource: spot.vpc, rule: title, note: `${title} answers: no group, network ACL or route is asked on the way` } : originOf(off, ['enable_dns_support'], title, `${spot.vpc} has DNS support switched off: nobody answers at ${address}`);
  return { service: { title, protocols, off: off !== undefined, origin } };
}

/** Whoever is told of an address that nobody has needs to know that first, whatever keeps the packets from leaving. */
function unusedAt(estate: Estate, { interface: each, address }: Door, vpc: string | undefined): Pick<DoorSpec, 'unused'> {
  if (each !== undefined || address === undefined || vpc === undefined || !listedIn(estate, vpc)) return {};
  const [around] = subnetsHolding(estate, address, vpc);
  if (around === undefined || interfacesHolding(estate, address, vpc).length > 0) return {};
  const resource = vpcsOf(estate).get(vpc)?.resource;
  const note = `no interface of ${vpc} has ${address}, an address of ${around.key}`;
  return { unused: resource === undefined ? { resource: vpc, rule: vpc, note } : originOf(resource, [], vpc, note) };
}

/** An address that AWS has yet to choose is one of the subnet's; on the internet's side, any public one. */
function unknownIn(estate: Estate, each: Interface | undefined, from: Place): Pick<DoorSpec, 'within'> {
  const within = from.interface === internet ? publicBlocks : addressesIn(estate, each?.subnet);
  return each === undefined || within.length === 0 ? {} : { within };
}

/** A sender with addresses of both families takes one of that to which it sends. */
function sourceOf(estate: Estate, spot: Spot, address: string | undefined, to: string | undefined): WaySpec['source'] {
  const known = address ?? ofFamily(spot.interface?.addresses ?? [], to);
  if (known !== undefined) return { address: known };
  if (spot.interface === undefined && spot.subnet === undefined) return { unknown: `the address of ${spot.title}`, within: behindOf(estate, spot.key) };
  return { unknown: `the address of ${spot.title}`, within: (spot.subnet?.cidrs.written ?? []).filter((cidr) => cidr.includes(':') === (to?.includes(':') ?? false)) };
}

/** What is behind a virtual private gateway has an address to which a route leads through it, or else nobody knows which. */
function behindOf(estate: Estate, gateway: string): readonly string[] {
  return [...new Set([...routeTablesOf(estate).values()].flatMap(({ routes }) => routes.flatMap(({ cidr, target }) => (target?.key === gateway && cidr !== undefined ? [cidr] : []))))];
}

/** Only machines are asked for what is addressed to others: gateways and load balancers pass on or take what comes. */
function ownOf({ interface: each }: Spot): Pick<PassSpec, 'own'> {
  if (each === undefined || (each.owner.kind !== 'instance' && each.owner.kind !== 'none')) return {};
  const checks = decided(each.resource.body['source_dest_check']) ?? decided(each.owner.resource?.body['source_dest_check']) ?? true;
  return { own: { key: each.key, addresses: each.addresses, prefixes: each.prefixes.written, forwards: !checks } };
}

function originAt(spot: Spot): Origin {
  const resource = spot.interface?.resource ?? spot.subnet?.resource;
  return resource === undefined ? { resource: spot.title, rule: spot.title } : originOf(resource, [], spot.title);
}

function atPlace(estate: Estate, { word, place, port, end = '' }: WireHop): NetworkInterfaceSpec | undefined {
  const spot = spotOf(estate, place);
  if (spot === undefined) return undefined;
  const [title, origin] = [spot.title, originAt(spot)];
  const own = spot.interface === undefined ? undefined : forwarderOf(spot.interface);
  switch (word) {
    case 'out':
    case 'back-out': {
      const { vpc, subnet } = spot;
      if (vpc === undefined) return undefined;
      const back = word === 'back-out';
      const { cidrs, resource: around } = vpcsOf(estate).get(vpc) ?? {};
      const blocks = cidrs?.written ?? [];
      return {
        part: 'route',
        title: `${title} ${back ? 'answers' : 'sends'}`,
        vpc,
        interfaces: [...interfacesIn(estate, { vpc }).map(({ key }) => key), ...subnetsIn(estate, vpc).map(({ key }) => key)],
        blocks: blocks.length > 0 ? blocks : subnetsIn(estate, vpc).flatMap(({ cidrs }) => cidrs.written),
        router: wireAddress(back ? { word: 'back-vpc', place: vpc, port, end } : { word: 'vpc', place: vpc, port }),
        ...(subnet === undefined ? {} : { subnet: subnet.key }),
        ...(back && internetGatewayOf(estate, vpc) === 'unknown' ? { outside: wireAddress({ word: 'beyond', place: end, port }) } : {}),
        back,
        // What is not known is the same for all of its subnets: it is told once.
        origin: around === undefined ? { resource: vpc, rule: vpc } : originOf(around, [], vpc),
      };
    }
    case 'in':
      return { part: 'pass', title, ...ownOf(spot), next: own === undefined ? wireAddress({ word: 'back-out', place, port, end: place }) : `${own}/${place}/${port}`, origin };
    // PrivateLink brings it, and takes the reply back: no subnet and no route is on that way.
    case 'link-in':
      return { part: 'pass', title, next: wireAddress({ word: 'beyond', place, port }), origin };
    case 'back-in':
      return { part: 'back', title: `the reply at ${title}`, key: place, beyond: wireAddress({ word: 'beyond', place: end, port }), ...(own === undefined ? {} : { passes: `back-${own}/${place}/${port}/${end}` }), origin };
    case 'beyond':
      return spot.interface === undefined ? undefined : { part: 'beyond', title, ...(spot.interface.owner.kind === 'balancer' ? { node: place } : {}), ...leadsOf(estate, spot.interface, port), origin };
    default:
      return undefined;
  }
}
