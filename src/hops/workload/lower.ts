import { meshAuthorityHead } from '../../dialects/istio/proxy/proxy.ts';
import { headerRead } from '../../dialects/kubernetes/preamble.ts';
import { always, is, not, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { WorkloadSpec } from './spec.ts';

/** Bytes arrive unless the program is known to be unable to read them, or nobody knows whether it listens. */
export function lower(spec: WorkloadSpec): Lowered {
  const delivered: Op = { op: 'stop', verdict: { kind: 'delivered', workload: spec.workload }, origin: spec.origin };
  return { title: `${spec.workload} port ${spec.port}`, dialler: 'workload', ops: [...listening(spec), ...headed(spec), ...reading(spec), ...answering(spec), delivered] };
}

function headed({ workload, port, proxyProtocol, speaks, origin }: WorkloadSpec): readonly Op[] {
  return headerRead({ who: workload, port, plainHttp: speaks === 'http', ...(proxyProtocol === undefined ? {} : { reads: proxyProtocol }) }, origin);
}

function listening({ listens, workload, port, origin }: WorkloadSpec): readonly Op[] {
  if (listens !== 'not-said') return [];
  const reason = `no container of ${workload} declares port ${port} and no Service leads to it: whether anything listens there is in no file`;
  return [stopped({ unknown: { reason } }, { kind: 'refused', cause: 'port-closed' }, origin, `nothing listens on port ${port} of ${workload}`)];
}

/** What the user says of the program: how long it takes, and what it answers itself. */
function answering({ latency, answers = [], speaks, origin }: WorkloadSpec): readonly Op[] {
  const silent = quiet(origin);
  const held: readonly Op[] = latency === undefined ? [] : [{ op: 'set', field: 'held', to: { plus: latency.milliseconds }, origin: latency.origin }];
  if (answers.length === 0) return held;
  const cases = answers.map(({ path, status, origin: says }): Case => ({
    match: { field: 'path', in: [path.endsWith('*') ? { prefix: path.slice(0, -1) } : { exact: path }] },
    then: status === undefined ? [] : [{ op: 'stop', verdict: { kind: 'answered', status }, origin: says }],
    origin: silent,
  }));
  // Paths can be read where TLS ends; whose certificate a program has is in no file.
  const ended: readonly Op[] = speaks === 'tls' ? [{ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin: silent }] : [];
  return [...held, ...ended, { op: 'switch', origin: silent, cases: [...cases, { match: always, then: [], origin: silent }] }];
}

/** A plain HTTP server takes a ClientHello for a bad request and answers in plain text, which is no handshake. */
function reading({ speaks, workload, port, origin }: WorkloadSpec): readonly Op[] {
  const encrypted = is('session.state', 'open');
  switch (speaks) {
    case 'http':
      return [stopped(encrypted, { kind: 'handshake', cause: 'tls-to-plaintext' }, origin, `${workload} speaks plain HTTP on port ${port} and cannot read TLS`)];
    case 'tls':
      return [stopped(not(encrypted), { kind: 'reset', cause: 'plaintext-to-tls' }, origin, `${workload} speaks TLS on port ${port} and closes plain connections`), unproved(workload, port, origin)];
    case undefined:
      return [unproved(workload, port, origin)];
    default:
      return speaks;
  }
}

/** Certificates of the mesh are in proxies: a client that insists on one gets none of a program (Istio reference, ClientTLSSettings: ISTIO_MUTUAL). */
function unproved(workload: string, port: number, origin: Origin): Op {
  const insists: Match = { all: [is('session.state', 'open'), { field: 'session.demand', in: [{ prefix: meshAuthorityHead }] }] };
  return stopped(insists, { kind: 'handshake', cause: 'certificate-not-trusted' }, origin, `${workload} answers port ${port} without a sidecar, and the client insists on a certificate of the mesh`);
}

function stopped(match: Match, verdict: Verdict, origin: Origin, note: string): Op {
  const { note: _arrival, ...silent } = origin;
  const stop: Op = { op: 'stop', verdict, origin: { ...silent, note }, instead: [] };
  return { op: 'switch', origin: silent, cases: [{ match, then: [stop], origin: silent }, { match: always, then: [], origin: silent }] };
}
