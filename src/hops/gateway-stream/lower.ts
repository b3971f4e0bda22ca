import type { Op, Origin, Share } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { StreamSpec } from './spec.ts';

/** Envoy's TCP proxy: what arrives is passed on unread, to one destination a connection. */
export function lower({ pod, chain, resource, attribute, at, destinations }: StreamSpec): Lowered {
  const origin: Origin = { resource, rule: chain, ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }) };
  const among = destinations.map(({ hop, cluster, weight }): Share => ({
    value: cluster,
    weight,
    origin: { ...origin, rule: cluster, note: `connections of ${chain} go to ${cluster}${destinations.length === 1 ? '' : `, ${weight} parts of them`}` },
    then: [{ op: 'goto', hop, origin: { ...origin, rule: cluster } }],
  }));
  const nowhere: Op = { op: 'stop', verdict: { kind: 'reset', cause: 'destination-unknown' }, origin: { ...origin, note: `the route of ${chain} gives no destination any weight: the connection is closed` } };
  return { title: `gateway ${pod}`, dialler: 'proxy', ops: destinations.length === 0 ? [nowhere] : [{ op: 'pick', bind: 'target', among, origin }] };
}
