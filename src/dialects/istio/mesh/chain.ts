import { http1Methods } from '../../../facts/envoy.ts';
import { alpn } from '../../../facts/istio.ts';
import { all, always, any, is, never, not, present, type Match } from '../../../ir/match.ts';
import type { Op, Origin, Verdict } from '../../../ir/program.ts';
import type { PathNormalization } from './mesh.ts';
import type { Protocol } from '../proxy/protocol.ts';

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
  return where({ unknown: { reason } }, [], origin);
}

/**
 * The path in the mesh's normal form, as policies and the program behind the proxy see it; 400 where it has none. The
 * query goes on as it came
 * (Istio reference, MeshConfig.ProxyPathNormalization; Envoy, path_utility).
 */
export function normalisedPath(normalization: PathNormalization, origin: Origin): readonly Op[] {
  if (normalization === 'NONE') return [];
  const says: Origin = { ...origin, rule: `path normalization ${normalization}` };
  const call = { call: `normalise-path:${normalization}` };
  const rejected: Op = { op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'path-rejected' }, origin: { ...says, note: 'the path has no normal form' } };
  return [{ op: 'set', field: 'path', to: call, origin: says }, unless(present('path'), [rejected], says)];
}

/** A request whose method Envoy's HTTP/1 parser does not know, such as one in lower case, is answered at once. */
export function knownMethod(origin: Origin): Op {
  const says: Origin = { ...origin, note: `the proxy knows no such HTTP method: only ${http1Methods.slice(5, 8).join(', ')} and the like, in capitals` };
  return unless(any(is('http.version', '2'), is('method', ...http1Methods)), [{ op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'request-malformed' }, origin: says }], origin);
}

/** What a proxy answers by itself before it looks for a route: no HTTP, a method that it does not know, HTTP/1.0 unless it is told to take it, no Host (Envoy, conn_manager_impl: decodeHeaders). */
export function wellFormed(port: number, oldest: '1.0' | '1.1', origin: Origin): readonly Op[] {
  const stops = (verdict: Verdict, note: string): readonly Op[] => [{ op: 'stop', verdict, origin: { ...origin, note } }];
  const malformed: Verdict = { kind: 'answered', status: 400, cause: 'request-malformed' };
  const unreadable: Op = {
    op: 'switch',
    origin,
    cases: [
      { match: present('method'), then: [], origin },
      { match: is('session.state', 'open'), then: stops({ kind: 'handshake', cause: 'tls-to-plaintext' }, `TLS arrives on port ${port}, which is for plain HTTP: the proxy answers in plaintext`), origin },
      { match: always, then: stops(malformed, `what arrives on the HTTP port ${port} is no HTTP request`), origin },
    ],
  };
  const old: Op = { op: 'switch', origin, cases: [{ match: is('http.version', '1.0', '0.9'), then: stops({ kind: 'answered', status: 426, cause: 'version-refused' }, 'the client speaks HTTP/1.0, and the proxy asks for an upgrade'), origin }, { match: always, then: [], origin }] };
  return [unreadable, knownMethod(origin), ...(oldest === '1.0' ? [] : [old]), unless(present('host'), stops(malformed, 'the request has no Host'), origin)];
}

/** Ops for traffic that matches; the rest passes. */
export function where(match: Match, then: readonly Op[], origin: Origin): Op {
  return { op: 'switch', origin, cases: [{ match, then, origin }, { match: always, then: [], origin }] };
}

/** Ops for traffic that does not match. */
export function unless(match: Match, then: readonly Op[], origin: Origin): Op {
  return where(not(match), then, origin);
}
