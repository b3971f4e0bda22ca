import type { Op } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Bytes pass as they are; whose address the pods see depends on balancer and nodes. */
export function lower({ service, port, keepsSource, preamble, origin }: BalancerSpec, link: Link): Lowered {
  const unknown = `the address that the load balancer of Service ${service} shows: no file says whether it keeps the client's own`;
  const { note: _note, ...quiet } = origin;
  const source: readonly Op[] = keepsSource ? [] : [{ op: 'set', field: 'src.address', to: { unknown }, origin: quiet }];
  const header: readonly Op[] = preamble === undefined ? [] : [{ op: 'set', field: 'preamble', to: { copy: 'src.address' }, origin: { ...quiet, note: `the balancer writes a PROXY protocol header (${preamble}) in front of each connection` } }];
  return {
    title: `load balancer of Service ${service}`,
    dialler: 'client',
    ops: [...header, ...source, { op: 'goto', hop: link.to(`service/${service}/${port}`), origin }],
  };
}
