import { meshAuthorityHead } from '../../dialects/istio/proxy/proxy.ts';
import { programOps, stopped } from '../../dialects/kubernetes/program.ts';
import { is, type Match } from '../../ir/match.ts';
import type { Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { WorkloadSpec } from './spec.ts';

/** Bytes arrive unless the program is known to be unable to read them, or nobody knows whether it listens. */
export function lower(spec: WorkloadSpec): Lowered {
  const delivered: Op = { op: 'stop', verdict: { kind: 'delivered', workload: spec.workload }, origin: spec.origin };
  return { title: `${spec.workload} port ${spec.port}`, dialler: 'workload', ops: [...listening(spec), ...unproved(spec), ...programOps({ ...spec, who: spec.workload }), delivered] };
}

function listening({ listens, workload, port, origin }: WorkloadSpec): readonly Op[] {
  if (listens !== 'not-said') return [];
  const reason = `no container of ${workload} declares port ${port} and no Service leads to it: whether anything listens there is in no file`;
  return [stopped({ unknown: { reason } }, { kind: 'refused', cause: 'port-closed' }, origin, `nothing listens on port ${port} of ${workload}`)];
}

/** Certificates of the mesh are in proxies: a client that insists on one gets none of a program (Istio reference, ClientTLSSettings: ISTIO_MUTUAL). */
function unproved({ workload, port, speaks, origin }: WorkloadSpec): readonly Op[] {
  if (speaks === 'http') return [];
  const insists: Match = { all: [is('session.state', 'open'), { field: 'session.demand', in: [{ prefix: meshAuthorityHead }] }] };
  return [stopped(insists, { kind: 'handshake', cause: 'certificate-not-trusted' }, origin, `${workload} answers port ${port} without a sidecar, and the client insists on a certificate of the mesh`)];
}
