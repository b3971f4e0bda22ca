import { isAddress } from '../../../ir/address.ts';
import type { Estate } from '../../../resource/estate.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { shortest } from './blocks.ts';
import { interfacesHolding, interfacesOf, interfacesOwned, type Interface } from './interfaces.ts';
import { internet } from './places.ts';
import type { Place } from './wire.ts';

/** One way to reach a station: an address that packets are sent to, or the interface whose address nobody knows yet. Neither: whatever address the packets have. */
export interface Door {
  /** Absent: whatever has the address. */
  readonly interface?: Interface;
  readonly address?: string;
}

export interface Doors {
  readonly doors: readonly Door[];
  readonly port: number | '*';
  /** The client's name server picks one of them: the choice is the load balancer's or endpoint's node. */
  readonly nodes: boolean;
}

/**
 * The interfaces at which a station is reached from a place, and the port there; undefined where none is known, or where no
 * packet leaves the machine.
 */
export function doorsOf(estate: Estate, from: Place, to: string): Doors | undefined {
  const [word = '', first = '', second = '', third, ...more] = to.split('/');
  const port = (text: string | undefined): number | '*' => (text === '*' ? '*' : Number(text));
  switch (word) {
    case 'listener':
    case 'forward':
      return nodes(interfacesOwned(estate, 'balancer', first), from, port(second));
    case 'endpoint':
      return nodes(interfacesOwned(estate, 'endpoint', first), from, port(second));
    case 'host':
      return hosts(estate, first, from, port(second));
    case 'outside':
      return isAddress(first) && port(second) !== '*' ? { doors: [{ address: shortest(first) }], port: port(second), nodes: false } : undefined;
    case 'address':
      return { doors: [first === '*' ? {} : { address: shortest(first) }], port: port(second), nodes: false };
    case 'pod':
      return more.length > 0 ? undefined : podDoor(estate, first, second, from, port(third));
    default:
      return undefined;
  }
}

function nodes(interfaces: readonly Interface[], from: Place, port: number | '*'): Doors | undefined {
  return interfaces.length === 0 ? undefined : { doors: interfaces.map((each) => doorAt(each, from)), port, nodes: true };
}

/** From the internet an interface is reached by its public address only. */
function doorAt(each: Interface, from: Place): Door {
  const [shown] = each.publicOf.values();
  const address = from.interface === internet ? shown : ofFamily(each.addresses, from.address);
  return { interface: each, ...(address === undefined ? {} : { address }) };
}

/** The first address of the family of another one, else the first. */
export function ofFamily(addresses: readonly string[], like: string | undefined): string | undefined {
  return addresses.find((each) => like !== undefined && each.includes(':') === like.includes(':')) ?? addresses[0];
}

function hosts(estate: Estate, key: string, from: Place, port: number | '*'): Doors | undefined {
  const found = interfacesOf(estate).get(key) ?? interfacesOwned(estate, 'instance', key)[0];
  return found === undefined ? undefined : { doors: [doorAt(found, from)], port, nodes: false };
}

/** The key of the machine that an interface belongs to: its instance, else itself. */
export function machineOf(each: Interface | undefined): string | undefined {
  return each?.owner.kind === 'instance' ? each.owner.key : each?.key;
}

/** Between pods of one machine no packet reaches an interface. */
function podDoor(estate: Estate, namespace: string, name: string, from: Place, port: number | '*'): Doors | undefined {
  const address = podAt(estate, namespace, name)?.address;
  const [holding, ...others] = address === undefined ? [] : interfacesHolding(estate, address);
  if (address === undefined || holding === undefined || others.length > 0) return undefined;
  if (machineOf(interfacesOf(estate).get(from.interface)) === machineOf(holding)) return undefined;
  return { doors: [{ interface: holding, address }], port, nodes: false };
}
