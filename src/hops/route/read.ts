import { blockOf } from '../../ir/address.ts';
import { interfacesIn, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { internetGatewaysOf, pairedIn } from '../../dialects/aws/network/internet-gateways.ts';
import { across, carries, peeringsOf } from '../../dialects/aws/network/peerings.ts';
import { spotOf } from '../../dialects/aws/network/places.ts';
import { prefixListOf } from '../../dialects/aws/network/prefix-lists.ts';
import { edgeTableOf, routeTablesOf, tableOf, type Route, type RouteTable } from '../../dialects/aws/network/route-tables.ts';
import { shownAs, shownOf } from '../../dialects/aws/network/security-groups.ts';
import { subnetsIn, subnetsOf } from '../../dialects/aws/network/subnets.ts';
import { attached, attachmentsOf } from '../../dialects/aws/network/transit-gateways.ts';
import { isToBeMade, vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress, wireOf, type WireHop } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { LineSpec, RouteSpec } from './spec.ts';
import { leadsTo, type Leads, type Sender } from './targets.ts';

/** Answers for what leaves a subnet of a VPC of which a route table is known, and for what an internet gateway brings in. */
export function read(estate: Estate): Opened<RouteSpec> {
  // Read with the inputs, and not by the first question.
  routeTablesOf(estate);
  return {
    at: (address) => {
      const wire = wireOf(address);
      if (wire === undefined || (wire.word !== 'out' && wire.word !== 'back-out')) return undefined;
      return fromSubnet(estate, wire) ?? fromGateway(estate, wire);
    },
  };
}

function fromSubnet(estate: Estate, wire: WireHop): RouteSpec | undefined {
  const spot = spotOf(estate, wire.place);
  if (spot?.subnet === undefined || spot.vpc === undefined) return undefined;
  const found = tableOf(estate, spot.subnet.key);
  if (found === undefined) return undefined;
  const shown = shownOf(spot.subnet.key, spot.subnet.resource);
  const sender = senderOf(wire, spot.vpc, spot.interface?.zone ?? spot.subnet.zone);
  const title = `${spot.title} ${wire.end === undefined ? '' : 'answers, and the reply '}leaves ${shown}`;
  return specOf(estate, { title, subnet: spot.subnet.key, user: `${shown} (${found.by === 'main' ? 'main table' : 'by association'})`, sender, table: found.table, place: wire.place });
}

/** An internet gateway asks the table of its edge, if one is associated with it; else it delivers inside its VPC (VPC guide, "Gateway route tables"). */
function fromGateway(estate: Estate, wire: WireHop): RouteSpec | undefined {
  const gateway = internetGatewaysOf(estate).get(wire.place);
  if (gateway?.vpc === undefined) return undefined;
  const { vpc } = gateway;
  const table = edgeTableOf(estate, wire.place);
  const shown = shownOf(wire.place, gateway.resource);
  return specOf(estate, { title: `${shown} brings it into ${vpc}`, user: table === undefined ? shown : `${shown} (edge)`, alone: true, sender: senderOf(wire, vpc, undefined), table, place: wire.place });
}

function senderOf({ port, end }: WireHop, vpc: string, zone: string | undefined): Sender {
  return { vpc, port, ...(zone === undefined ? {} : { zone }), ...(end === undefined ? {} : { end }) };
}

interface Asked {
  readonly title: string;
  readonly subnet?: string;
  /** Who uses the table, and why: `subnet-a (main table)`. */
  readonly user: string;
  readonly sender: Sender;
  readonly table: RouteTable | undefined;
  /** Without a table of its own it asks none: the VPC's main one is not its. */
  readonly alone?: true;
  readonly place: string;
}

function specOf(estate: Estate, { title, subnet, user, sender, table, alone, place }: Asked): RouteSpec {
  const { vpc, end } = sender;
  const lines = [...(table === undefined ? [] : table.routes.flatMap((route) => lineOf(estate, route, table, user, sender) ?? [])), ...implicit(estate, table, alone === true && table === undefined ? user : `${tableName(table)} of ${user}`, sender)];
  return {
    title,
    user,
    ...(subnet === undefined ? {} : { subnet }),
    back: end !== undefined,
    lines,
    keepers: end === undefined ? [] : keepersOf(estate, sender, end),
    intended: intendedBy(estate, sender, place),
    otherwise: alone === true && table === undefined ? outside(estate, user, vpc) : missing(estate, table, user, vpc),
    at: { place, vpc, estate, ...(table === undefined ? {} : { table: table.key }) },
  };
}

/** Nothing that is meant for the VPC itself leaves it, unless somebody has written a route for the same block (VPC guide, "Route tables": local route). */
function implicit(estate: Estate, table: RouteTable | undefined, who: string, sender: Sender): readonly LineSpec[] {
  const blocks = vpcsOf(estate).get(sender.vpc)?.cidrs.written ?? [];
  const own = blocks.length > 0 ? blocks : subnetsIn(estate, sender.vpc).flatMap(({ cidrs }) => cidrs.written);
  const written = new Set((table?.routes ?? []).flatMap(({ cidr }) => (cidr === undefined ? [] : [keyOfBlock(cidr)])));
  const rest = own.filter((cidr) => !written.has(keyOfBlock(cidr)));
  if (rest.length === 0) return [];
  const leads = leadsTo(estate, 'local', sender);
  const vpc = vpcsOf(estate).get(sender.vpc)?.resource;
  const origin: Origin = table !== undefined ? originOf(table.resource, [], 'local') : vpc !== undefined ? originOf(vpc, [], 'local') : { resource: sender.vpc, rule: 'local' };
  return 'hop' in leads ? [{ cidrs: rest, kind: 'local', to: leads, origin: { ...origin, note: `${who} delivers ${rest.join(', ')} inside ${sender.vpc}` } }] : [];
}

function keyOfBlock(cidr: string): string {
  const block = blockOf(cidr);
  return block === undefined ? cidr : `${block.first}-${block.last}`;
}

function tableName(table: RouteTable | undefined): string {
  return table === undefined ? 'the main route table' : shownAs('route table', table.key, table.resource);
}

function lineOf(estate: Estate, route: Route, table: RouteTable, user: string, sender: Sender): LineSpec | undefined {
  const { cidr, list, target, dead, propagated, resource, path } = route;
  const cidrs = cidr !== undefined ? [cidr] : list === undefined ? [] : prefixListOf(estate, list);
  const named = cidr ?? `prefix list ${list ?? ''}`;
  const sends = `${tableName(table)} of ${user} sends ${named} to ${target?.key ?? 'nothing that an input tells'}`;
  const origin = (note: string): Origin => originOf(resource, path, `route ${named}`, note);
  const leads = dead ? { cause: 'route-dead' as const, why: 'which is gone (blackhole)' } : target === undefined ? { cause: 'destination-unknown' as const, why: 'only the apply knows' } : leadsTo(estate, target.key, sender);
  const gateway = 'hop' in leads && leads.hop.startsWith('gateway-endpoint/');
  if (sender.end !== undefined && 'hop' in leads && leads.hop.startsWith('back-gateway-endpoint/')) return undefined;
  return {
    cidrs: cidrs ?? [],
    ...(cidrs === undefined ? { doubt: { reason: `the inputs do not hold the entries of ${named}, which ${tableName(table)} sends to ${target?.key ?? ''}`, outside: gateway } } : {}),
    kind: target?.key === 'local' ? 'local' : propagated ? 'propagated' : list !== undefined ? 'list' : 'static',
    to: 'hop' in leads ? { hop: leads.hop } : { lost: { cause: leads.cause, origin: origin(lostNote(sends, leads)) } },
    origin: origin(target?.key === 'local' ? `${tableName(table)} of ${user} delivers ${named} inside ${sender.vpc}` : sends),
  };
}

function lostNote(sends: string, { why }: Extract<Leads, { cause: unknown }>): string {
  return `${sends}, ${why}`;
}

/** A gateway without a table of its own delivers inside the VPC, and nowhere else. */
function outside(estate: Estate, user: string, vpc: string): RouteSpec['otherwise'] {
  const resource = vpcsOf(estate).get(vpc)?.resource;
  const origin: Origin = resource === undefined ? { resource: vpc, rule: 'no route' } : originOf(resource, [], 'no route');
  return { cause: 'route-missing', origin: { ...origin, note: `${user} delivers inside ${vpc} only, and this address is in none of its blocks` } };
}

/** A main table that no input holds is as AWS makes it where Terraform has yet to make the VPC; else nobody knows it. */
function missing(estate: Estate, table: RouteTable | undefined, user: string, vpc: string): RouteSpec['otherwise'] {
  if (table !== undefined) return { cause: 'route-missing', origin: originOf(table.resource, [], 'no route', `${tableName(table)} of ${user} has no route for this address`) };
  const resource = vpcsOf(estate).get(vpc)?.resource;
  const origin: Origin = resource === undefined ? { resource: vpc, rule: 'no route' } : originOf(resource, [], 'no route');
  return isToBeMade(estate, vpc)
    ? { cause: 'route-missing', origin: { ...origin, note: `the main route table of ${user}, to which no file adds a route, has none for this address` } }
    : { cause: 'destination-unknown', origin: { ...origin, note: `no input holds the main route table of ${vpc}, which decides for ${user} where this address is` } };
}

/** Network Load Balancers that show their client's address get the reply all the same (NLB guide, "Client IP preservation"). */
function keepersOf(estate: Estate, sender: Sender, end: string): RouteSpec['keepers'] {
  return interfacesIn(estate, { vpc: sender.vpc }).filter((each) => each.key !== end && showsClients(each)).map(({ key, subnet }) => ({
    interface: key,
    blocks: subnet === undefined ? [] : (subnetsOf(estate).get(subnet)?.cidrs.written ?? []),
    hop: wireAddress({ word: 'back-vpc', place: sender.vpc, port: sender.port, end }),
  }));
}

function showsClients({ owner, resource }: Interface): boolean {
  return owner.kind === 'balancer' && (resource.body['interface_type'] === 'network_load_balancer' || owner.resource?.body['load_balancer_type'] === 'network');
}

/** The ways out of a VPC that the inputs know, whether a route leads there or not: peerings, transit gateways, the internet. */
function intendedBy(estate: Estate, sender: Sender, place: string): RouteSpec['intended'] {
  const { vpc } = sender;
  const blocks = (key: string): readonly string[] => vpcsOf(estate).get(key)?.cidrs.written ?? [];
  const attachments = [...attachmentsOf(estate).values()].filter((each) => each.kind === 'vpc' && attached(each));
  const gateways = new Set(attachments.flatMap((each) => (each.vpc === vpc ? each.gateways : [])));
  const to = (cidrs: readonly string[], target: string): RouteSpec['intended'] => {
    const leads = leadsTo(estate, target, sender);
    return cidrs.length === 0 || !('hop' in leads) ? [] : [{ cidrs, hop: leads.hop }];
  };
  const open = pairedIn(estate, vpc).some(({ interface: each }) => each.key === place);
  const out = open ? [...internetGatewaysOf(estate).values()].filter((each) => each.vpc === vpc).map(({ key }) => key) : interfacesIn(estate, { vpc }).flatMap(({ owner }) => (owner.kind === 'nat' && owner.key !== undefined ? [owner.key] : []));
  return [
    ...[...peeringsOf(estate).values()].flatMap((each) => (carries(each) ? to(across(each, vpc)?.cidrs.written ?? [], each.key) : [])),
    ...attachments.flatMap((each) => (each.vpc === undefined || each.vpc === vpc ? [] : each.gateways.filter((gateway) => gateways.has(gateway)).flatMap((gateway) => to(blocks(each.vpc!), gateway)))),
    // No reply gets out by a NAT gateway.
    ...(open || sender.end === undefined ? out : []).slice(0, 1).flatMap((target) => to(['0.0.0.0/0', '::/0'], target).map((way) => ({ ...way, outside: true as const }))),
  ];
}
