import type { Entry } from '../hops/kind.ts';
import type { Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';

/** A request that clients outside can send, and what becomes of it. */
export interface Witnessed {
  readonly entry: Entry;
  readonly request: Request;
  readonly trace: Trace;
}

/** One request for each host that an entry answers by name, traced. Entries in their order, hosts as listed. */
export function* witnessed(path: Path): Iterable<Witnessed> {
  for (const entry of path.network.entries) {
    for (const host of entry.hosts) {
      const request: Request = { url: urlOf(entry, host), method: 'GET', headers: [], from: entry.public ? { kind: 'internet' } : { kind: 'vpc', name: '' } };
      const trace = traceOf(path, request);
      if (!('wrong' in trace)) yield { entry, request, trace };
    }
  }
}

function urlOf(entry: Entry, host: string): string {
  const name = host === '*' ? 'any.example' : host.startsWith('*.') ? `any${host.slice(1)}` : host;
  const usual = entry.port === (entry.scheme === 'https' ? 443 : 80);
  return `${entry.scheme}://${name}${usual ? '' : `:${entry.port}`}${entry.scheme === 'tcp' ? '' : '/'}`;
}
