import type { Estate } from '../../../resource/estate.ts';
import { podsOf, type Pod } from '../../kubernetes/pods.ts';
import type { Interface } from './interfaces.ts';
import { holds } from './blocks.ts';

/** The pods that have an address; those of the host's network share that of their machine. */
export function podsAt(estate: Estate, address: string): readonly Pod[] {
  return viewOf(estate).get(address) ?? [];
}

/** The pods whose addresses an interface holds. */
export function podsOn(estate: Estate, { addresses, prefixes }: Interface): readonly Pod[] {
  const own = addresses.flatMap((address) => podsAt(estate, address));
  return prefixes.read.length === 0 ? own : [...own, ...[...viewOf(estate)].flatMap(([address, pods]) => (!addresses.includes(address) && holds(prefixes, address) ? pods : []))];
}

function viewOf(estate: Estate): ReadonlyMap<string, readonly Pod[]> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const byAddress = new Map<string, Pod[]>();
  for (const pod of podsOf(estate)) {
    if (pod.address === undefined || pod.finished) continue;
    const found = byAddress.get(pod.address);
    if (found === undefined) byAddress.set(pod.address, [pod]);
    else found.push(pod);
  }
  viewed.set(estate, byAddress);
  return byAddress;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, readonly Pod[]>>();
