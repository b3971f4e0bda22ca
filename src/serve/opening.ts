import type { Point, PointValue } from '../engine/point.ts';
import { writtenHeader, type Told } from './preamble.ts';
import type { Visit } from './visit.ts';

/**
 * What stands in front of a new connection: the PROXY protocol header that this station's rules write, and behind it one that
 * came and nobody has taken off (NLB guide, "PROXY protocol": existing data is neither discarded nor overwritten). Bytes that
 * were not looked at hold theirs themselves.
 */
export function openingOf(visit: Visit, { cells }: Point): Buffer | undefined {
  const came = visit.talk.layers[0]?.preamble?.bytes;
  const written = cells.get('preamble');
  if (written === undefined) return came;
  if (written === null) return undefined;
  const header = writtenHeader(toldOf(visit, cells, written));
  return came === undefined ? header : Buffer.concat([header, came]);
}

/** The ends of the connection that came; an address that nobody knows is the one that is really on the wire. */
function toldOf({ site, raw, place }: Visit, cells: Point['cells'], client: PointValue): Told {
  const [to, port] = [place.facts['dst.address'], place.facts['dst.port']];
  const endpoint = site.endpoint(cells.get('src.interface'));
  return {
    from: { address: typeof client === 'string' ? client : (raw.remoteAddress ?? ''), port: raw.remotePort ?? 0 },
    to: { address: typeof to === 'string' ? to : (raw.localAddress ?? ''), port: typeof port === 'number' ? port : (raw.localPort ?? 0) },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}
