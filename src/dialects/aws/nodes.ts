import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { nameOfBalancer } from './balancers.ts';
import { interfacesOwned } from './network/interfaces.ts';
import { subnetsOf } from './network/subnets.ts';
import { zonesOfBalancer } from './zones.ts';

/** A node of a load balancer: what stands in one of its zones. */
export interface Node {
  /** The key of its interface; absent: no input has one. */
  readonly interface?: string;
  readonly zone?: string;
  /** Absent: AWS has yet to choose. */
  readonly address?: string;
  /** Blocks in which that address is. */
  readonly within?: readonly string[];
}

/** The nodes of a load balancer: its interfaces, else its zones; undefined where nobody says where it stands. */
export function nodesOf(estate: Estate, balancer: Resource): readonly Node[] | undefined {
  const owned = interfacesOwned(estate, 'balancer', nameOfBalancer(balancer));
  if (owned.length === 0) return zonesOfBalancer(estate, balancer)?.map((zone) => ({ zone }));
  return owned.map(({ key, zone, addresses, subnet }): Node => {
    const within = subnet === undefined ? undefined : subnetsOf(estate).get(subnet)?.cidrs.written;
    return {
      interface: key,
      ...(zone === undefined ? {} : { zone }),
      ...(addresses[0] === undefined ? {} : { address: addresses[0] }),
      ...(within === undefined || within.length === 0 ? {} : { within: within.filter((block) => !block.includes(':')) }),
    };
  });
}
