import type { Address } from '../hops/kind.ts';
import type { HopId, Op, Origin } from '../ir/program.ts';
import type { Network, Part } from './network.ts';

/**
 * The way between two stations: interface guards out, subnet guards out, routes, subnet guards in, interface guards in.
 * A crossing nobody guards is the far station itself.
 */
export function crossingOf(network: Network, from: Address, to: Address): HopId {
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
  return [
    ...network.parts('interface-guard', from),
    ...network.parts('subnet-guard', from),
    ...network.parts('route', from),
    ...network.parts('subnet-guard', to),
    ...network.parts('interface-guard', to),
  ];
}

/** The last op of a crossing: the same connection goes on at the station. */
export function arrival(to: Address): Op {
  const origin: Origin = { resource: to, rule: 'crossing' };
  return { op: 'goto', hop: to, origin };
}

const crossingWord = 'crossing/';
