import { vpcOfPods } from '../dialects/aws/clusters.ts';
import { namesIn } from '../dialects/aws/dns/hosted-zones.ts';
import { zonesFor } from '../dialects/aws/dns/lookup.ts';
import { holds } from '../dialects/aws/network/blocks.ts';
import { networkKey } from '../dialects/aws/network/keys.ts';
import { spotOf } from '../dialects/aws/network/places.ts';
import { vpcsOf } from '../dialects/aws/network/vpcs.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import { podAt, type Pod } from '../dialects/kubernetes/pods.ts';
import { privateBlocks } from '../facts/networks.ts';
import { covers, isAddress } from '../ir/address.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Address } from '../hops/kind.ts';
import type { Assumption } from './assumption.ts';
import type { Network } from './network.ts';
import { placeKey, wired } from './places.ts';
import type { From } from './request.ts';

/** A name that a zone of the inputs answers for. */
export interface Named {
  /** The hop that looks it up, in front of the connection. */
  readonly start: HopId;
  /** The one station it leads to; absent: nowhere, or to several. */
  readonly entry?: Address;
  readonly nowhere: boolean;
  readonly assumptions: readonly Assumption[];
}

/** What a client is told when it asks for a name; undefined: no zone and no record of the inputs says anything of it. */
export function namedBy(network: Network, who: From | Pod, host: string, port: number, place?: Place): Named | undefined {
  if (isAddress(host)) return undefined;
  const view = viewOf(network.estate, who);
  const start = `name/${view}/${host}/${port}${place === undefined ? '' : `/${place.interface}${place.address === undefined ? '' : `=${place.address}`}${place.keepsSource === true ? '+client' : ''}`}`;
  const targets = targetsOf(network, start);
  if (targets === undefined) return undefined;
  const [entry, ...others] = targets;
  const assumptions = view === 'inside' && isPrivate(network, host) ? [resolver(host)] : [];
  return { start, assumptions, nowhere: entry === undefined, ...(entry === undefined || others.length > 0 ? {} : { entry }) };
}

/** Where a proxy comes that dials `outside/HOST/PORT`, if the zones of the inputs have the name. */
export function dialledByName(network: Network, from: Address, outside: Address): Address | undefined {
  const [word, host = '', port] = outside.split('/');
  const [, namespace = '', name = ''] = from.split('/');
  const pod = word === 'outside' ? podAt(network.estate, namespace, name) : undefined;
  const named = pod === undefined ? undefined : namedBy(network, pod, host, Number(port));
  return named?.entry ?? named?.start;
}

/** Whether only private zones of the inputs have a name. */
export function isPrivate({ estate }: Network, host: string): boolean {
  return !isAddress(host) && zonesFor(estate, host, 'public').length === 0 && zonesFor(estate, host, 'inside').length > 0;
}

/** The stations that a name may lead to; undefined where nothing is known of the name, or of one of them. */
function targetsOf(network: Network, start: Address): readonly Address[] | undefined {
  const [part] = network.parts('name', start);
  if (part === undefined) return undefined;
  const targets = new Set<Address>();
  const { ops } = part.kind.lower(part.spec, { to: (address) => (targets.add(network.inside(address)), address) }, () => 'unknown');
  const ways = [...targets].map((target) => wired(network, network.place(start), target));
  return ops.length === 0 || ways.some((way) => network.station(way) === undefined) ? undefined : ways;
}

function viewOf(estate: Estate, who: From | Pod): string {
  if ('labels' in who) return inVpc(vpcOfPods(estate, who.resource.scope, who.address));
  switch (who.kind) {
    case 'internet':
      return 'public';
    case 'vpc':
      return who.name === '' ? inVpc(only(estate)) : inVpc(keyOf(estate, who.name));
    case 'address':
    case 'block': {
      const address = who.kind === 'address' ? who.address : who.cidr.replace(/\/\d+$/, '');
      const around = [...vpcsOf(estate).values()].filter(({ cidrs }) => holds(cidrs, address));
      if (around.length === 1) return inVpc(around[0]!.key);
      return around.length > 1 || privateBlocks.some((block) => covers(block, address) === true) ? 'inside' : 'public';
    }
    case 'interface':
      return inVpc(spotOf(estate, placeKey(estate, who.id) ?? '')?.vpc);
    case 'namespace':
    case 'account':
    case 'pod':
      return 'inside';
    default:
      return who;
  }
}

function inVpc(key: string | undefined): string {
  return key === undefined ? 'inside' : `vpc=${key}`;
}

function only(estate: Estate): string | undefined {
  const keys = [...vpcsOf(estate).keys()];
  return keys.length === 1 ? keys[0] : undefined;
}

/** What people call a VPC: its id, or its name in the inputs. */
function keyOf(estate: Estate, name: string): string {
  const found = [...vpcsOf(estate).values()].find(({ key, resource }) => key === name || resource?.name === name);
  return found?.resource === undefined ? name : networkKey(found.resource);
}

/** Why nobody says where a name leads. */
export function unnamed(estate: Estate): string {
  return namesIn(estate).zones.length === 0 ? 'no DNS zone is in the inputs' : 'no DNS zone of the inputs that this client sees has the name';
}

function resolver(host: string): Assumption {
  return { name: 'client-asks-private-zone', layer: 'names', text: `whoever asks for ${host} is in a VPC that its private zone is associated with, and uses the resolver of that VPC` };
}
