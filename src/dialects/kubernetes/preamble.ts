import { always, not, present, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op, Origin, Verdict } from '../../ir/program.ts';

/** A program on a port, as far as it matters to a PROXY protocol header in front of a connection. */
export interface Reader {
  /** `shop/web-0`. */
  readonly who: string;
  readonly port: number;
  /** Whether it reads such a header; absent: nobody says. */
  readonly reads?: boolean;
  /** It answers bytes that are no request with 400. */
  readonly plainHttp: boolean;
}

/**
 * A header that nobody reads is taken for the first bytes of what was to come; a program that waits for one closes connections
 * without it (PROXY protocol, section 2: a receiver must not guess whether the header is there).
 */
export function headerRead({ who, port, reads, plainHttp }: Reader, origin: Origin): readonly Op[] {
  const silent = quiet(origin);
  const away: Op = { op: 'set', field: 'preamble', to: { absent: true }, origin: silent };
  if (reads === true) {
    const missing: Op = { op: 'stop', verdict: { kind: 'reset', cause: 'preamble-missing' }, instead: [], origin: { ...origin, note: `${who} waits for a PROXY protocol header on port ${port}, and the connection begins without one` } };
    return [either(not(present('preamble')), [missing], silent), away];
  }
  const verdict: Verdict = plainHttp ? { kind: 'answered', status: 400, cause: 'preamble-unexpected' } : { kind: 'reset', cause: 'preamble-unexpected' };
  const taken: Op = { op: 'stop', verdict, instead: [], origin: { ...origin, note: `the connection begins with a PROXY protocol header, which ${who} does not read on port ${port}` } };
  const doubt: readonly Match[] = reads === undefined ? [{ unknown: { reason: `no input says whether ${who} reads the PROXY protocol header in front of connections to port ${port} (serves: proxyProtocol)` } }] : [];
  return [either({ all: [present('preamble'), ...doubt] }, [taken], silent)];
}

function either(match: Match, then: readonly Op[], origin: Origin): Op {
  return { op: 'switch', origin, cases: [{ match, then, origin }, { match: always, then: [], origin }] };
}
