import { hostsOf } from '../dialects/istio/routes/virtual-services.ts';
import { http1Methods } from '../facts/envoy.ts';
import type { Entry } from '../hops/kind.ts';
import type { Match } from '../ir/match.ts';
import { is, isNumber, present } from '../ir/match.ts';
import { regionCarrier, regionOf, secured } from '../engine/region.ts';
import { entering, type Derived } from '../engine/derived.ts';
import type { Carrier } from '../engine/step.ts';
import { createStore, type Diagram, type Store } from '../engine/store.ts';
import { write } from '../engine/traffic.ts';
import { unchangedBy } from '../engine/unchanged.ts';
import { walk } from '../engine/walk.ts';
import { example, type Witness } from '../engine/witness.ts';
import type { Path } from '../path/path.ts';
import type { Estate } from '../resource/estate.ts';
import type { Request } from '../path/request.ts';
import { fromInternet } from '../path/thin.ts';
import { traceOf, type Trace } from '../path/trace.ts';

/** The name in requests to an entry that takes every one, where no rule behind it asks for another. */
export const anyName = 'any.example';

/** A request that clients outside can send, and what becomes of it. */
export interface Witnessed {
  readonly entry: Entry;
  /** As the entry lists it. */
  readonly host: string;
  readonly request: Request;
  readonly trace: Trace;
}

/** More ways than this of one host are not shown to a person: their first ones stand for them. */
const waysShown = 256;

/**
 * One request for each way that requests to a host can take, traced: no two rules of the path are met only by requests
 * that nobody looked at. Entries in their order, hosts as listed.
 */
export function* witnessed(path: Path): Iterable<Witnessed> {
  for (const { entry, host, requests } of askedOf(path)) {
    for (const request of requests) {
      const trace = traceOf(path, request);
      // A name that several balancers take leads to one of them, and that one tells what becomes of it.
      if ('wrong' in trace || (trace.entry !== undefined && trace.entry !== entry.address)) continue;
      yield { entry, host, request, trace };
      // Behind a certificate that is for other names, nothing is seen of the names it is for.
      if (host === '*' && trace.outcomes.every(({ blockers }) => blockers[0]?.cause === 'certificate-not-trusted')) yield* named(path, entry);
    }
  }
}

interface Asked {
  readonly entry: Entry;
  readonly host: string;
  readonly requests: readonly Request[];
}

const known = new WeakMap<Path, readonly Asked[]>();

/** What is asked of each host: found once for a path, and the hosts of one entry share what is known of its rules. */
function askedOf(path: Path): readonly Asked[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const asked = path.network.entries.flatMap((entry) => {
    const store = createStore();
    const carrier = regionCarrier(store);
    return entry.hosts.map((host): Asked => ({ entry, host, requests: requestsTo(path, entry, host, store, carrier) }));
  });
  known.set(path, asked);
  return asked;
}

/** Names that are asked for where an entry takes any, and sets of requests end at its certificate. */
const namesAsked = 32;

function* named(path: Path, entry: Entry): Iterable<Witnessed> {
  for (const host of writtenHosts(path.estate).filter((each) => !each.includes('*') && each.includes('.')).slice(0, namesAsked)) {
    const request = requestFor(entry, host, { fields: {}, supposing: [] });
    const trace = traceOf(path, request);
    if (!('wrong' in trace) && trace.entry === entry.address) yield { entry, host, request, trace };
  }
}

/** The hosts that routes name. */
export function writtenHosts(estate: Estate): readonly string[] {
  return [...new Set(estate.ofType('VirtualService').flatMap(hostsOf))];
}

function requestsTo(path: Path, entry: Entry, host: string, store: Store, carrier: Carrier<Derived, Diagram>): readonly Request[] {
  const plain = requestFor(entry, host, { fields: {}, supposing: [] });
  if (entry.scheme === 'tcp') return [plain];
  const asked = regionOf(store, { all: [hostMatch(entry, host), is('protocol', 'tcp'), is('scheme', entry.scheme), is('http.version', '1.1'), isNumber('dst.port', entry.port), is('method', ...http1Methods), plainPath(), ...(entry.public ? [fromInternet()] : [])] });
  const region = write(asked, 'path.raw', entering('path'));
  const ways = walk(path.program, carrier, entry.address, entry.scheme === 'https' ? secured(store, region) : region, { onward: false });
  const certain = [...ways].sort((a, b) => a.when.length - b.when.length);
  const requests = certain.slice(0, waysShown).flatMap((way) => {
    const found = example(store, way.traffic.rest);
    return found === undefined ? [] : [requestFor(entry, host, found)];
  });
  return distinct([plain, ...requests]);
}

/**
 * Paths that no hop changes before it compares them. Others are a class of their own, of which sets know too much to be
 * exact; `trace` answers for each of them.
 */
function plainPath(): Match {
  return { field: 'path', in: [unchangedBy('normalise-path:MERGE_SLASHES') ?? { any: true }] };
}

function hostMatch(entry: Entry, host: string): Match {
  if (host === '*') return present('host');
  const port = entry.port === usualPort(entry) ? '' : `:${entry.port}`;
  return host.startsWith('*.') ? { field: 'host', in: [{ suffix: host.slice(1) + port }] } : is('host', host + port);
}

function requestFor(entry: Entry, host: string, { fields }: Witness): Request {
  const named = host === '*' || host.startsWith('*.') ? String(fields.host ?? (host === '*' ? anyName : `any${host.slice(1)}`)) : host;
  const authority = named.includes(':') || entry.port === usualPort(entry) ? named : `${named}:${entry.port}`;
  const raw = fields['query.raw'];
  const pairs = Object.entries(fields).flatMap(([field, value]) => (field.startsWith('query(') ? [`${encodeURIComponent(field.slice(6, -1))}=${encodeURIComponent(String(value))}`] : []));
  const query = typeof raw === 'string' ? raw : pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  const address = fields['src.address'];
  const outside: Request['from'] = entry.public ? { kind: 'internet' } : { kind: 'vpc', name: '' };
  return {
    url: `${entry.scheme}://${authority}${entry.scheme === 'tcp' ? '' : String(fields.path ?? '/')}${entry.scheme === 'tcp' ? '' : query}`,
    method: String(fields.method ?? 'GET'),
    headers: Object.entries(fields).flatMap(([field, value]): [string, string][] => {
      if (field === 'forwarded') return [['X-Forwarded-For', String(value)]];
      const [, family, name] = /^(header|cookie)\((.+)\)$/.exec(field) ?? [];
      if (name === undefined) return [];
      return [family === 'cookie' ? ['Cookie', `${name}=${value}`] : [name, String(value)]];
    }),
    from: typeof address === 'string' ? { kind: 'address', address, example: true } : outside,
  };
}

function usualPort(entry: Entry): number {
  return entry.scheme === 'https' ? 443 : 80;
}

function distinct(requests: readonly Request[]): readonly Request[] {
  return [...new Map(requests.map((request) => [JSON.stringify([request.url, request.method, request.headers, request.from]), request])).values()];
}
