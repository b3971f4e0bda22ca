import { arrive, type Arrival } from '../path/arrive.ts';
import type { Path } from '../path/path.ts';
import { isWay } from '../path/rehearsal.ts';
import { versionOf, type Request } from '../path/request.ts';
import { sentBy } from '../path/tokens.ts';
import type { Sent } from '../serve/client.ts';
import { destinationFacts, sourceFacts, type Facts } from '../serve/facts.ts';
import type { Place } from '../serve/stations.ts';

/** An address for clients that were given none, from the block for documentation (RFC 5737). */
export const someClient = '203.0.113.9';

/** Where a request enters the rehearsal; undefined: no hop answers for it. The text is for requests that cannot be asked. */
export function arrivalOf(path: Path, request: Request): Arrival | undefined | { readonly wrong: string } {
  const arrival = arrive(path, request);
  if ('wrong' in arrival) return arrival;
  return 'entry' in arrival ? arrival : undefined;
}

/** The place that a request dials: where the network in front of a station is known, the way to it. A name is looked up before. */
export function placeOf({ entry, start, point }: Arrival): Place {
  return { hop: start !== undefined && isWay(start) ? start : entry, facts: destinationFacts(point) };
}

/** The request as it goes over the wire, from who its point says: with no header that nobody asked for, since rules may look at it. */
export function sentOf(arrival: Arrival, request: Request, body?: Buffer): Sent {
  const { scheme, host, port } = arrival.target;
  const { headers: stated, raw } = sentBy(request, arrival.target.raw);
  const agent = request.agent === 'assumed' ? arrival.point.cells.get('header(user-agent)') : undefined;
  const headers = typeof agent === 'string' ? [...stated, ['User-Agent', agent] as const] : stated;
  const usual = port === (scheme === 'https' ? 443 : 80);
  const named = headers.some(([name]) => name.toLowerCase() === 'host');
  const { sni, insecure, certificate } = request;
  return {
    entry: placeOf(arrival),
    scheme,
    name: host,
    method: request.method,
    target: raw,
    headers: [...(named ? [] : [['Host', usual ? host : `${host}:${port}`] as const]), ...headers],
    source: known(sourceFacts(arrival.point)),
    ...(body === undefined ? {} : { body }),
    version: versionOf(request),
    ...(sni === undefined ? {} : { sni }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** A real client has some address, whatever the question left open. */
function known(facts: Facts): Facts {
  const address = facts['src.address'];
  return address === undefined || (typeof address === 'object' && 'unknown' in address) ? { ...facts, 'src.address': someClient } : facts;
}
