import type { Place } from '../dialects/aws/network/wire.ts';
import { pointOf, type Point } from '../engine/point.ts';
import type { HopId } from '../ir/program.ts';
import { crossingOf } from './crossing.ts';
import type { Path } from './path.ts';

/** Packets of one connection, or of a protocol without ports, as somebody sends them. */
export interface Packets {
  /** The interface, subnet or gateway of which they come, or `internet`. */
  readonly from: Place;
  /** An address. */
  readonly to: string;
  /** `tcp`, `udp`, `icmp`, else the number as text. */
  readonly protocol: string;
  /** Absent: the protocol has none. */
  readonly port?: number;
  /** Absent: an ephemeral one. */
  readonly sourcePort?: number;
}

/** Where packets begin and what they look like there; undefined where the inputs know nothing of the place that sends them. */
export function packetsAt({ network, program }: Path, { from, to, protocol, port, sourcePort }: Packets): { readonly entry: HopId; readonly point: Point } | undefined {
  const address: HopId = `address/${to}/${port ?? '*'}`;
  const entry = crossingOf(network, address, address, from);
  if (program.hop(entry) === undefined) return undefined;
  const fields = { protocol, 'dst.address': to, ...(from.address === undefined ? {} : { 'src.address': from.address }) };
  return { entry, point: pointOf({ ...fields, ...(port === undefined ? {} : { 'dst.port': port }), ...(sourcePort === undefined ? {} : { 'src.port': sourcePort }) }) };
}
