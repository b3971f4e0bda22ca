import { interfacesOf, interfacesOwned } from '../../dialects/aws/network/interfaces.ts';
import { internetGatewaysOf } from '../../dialects/aws/network/internet-gateways.ts';
import { byKey } from '../../dialects/aws/network/keys.ts';
import { peeringsOf } from '../../dialects/aws/network/peerings.ts';
import { attachedIn, attachmentsOf } from '../../dialects/aws/network/transit-gateways.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import type { Cause } from '../../ir/cause.ts';
import type { HopId } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';

/** Whose route it is: what its targets depend on. */
export interface Sender {
  readonly vpc: string;
  readonly zone?: string;
  readonly port: number | '*';
  /** Of a reply: the place where the connection ends. */
  readonly end?: string;
}

/** Where a route leads, or why nowhere: after "sends ADDRESS to TARGET". */
export type Leads = { readonly hop: HopId } | { readonly cause: Cause; readonly why: string };

/** The next hop of a target of a route table, by the target's key. */
export function leadsTo(estate: Estate, key: string, sender: Sender): Leads {
  const { vpc } = sender;
  if (key === 'local') return { hop: delivery(sender) };
  const kind = kindOf(estate, key);
  switch (kind) {
    case 'internet gateway': {
      const attached = internetGatewaysOf(estate).get(key)?.vpc;
      return attached === vpc ? { hop: station('igw', key, sender) } : { cause: 'route-dead', why: `which is attached to ${attached ?? 'no VPC'}` };
    }
    case 'egress-only internet gateway':
      return { hop: station('eigw', key, sender) };
    case 'virtual private gateway':
      return { hop: station('vgw', `${key}@${vpc}`, sender) };
    case 'peering connection':
      return { hop: station('peering', `${key}@${vpc}`, sender) };
    case 'gateway endpoint':
      return { hop: station('gateway-endpoint', `${key}@${vpc}`, sender) };
    case 'transit gateway':
      return transit(estate, key, sender);
    case 'interface':
      return { hop: arrival(key, sender) };
    case 'nat':
    case 'inspection-endpoint':
    case 'instance': {
      // A firewall has an endpoint in each of its zones.
      const owned = interfacesOwned(estate, kind, key);
      const own = owned.find(({ zone }) => zone === sender.zone) ?? owned[0];
      return own === undefined ? unknown(`no input holds an interface of it`) : { hop: arrival(own.key, sender) };
    }
    default:
      return unknown('which no input holds');
  }
}

/** A target that the inputs name and do not hold. */
function unknown(why: string): Leads {
  return { cause: 'destination-unknown', why };
}

type TargetKind = 'internet gateway' | 'egress-only internet gateway' | 'virtual private gateway' | 'peering connection' | 'gateway endpoint' | 'transit gateway' | 'interface' | 'nat' | 'inspection-endpoint' | 'instance';

/** What a key names, of everything to which routes can lead. The same estate always gives the same view. */
function kindOf(estate: Estate, key: string): TargetKind | undefined {
  if (interfacesOf(estate).has(key)) return 'interface';
  const known = viewed.get(estate) ?? viewOf(estate);
  viewed.set(estate, known);
  return known.get(key);
}

function viewOf(estate: Estate): ReadonlyMap<string, TargetKind> {
  const found = new Map<string, TargetKind>();
  // A transit gateway of another account is known by its attachments only, and one of our endpoints by its interfaces.
  for (const { gateways } of attachmentsOf(estate).values()) for (const key of gateways) found.set(key, 'transit gateway');
  for (const { owner } of interfacesOf(estate).values()) if (owner.kind === 'inspection-endpoint' && owner.key !== undefined) found.set(owner.key, owner.kind);
  // One that no input lists is known by the routes that lead there.
  for (const key of internetGatewaysOf(estate).keys()) found.set(key, 'internet gateway');
  for (const [type, kind] of types) for (const key of byKey(estate, type).keys()) found.set(key, kind);
  for (const key of peeringsOf(estate).keys()) found.set(key, 'peering connection');
  for (const [key, { body }] of byKey(estate, 'aws_vpc_endpoint')) found.set(key, (body['vpc_endpoint_type'] ?? 'Gateway') === 'Gateway' ? 'gateway endpoint' : 'inspection-endpoint');
  return found;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, TargetKind>>();

const types: readonly (readonly [string, TargetKind])[] = [
  ['aws_egress_only_internet_gateway', 'egress-only internet gateway'],
  ['aws_vpn_gateway', 'virtual private gateway'],
  ['aws_ec2_transit_gateway', 'transit gateway'],
  ['aws_nat_gateway', 'nat'],
  ['aws_instance', 'instance'],
];

function delivery({ vpc, port, end }: Sender): HopId {
  return wireAddress(end === undefined ? { word: 'vpc', place: vpc, port } : { word: 'back-vpc', place: vpc, port, end });
}

function arrival(place: string, { port, end }: Sender): HopId {
  return wireAddress(end === undefined ? { word: 'in', place, port } : { word: 'back-in', place, port, end });
}

/** Stations of gateways: `igw/KEY/PORT`, and `back-igw/KEY/PORT/END` for replies. */
function station(word: string, place: string, { port, end }: Sender): HopId {
  return end === undefined ? `${word}/${place}/${port}` : `back-${word}/${place}/${port}/${end}`;
}

function transit(estate: Estate, gateway: string, sender: Sender): Leads {
  const found = attachedIn(estate, { vpc: sender.vpc, gateway, zone: sender.zone });
  if (!('missing' in found)) return { hop: arrival(found.interface.key, sender) };
  if (found.missing === 'zone') return { cause: 'zone-not-attached', why: `whose attachment to ${sender.vpc} has no subnet in zone ${sender.zone ?? '(unknown)'}${found.zones.length === 0 ? '' : `, only in ${found.zones.join(', ')}`}` };
  const none = attachmentsOf(estate).size === 0;
  return none ? unknown(`and no input holds its attachments`) : { cause: 'route-dead', why: `which has no attachment to ${sender.vpc}` };
}
