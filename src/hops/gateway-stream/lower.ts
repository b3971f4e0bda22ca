import { always } from '../../ir/match.ts';
import { originAt } from '../../ir/origin.ts';
import type { Case, Op, Origin, Share } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { StreamRouteSpec, StreamSpec } from './spec.ts';

/** Envoy's TCP proxy: what arrives is passed on unread, to one destination a connection. */
export function lower({ pod, port, chain, routes }: StreamSpec): Lowered {
  const [first, ...rivals] = routes;
  const ops = first === undefined ? [] : taken(chain, first);
  if (first === undefined || rivals.length === 0) return { title: `gateway ${pod}`, dialler: 'proxy', ops };
  const reason = `${routes.map(({ resource }) => resource).join(' and ')} both say where the connections of port ${port} go; the older one counts, and no file says which that is`;
  const origin: Origin = { resource: first.resource, rule: chain };
  const cases = rivals.map((rival): Case => ({ match: { unknown: { reason } }, then: taken(chain, rival), origin }));
  return { title: `gateway ${pod}`, dialler: 'proxy', ops: [{ op: 'switch', cases: [...cases, { match: always, then: ops, origin }], origin }] };
}

function taken(chain: string, route: StreamRouteSpec): readonly Op[] {
  const { destinations } = route;
  const origin = originAt(route, chain);
  if (destinations.length === 0) return [{ op: 'stop', verdict: { kind: 'reset', cause: 'destination-unknown' }, origin: { ...origin, note: `the route of ${chain} gives no destination any weight: the connection is closed` } }];
  const among = destinations.map(({ hop, cluster, weight }): Share => ({
    value: cluster,
    weight,
    origin: { ...origin, rule: cluster, note: `the connection goes to ${cluster}${destinations.length === 1 ? '' : `, as ${weight} parts of them do`}` },
    then: [{ op: 'goto', hop, origin: { ...origin, rule: cluster } }],
  }));
  return [{ op: 'pick', bind: 'target', among, origin }];
}
