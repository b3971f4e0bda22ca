import { tcpReplies } from '../../facts/envoy.ts';
import { always, is, not, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Bytes pass as they are, unless it ends TLS; whose address the pods see depends on balancer and nodes. */
export function lower(spec: BalancerSpec, link: Link): Lowered {
  const { service, port, keepsSource, shows, preamble, endsTls, origin } = spec;
  const unknown = shows ?? `the address that the load balancer of Service ${service} shows: no file says whether it keeps the client's own`;
  const silent = quiet(origin);
  const source: readonly Op[] = keepsSource ? [] : [{ op: 'set', field: 'src.address', to: { unknown }, origin: silent }];
  const header: readonly Op[] = preamble === undefined ? [] : [{ op: 'set', field: 'preamble', to: { copy: 'src.address' }, origin: { ...silent, note: `the balancer writes a PROXY protocol header (${preamble}) in front of each connection` } }];
  const hop = link.to(`service/${service}/${port}`);
  const onward: readonly Op[] = endsTls === undefined ? [{ op: 'goto', hop, origin }] : dialled(endsTls, hop);
  const ended: readonly Op[] = endsTls === undefined ? [] : [{ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin: endsTls.origin }];
  return { title: `load balancer of Service ${service}`, dialler: endsTls === undefined ? 'client' : 'load-balancer', ops: [...guarded(spec), ...returned(spec), ...ended, ...header, ...source, ...onward] };
}

/** Packets from other addresses never arrive. */
function guarded({ from }: BalancerSpec): readonly Op[] {
  if (from === undefined) return [];
  const silent = quiet(from.origin);
  const inside: Match = { field: 'src.address', in: from.ranges.map((cidr) => ({ cidr })) };
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin: from.origin };
  return [{ op: 'switch', origin: silent, cases: [{ match: not(inside), then: [drop], origin: silent }, { match: always, then: [], origin: silent }] }];
}

/** The target answers the client's own address directly, past the load balancer, and the client knows nothing of it. */
function returned({ returns = [], service, origin }: BalancerSpec): readonly Op[] {
  if (returns.length === 0) return [];
  const silent = quiet(origin);
  const note = `the load balancer of Service ${service} hands the connection back to the client's own node, and keeps the client's address: the answer never passes the load balancer, and the connection times out`;
  const lost: readonly Op[] = [{ op: 'stop', verdict: { kind: 'dropped', cause: 'hairpin-dropped' }, instead: [], origin: { ...origin, note } }];
  const cases = returns.map(({ cluster, pods, doubt }) => {
    const who: readonly Match[] = [is('src.cluster', cluster), ...(pods === undefined ? [] : [is('src.pod', ...pods)])];
    return { match: { all: [...who, ...(doubt === undefined ? [] : [{ unknown: { reason: doubt } }])] }, then: lost, origin: silent };
  });
  return [{ op: 'switch', origin: silent, cases: [...cases, { match: always, then: [], origin: silent }] }];
}

/** A connection of its own: whatever becomes of it, the client's is closed. */
function dialled({ onward, origin }: NonNullable<BalancerSpec['endsTls']>, hop: string): readonly Op[] {
  const silent = quiet(origin);
  const again: readonly Op[] = onward === 'plain' ? [] : [{ op: 'set', field: 'session', to: { push: {} }, origin: silent }];
  return [...again, { op: 'dial', hop, reply: tcpReplies(silent, 'own session'), origin: silent }];
}
