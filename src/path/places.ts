import { holds, shortest } from '../dialects/aws/network/blocks.ts';
import { byKey } from '../dialects/aws/network/keys.ts';
import { interfacesHolding, interfacesOf, interfacesOwned, interfaceWithPublic } from '../dialects/aws/network/interfaces.ts';
import { internet } from '../dialects/aws/network/places.ts';
import { subnetsHolding, subnetsIn, subnetsOf } from '../dialects/aws/network/subnets.ts';
import { isServiceAddress } from '../dialects/aws/network/vpc-services.ts';
import { vpcsOf } from '../dialects/aws/network/vpcs.ts';
import { wayAddress, type Place } from '../dialects/aws/network/wire.ts';
import { privateBlocks } from '../facts/networks.ts';
import { apart, covers, isAddress } from '../ir/address.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Address } from '../hops/kind.ts';
import type { Network } from './network.ts';
import type { From, Target } from './request.ts';

/** Where a client's packets begin; undefined: nobody knows, so that nothing of the network is asked. */
export type Standing = { readonly place: Place | undefined } | { readonly wrong: string };

/** The place that a source means: an interface, a subnet in which it is a host, every subnet of a VPC, or the internet. */
export function standingOf(estate: Estate, from: From): Standing {
  if (subnetsOf(estate).size === 0 && interfacesOf(estate).size === 0) return from.kind === 'interface' ? { wrong: `${from.id} is in no input: they hold no interfaces and no subnets` } : nowhere;
  switch (from.kind) {
    case 'internet':
      return { place: { interface: internet } };
    case 'address':
      return ofAddress(estate, from.address);
    case 'block':
      return ofBlock(estate, from.cidr);
    case 'vpc': {
      const key = vpcKey(estate, from.name);
      if (key === undefined && from.name !== '' && vpcsOf(estate).size > 0) return { wrong: `VPC ${from.name} is in no input; there ${vpcsOf(estate).size === 1 ? 'is' : 'are'} ${[...vpcsOf(estate).keys()].slice(0, 3).join(', ')}` };
      return { place: key === undefined || subnetsIn(estate, key).length === 0 ? undefined : { interface: key } };
    }
    case 'interface':
      return ofId(estate, from.id);
    case 'namespace':
    case 'account':
    case 'pod':
      return nowhere;
    default:
      return from;
  }
}

const nowhere: Standing = { place: undefined };

function ofAddress(estate: Estate, written: string): Standing {
  const address = shortest(written);
  const holding = interfacesHolding(estate, address);
  if (holding.length > 1) return several(address, 'is held by', holding.map(({ key, vpc }) => ({ key, vpc })));
  if (holding.length === 1) return { place: { interface: holding[0]!.key, address } };
  const shown = interfaceWithPublic(estate, address);
  if (shown !== undefined) return { place: { interface: shown.interface.key, address: shown.address } };
  const around = subnetsHolding(estate, address);
  if (around.length > 1) return several(address, 'is in', around.map(({ key, vpc }) => ({ key, vpc })));
  if (around.length === 1) return { place: { interface: around[0]!.key, address } };
  return { place: isPrivate(address) ? undefined : { interface: internet } };
}

function several(what: string, verb: string, places: readonly { readonly key: string; readonly vpc: string | undefined }[]): Standing {
  const named = places.slice(0, 4).map(({ key, vpc }) => `${key}${vpc === undefined ? '' : ` of ${vpc}`}`);
  return { wrong: `${what} ${verb} ${named.join(' and ')}: write --from ${places.slice(0, 4).map(({ key }) => key).join(' or --from ')}` };
}

/** A host anywhere in the block: in each of the subnets that it meets. */
function ofBlock(estate: Estate, cidr: string): Standing {
  const met = [...subnetsOf(estate).values()].filter(({ cidrs }) => cidrs.written.some((own) => apart(own, cidr) === false));
  const vpcs = [...new Set(met.map(({ vpc }) => vpc))];
  if (vpcs.length > 1) return several(cidr, 'is in', vpcs.map((key) => ({ key: `vpc:${key ?? ''}`, vpc: undefined })));
  if (met.length > 0) return { place: { interface: met.map(({ key }) => key).join('|'), keepsSource: true } };
  return { place: privateBlocks.some((block) => apart(block, cidr) === false) ? undefined : { interface: internet } };
}

