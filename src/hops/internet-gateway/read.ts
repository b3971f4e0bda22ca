import { gatewayOf, internetGatewaysOf, pairedIn, publicAccess, type InternetGateway, type Paired } from '../../dialects/aws/network/internet-gateways.ts';
import type { Interface } from '../../dialects/aws/network/interfaces.ts';
import { spokenKey } from '../../dialects/aws/network/keys.ts';
import { internet } from '../../dialects/aws/network/places.ts';
import { tableOf } from '../../dialects/aws/network/route-tables.ts';
import { shownOf } from '../../dialects/aws/network/security-groups.ts';
import { addressesIn } from '../../dialects/aws/network/subnets.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress, wireOf } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { DoorSpec, InternetGatewaySpec } from './spec.ts';

type Port = number | '*';

/** Answers for the internet as a place, for every internet gateway in both directions, and for what nobody knows behind them. */
export function read(estate: Estate): Opened<InternetGatewaySpec> {
  return { at: (address) => ofGateway(estate, address) ?? (estate.ofType('aws_network_interface').length === 0 ? undefined : ofInternet(estate, address)) };
}

function ofInternet(estate: Estate, address: string): InternetGatewaySpec | undefined {
  const wire = wireOf(address);
  if (wire?.word !== 'out' || wire.place !== internet) return undefined;
  const origin: Origin = { resource: internet, rule: internet };
  return { part: 'arrive', title: 'the internet', doors: pairedIn(estate).map((paired) => doorOf(estate, paired, wire.port)), origin, estate };
}

/** Without an internet gateway nothing comes in; where no input says whether the VPC has one, it is taken to be there. */
function doorOf(estate: Estate, { interface: each, private: own, public: shown }: Paired, port: Port): DoorSpec {
  const has = gatewayOf(estate, each.vpc);
  const gateway = typeof has === 'string' ? undefined : has;
  const forbids = publicAccess(estate, each);
  const name = shownOf(each.key, each.resource);
  const said = shown ?? `the public address of ${name}`;
  const origin = (note: string): Origin => originOf(gateway?.resource ?? each.resource, [], gateway === undefined ? 'the internet gateway' : shownOf(gateway.key, gateway.resource), note);
  const door = { interface: each.key, ...(own === undefined ? { within: addressesIn(estate, each.subnet) } : { private: own }), ...(shown === undefined ? {} : { public: shown }) };
  if ((has === 'none' && !isGone(estate, each)) || (gateway === undefined && each.vpc === undefined)) return { ...door, to: { lost: 'not-routable' }, origin: withoutGateway(estate, each) };
  if (forbids !== undefined) return { ...door, to: { lost: 'guard-dropped' }, origin: { ...originOf(forbids.by, ['internet_gateway_block_mode'], 'block public access'), note: `the account lets nothing from the internet into ${each.vpc ?? 'the VPC'} (VPC Block Public Access)` } };
  const to = gateway === undefined ? wireAddress({ word: 'vpc', place: each.vpc!, port }) : wireAddress({ word: 'out', place: gateway.key, port });
  const through = gateway === undefined ? 'the internet gateway' : shownOf(gateway.key, gateway.resource);
  return { ...door, to, origin: origin(own === shown ? `${through} lets ${said} in` : `${through} sends what is meant for ${said} to ${own ?? name}`) };
}

/** Replies meet a route to a gateway that is there no more, which says what has happened: it is told, and mended, in its place. */
function isGone(estate: Estate, { subnet }: Interface): boolean {
  const routes = subnet === undefined ? [] : (tableOf(estate, subnet)?.table?.routes ?? []);
  return routes.some(({ cidr, target, dead }) => dead && target?.attribute === 'gateway_id' && cidr === '0.0.0.0/0');
}

function withoutGateway(estate: Estate, { vpc, resource }: Interface): Origin {
  if (vpc === undefined) return originOf(resource, [], 'vpc_id', 'no input says in which VPC it is: no internet gateway is known to lead there');
  return originOf(vpcsOf(estate).get(vpc)?.resource ?? resource, [], vpc, `no internet gateway is attached to ${spokenKey(vpc)}: nothing from the internet gets in`);
}

function ofGateway(estate: Estate, address: string): InternetGatewaySpec | undefined {
  const [word = '', key = '', number = '', end] = address.split('/');
  if (!words.has(word)) return undefined;
  const gateway = internetGatewaysOf(estate).get(key);
  if (gateway === undefined) return undefined;
  const port: Port = number === '*' ? '*' : Number(number);
  const shown = shownOf(key, gateway.resource);
  const origin = originOf(gateway.resource, [], shown);
  switch (word) {
    case 'igw':
      return { part: 'leave', title: shown, senders: sendersOf(estate, gateway), kept: keptIn(estate, gateway), reply: wireAddress({ word: 'back-out', place: key, port, end: key }), origin };
    case 'back-igw':
      return { part: 'reply', title: `the reply at ${shown}`, next: wireAddress({ word: 'beyond', place: end ?? '', port }), origin };
    case 'beyond':
      return { part: 'rewrite', title: shown, senders: sendersOf(estate, gateway), known: knownIn(estate), arrive: wireAddress({ word: 'out', place: internet, port }), outside: `internet/${key}/${port}`, origin };
    default:
      return { part: 'outside', title: 'the internet', origin };
  }
}

const words: ReadonlySet<string> = new Set(['igw', 'back-igw', 'beyond', 'internet']);

function sendersOf(estate: Estate, { vpc }: InternetGateway): Extract<InternetGatewaySpec, { part: 'leave' }>['senders'] {
  return (vpc === undefined ? [] : pairedIn(estate, vpc)).map(({ interface: each, private: own, public: shown }) => ({ interface: each.key, ...(own === undefined ? {} : { private: own }), ...(shown === undefined ? {} : { public: shown }) }));
}

function keptIn(estate: Estate, { vpc }: InternetGateway): Extract<InternetGatewaySpec, { part: 'leave' }>['kept'] {
  return (vpc === undefined ? [] : pairedIn(estate, vpc)).flatMap(({ interface: each }) => {
    const forbids = publicAccess(estate, each);
    if (forbids?.blocks !== 'both') return [];
    return [{ interface: each.key, origin: { ...originOf(forbids.by, ['internet_gateway_block_mode'], 'block public access'), note: `the account lets nothing out of ${vpc ?? 'the VPC'} to the internet (VPC Block Public Access)` } }];
  });
}

function knownIn(estate: Estate): Extract<InternetGatewaySpec, { part: 'rewrite' }>['known'] {
  const all = pairedIn(estate);
  return { addresses: all.flatMap(({ public: shown }) => shown ?? []), interfaces: all.flatMap(({ interface: each, public: shown }) => (shown === undefined ? [each.key] : [])) };
}
