import type { HopId } from '../../../ir/program.ts';

/**
 * Hops of packets. A connection between two interfaces is a leg: it leaves one (`out`), the router of the VPC finds where its
 * destination is (`vpc`), it reaches an interface (`in`), and the reply goes back the same way in its own right (`back-out`,
 * `back-vpc`, `back-in`) before anything behind the interface sees the connection (`beyond`). `link-in` is an interface that
 * PrivateLink reaches, past every subnet. PLACE is an interface, a subnet
 * of which a host is not known, or `internet`; ports are those of the leg, `*` where a question is about packets of all ports.
 */
export type WireWord = 'out' | 'vpc' | 'in' | 'link-in' | 'back-out' | 'back-vpc' | 'back-in' | 'beyond';

export interface WireHop {
  readonly word: WireWord;
  /** The key of an interface, subnet, gateway or VPC (keys.ts), or `internet`. */
  readonly place: string;
  readonly port: number | '*';
  /** Of a reply: the place where the leg ends, and from which the reply comes. */
  readonly end?: string;
}

/** Where a leg begins. */
export interface Place {
  readonly interface: string;
  /** Which of the interface's addresses sends. Absent: its first. */
  readonly address?: string;
  /** The sender shows the address of its own client (client IP preservation): `src.address` stays as it is. */
  readonly keepsSource?: true;
}

/** `out/PLACE/PORT`, `back-in/PLACE/PORT/END`. */
export function wireAddress({ word, place, port, end }: WireHop): HopId {
  return `${word}/${place}/${port}${end === undefined ? '' : `/${end}`}`;
}

/** The parts of such an address; undefined for every other. */
export function wireOf(address: HopId): WireHop | undefined {
  const [word = '', place = '', port = '', end] = address.split('/');
  if (!words.has(word) || place === '') return undefined;
  return { word: word as WireWord, place, port: port === '*' ? '*' : Number(port), ...(end === undefined ? {} : { end }) };
}

/** The way from a place to whatever answers for an address: `wire/eni-1=10.0.0.7 -> pod/shop/web-0/8080`. */
export function wayAddress({ interface: key, address, keepsSource }: Place, to: HopId): HopId {
  return `wire/${key}${address === undefined ? '' : `=${address}`}${keepsSource === true ? '+client' : ''} -> ${to}`;
}

/** The two ends of such an address; undefined for every other. */
export function wayOf(address: HopId): { readonly from: Place; readonly to: HopId } | undefined {
  const [, key = '', own, client, to = ''] = /^wire\/([^= +]+)(?:=([^ +]+))?(\+client)? -> (.+)$/.exec(address) ?? [];
  return key === '' ? undefined : { from: { interface: key, ...(own === undefined ? {} : { address: own }), ...(client === undefined ? {} : { keepsSource: true }) }, to };
}

const words: ReadonlySet<string> = new Set<WireWord>(['out', 'vpc', 'in', 'link-in', 'back-out', 'back-vpc', 'back-in', 'beyond']);

/** Whether a hop is about packets on their way, and not about what they reach. */
export function isOfPackets(address: HopId): boolean {
  return passing.has(address.slice(0, address.indexOf('/')).replace(/^back-/, ''));
}

const passing: ReadonlySet<string> = new Set(['wire', 'out', 'vpc', 'in', 'link-in', 'beyond', 'igw', 'eigw', 'nat', 'vgw', 'peering', 'tgw', 'firewall', 'gateway-endpoint', 'address']);