function ofId(estate: Estate, id: string): Standing {
  const found = placeKey(estate, id);
  if (found !== undefined) return { place: { interface: found } };
  const known = [...interfacesOf(estate).keys()].slice(0, 3).join(', ');
  return { wrong: `${id} is in no input${known === '' ? '' : `; there are ${known}`}` };
}

/** The key of the place that an id means; undefined where no input has it. */
export function placeKey(estate: Estate, id: string): string | undefined {
  return hostKey(estate, id) ?? (subnetsOf(estate).has(id) || byKey(estate, 'aws_vpn_gateway').has(id) ? id : undefined);
}

/** The key of an interface by its own or its instance's id. */
function hostKey(estate: Estate, id: string): string | undefined {
  return interfacesOf(estate).has(id) ? id : interfacesOwned(estate, 'instance', id)[0]?.key;
}

/** The blocks of the network that a question is about; undefined where it is about one client, or about all of the internet. */
export function networkAsked(estate: Estate, from: From): readonly string[] | undefined {
  if (from.kind === 'block') return [from.cidr];
  const key = from.kind === 'vpc' ? vpcKey(estate, from.name) : undefined;
  return key === undefined ? undefined : vpcsOf(estate).get(key)?.cidrs.written;
}

function vpcKey(estate: Estate, name: string): string | undefined {
  const vpcs = vpcsOf(estate);
  if (vpcs.has(name)) return name;
  return [...vpcs.values()].find(({ resource }) => resource?.name === name)?.key;
}

/** What a URL means that names no host but an address, an interface or an instance of the inputs; undefined where none of them has it. */
export function literalOf(network: Network, { host, port }: Pick<Target, 'host' | 'port'>): Address | undefined {
  const { estate } = network;
  if (!isAddress(host)) {
    const key = /^(i|eni)-/.test(host) ? hostKey(estate, host) : undefined;
    return key === undefined ? undefined : `host/${key}/${port}`;
  }
  const known = (isServiceAddress(host) && vpcsOf(estate).size > 0) || interfacesHolding(estate, host).length > 0 || interfaceWithPublic(estate, host) !== undefined;
  return known || [...vpcsOf(estate).values()].some(({ cidrs }) => holds(cidrs, host)) ? `address/${host}/${port}` : undefined;
}

/** The VPC of what a URL names by address or id, where the internet has no way to it; undefined for everything else, and where several VPCs have the address. */
export function homeOf(network: Network, target: Pick<Target, 'host' | 'port'>): string | undefined {
  const { estate } = network;
  const [word, key = ''] = literalOf(network, target)?.split('/') ?? [];
  if (word === 'host') return interfacesOf(estate).get(key)?.public === true ? undefined : interfacesOf(estate).get(key)?.vpc;
  if (word !== 'address' || !isPrivate(key)) return undefined;
  const holding = interfacesHolding(estate, key).map(({ vpc }) => vpc);
  const vpcs = new Set(holding.length > 0 ? holding : [...vpcsOf(estate).values()].filter(({ cidrs }) => holds(cidrs, key)).map((vpc) => vpc.key));
  return vpcs.size === 1 ? [...vpcs][0] : undefined;
}

/** The way from a place to a station where there is one, else the station itself. */
export function wired(network: Network, place: Place | undefined, to: Address): HopId {
  const way = place === undefined || (place.interface === internet && network.station('out/internet/*') === undefined) ? undefined : wayAddress(place, to);
  return way !== undefined && network.station(way) !== undefined ? way : to;
}

function isPrivate(address: string): boolean {
  return privateBlocks.some((block) => covers(block, address) === true);
}
