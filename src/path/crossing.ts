import { wayAddress, type Place } from '../dialects/aws/network/wire.ts';
import type { Address } from '../hops/kind.ts';
import type { HopId, Op, Origin } from '../ir/program.ts';
import type { Network, Part } from './network.ts';

/**
 * The way between two stations. Where the inputs know the interface at which it begins and something answers for the way, it
 * is packets on a wire, from hop to hop; else the guards of the two stations; a crossing nobody guards is the far station itself.
 */
export function crossingOf(network: Network, from: Address, to: Address, place: Place | undefined = network.place(from)): HopId {
  if (place !== undefined) {
    const way = wayAddress(place, to);
    if (network.station(way) !== undefined) return way;
  }
  return guards(network, from, to).length === 0 ? to : `${crossingWord}${from} -> ${to}`;
}

/** The two ends of a crossing's hop id, undefined if it names a station. */
export function crossingEnds(id: HopId): { readonly from: Address; readonly to: Address } | undefined {
  if (!id.startsWith(crossingWord)) return undefined;
  const [from, to] = id.slice(crossingWord.length).split(' -> ');
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Every guard on the way, in the order in which packets meet them. */
export function guards(network: Network, from: Address, to: Address): readonly Part[] {
  return [...leaving(network, from), ...network.parts('subnet-guard', to), ...network.parts('interface-guard', to)];
}

/**
 * Everything that stands at one address, in the order in which packets meet it: those that leave it meet the interface's
 * guards, then the subnet's, then the routes; those that reach it the subnet's guards, then the interface's, then the station.
 */
export function stationed(network: Network, address: Address): readonly Part[] {
  const out = leaving(network, address);
  if (out.some(({ kind }) => kind.stage === 'route')) return out;
  const station = network.station(address);
  // Where no route table is known, packets leave all the same, and meet the guards on the way.
  if (/^(back-)?out\//.test(address)) return station === undefined ? [] : [...out, station];
  const inward = [...network.parts('subnet-guard', address), ...network.parts('interface-guard', address), ...network.parts('filter', address)];
  return station === undefined ? [] : [...(isWire(address) ? inward : network.parts('filter', address)), station];
}

/** The last op of a crossing: the same connection goes on at the station. */
export function arrival(to: Address): Op {
  const origin: Origin = { resource: to, rule: 'crossing' };
  return { op: 'goto', hop: to, origin };
}

function leaving(network: Network, from: Address): readonly Part[] {
  return [...network.parts('interface-guard', from), ...network.parts('subnet-guard', from), ...network.parts('route', from)];
}

function isWire(address: Address): boolean {
  return /^(back-|link-)?in\//.test(address);
}

const crossingWord = 'crossing/';
