import { alpn } from '../../facts/istio.ts';
import { all, always, any, is, never, not, present, type Match } from '../../ir/match.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Protocol } from './protocol.ts';

/**
 * Whether a proxy's HTTP chain takes the connection, as a condition on traffic: by what the port is said to speak, else
 * by the ALPN of the sidecar that sent it, else by its first bytes (istio/istio, core/filterchain_options).
 */
export function httpChain(protocol: Protocol): Match {
  if (protocol === 'http') return always;
  if (protocol !== 'auto') return never;
  const sniffed = all(not(is('session.state', 'ended')), present('method'));
  const told: Match = { all: [is('session.state', 'ended'), { field: 'session.alpn', in: [{ prefix: alpn.httpPrefix }, { exact: alpn.http2 }] }] };
  return any(told, sniffed);
}

/** Ops for HTTP and for bytes, one chain or both as the protocol leaves open. */
export function chains(protocol: Protocol, http: readonly Op[], tcp: readonly Op[], origin: Origin): readonly Op[] {
  const match = httpChain(protocol);
  if (match === always) return http;
  if (match === never) return tcp;
  return http.length === 0 && tcp.length === 0 ? [] : [{ op: 'switch', origin, cases: [{ match, then: http, origin }, { match: always, then: tcp, origin }] }];
}

/** What rests on something no file says goes both ways from here, with the reason. */
export function doubt(reason: string, origin: Origin): Op {
  return { op: 'switch', origin, cases: [{ match: { unknown: { reason } }, then: [], origin }, { match: always, then: [], origin }] };
}
