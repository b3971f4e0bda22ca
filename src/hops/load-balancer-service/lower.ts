import { tcpReplies } from '../../facts/envoy.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Bytes pass as they are, unless it ends TLS; whose address the pods see depends on balancer and nodes. */
export function lower(spec: BalancerSpec, link: Link): Lowered {
  const { service, port, keepsSource, preamble, endsTls, origin } = spec;
  const unknown = `the address that the load balancer of Service ${service} shows: no file says whether it keeps the client's own`;
  const silent = quiet(origin);
  const source: readonly Op[] = keepsSource ? [] : [{ op: 'set', field: 'src.address', to: { unknown }, origin: silent }];
  const header: readonly Op[] = preamble === undefined ? [] : [{ op: 'set', field: 'preamble', to: { copy: 'src.address' }, origin: { ...silent, note: `the balancer writes a PROXY protocol header (${preamble}) in front of each connection` } }];
  const hop = link.to(`service/${service}/${port}`);
  const onward: readonly Op[] = endsTls === undefined ? [{ op: 'goto', hop, origin }] : dialled(endsTls, hop);
  const ended: readonly Op[] = endsTls === undefined ? [] : [{ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin: endsTls.origin }];
  return { title: `load balancer of Service ${service}`, dialler: endsTls === undefined ? 'client' : 'load-balancer', ops: [...ended, ...header, ...source, ...onward] };
}

/** A connection of its own: whatever becomes of it, the client's is closed. */
function dialled({ onward, origin }: NonNullable<BalancerSpec['endsTls']>, hop: string): readonly Op[] {
  const silent = quiet(origin);
  const again: readonly Op[] = onward === 'plain' ? [] : [{ op: 'set', field: 'session', to: { push: {} }, origin: silent }];
  return [...again, { op: 'dial', hop, reply: tcpReplies(silent, 'own session'), origin: silent }];
}
