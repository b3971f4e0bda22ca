import { interfacesHolding } from '../dialects/aws/network/interfaces.ts';
import type { Address, HealthOf, Link, Lowered } from '../hops/kind.ts';
import type { Hop, HopId, Program } from '../ir/program.ts';
import { arrival, crossingEnds, crossingOf, guards, stationed } from './crossing.ts';
import type { Network, Part } from './network.ts';

/** The path program of a network. A hop is lowered when it is first asked for, then kept. */
export function programOf(network: Network, health: HealthOf): Program {
  const hops = new Map<HopId, Hop | undefined>();
  return {
    hop: (id) => {
      if (!hops.has(id)) hops.set(id, hopAt(network, id, health));
      return hops.get(id);
    },
  };
}

function hopAt(network: Network, id: HopId, health: HealthOf): Hop | undefined {
  const ends = crossingEnds(id);
  return ends === undefined ? station(network, id, health) : crossing(network, id, ends.from, ends.to, health);
}

/** What stands at one address: a station with its filters, or the guards and routes that packets meet there. The last names it. */
function station(network: Network, address: Address, health: HealthOf): Hop | undefined {
  const link = linkFrom(network, address);
  const parts = stationed(network, address).map((part) => lowered(part, link, health));
  const last = parts.at(-1);
  return last === undefined ? undefined : { id: address, title: last.title, dialler: last.dialler, ops: parts.flatMap(({ ops }) => ops) };
}

function crossing(network: Network, id: HopId, from: Address, to: Address, health: HealthOf): Hop {
  const link = linkFrom(network, from);
  const ops = guards(network, from, to).flatMap((guard) => lowered(guard, link, health).ops);
  return { id, title: `${from} to ${to}`, dialler: 'client', ops: [...ops, arrival(to)] };
}

function linkFrom(network: Network, from: Address): Link {
  return {
    to: (address, place) => {
      const inside = network.inside(address, from);
      const found = crossingOf(network, from, inside, place);
      if (!inside.startsWith('address/') || network.station(inside) !== undefined) return found;
      // Guards on the way stand there whoever it leads to.
      if (found === inside) return unfollowed(network, inside);
      return crossingEnds(found) === undefined ? found : crossingOf(network, from, unfollowed(network, inside), place);
    },
  };
}

/** Where nobody says at which interface packets begin, an address is whoever has it, else somebody of whom the inputs say nothing. */
function unfollowed({ estate }: Network, address: Address): Address {
  const [, ip = '', port = ''] = address.split('/');
  const [holder] = interfacesHolding(estate, ip);
  return holder === undefined ? `outside/${ip}/${port}` : `host/${holder.key}/${port}`;
}

function lowered(part: Part, link: Link, health: HealthOf): Lowered {
  return part.kind.lower(part.spec, link, health);
}
