import { chainAddress } from '../../dialects/istio/addresses.ts';
import { doubt } from '../../dialects/istio/chain.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ListenerSpec } from './spec.ts';

/** The listener takes a connection and hands it to one of its filter chains. */
export function lower({ pod, port, resource, closed, doubt: unsure }: ListenerSpec): Lowered {
  const title = `gateway ${pod}`;
  const origin: Origin = { resource, rule: `0.0.0.0_${port}` };
  if (closed !== undefined) return { title, dialler: 'proxy', ops: [{ op: 'stop', verdict: { kind: 'refused', cause: 'port-closed' }, origin: { ...origin, note: closed } }] };
  const chosen: Op = { op: 'goto', hop: chainAddress(pod, port, `http.${port}`), origin };
  return { title, dialler: 'proxy', ops: [...(unsure === undefined ? [] : [doubt(unsure, origin)]), chosen] };
}
