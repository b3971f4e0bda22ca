import { isPrivate } from './names.ts';
import { hostRank } from './network.ts';
import type { Path } from './path.ts';
import { homeOf } from './places.ts';
import { targetOf, type From, type Request } from './request.ts';

/**
 * Who sends a request of which nobody says it: somebody on the internet, or, where an internal balancer is the one that is
 * meant by its host, or only a private zone has the name, or a private address is asked for, somebody inside that network.
 */
export function askerOf(path: Path, { from, url }: Request): From {
  if (from.kind !== 'internet' || from.assumed !== true) return from;
  const target = targetOf(url);
  if ('wrong' in target) return from;
  const home = homeOf(path.network, target);
  if (home !== undefined) return { kind: 'vpc', name: home };
  if (isPrivate(path.network, target.host)) return inside;
  const best = (isPublic: boolean): number => Math.max(0, ...path.network.entries.filter((entry) => entry.public === isPublic && entry.port === target.port).map((entry) => hostRank(entry, target.host)));
  return best(false) > best(true) ? inside : from;
}

/** A client inside the network of an internal balancer. */
export const inside: From = { kind: 'vpc', name: '' };
