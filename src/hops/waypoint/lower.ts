import { fromPod } from '../../dialects/istio/proxy/source.ts';
import { addressOfPod } from '../../dialects/kubernetes/pod-address.ts';
import { httpReplies, tcpReplies } from '../../facts/envoy.ts';
import { tunnelSession } from '../../dialects/istio/ambient/ambient.ts';
import { always } from '../../ir/match.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { PodSpec, WaypointSpec } from './spec.ts';

/** Of a Service the route rules go on, or its endpoints; a pod that was addressed itself is dialled. */
export function lower({ proxy, chain, http, leads, ignored }: WaypointSpec, link: Link): Lowered {
  const origin: Origin = { resource: proxy, rule: chain };
  const told = ignored.map((says): Op => ({ op: 'switch', origin: says, cases: [{ match: always, then: [], origin: says }] }));
  const onward: readonly Op[] = leads.to === 'hop' ? [{ op: 'goto', hop: leads.hop, origin }] : dialled(leads.pod, http, link, origin);
  return { title: proxy, dialler: 'proxy', ops: [...told, ...onward] };
}

/** The connection is the waypoint's own, from its pod's address and with its identity. */
function dialled({ name, address, port, hop, tunnel, from }: PodSpec, http: boolean, link: Link, origin: Origin): readonly Op[] {
  const says: Origin = { ...origin, note: `the waypoint passes it on to ${name}, ${tunnel === undefined ? 'without a tunnel: it takes none' : 'through a tunnel'}` };
  return [
    ...fromPod(from, origin),
    ...(tunnel === undefined ? [] : [{ op: 'set', field: 'session', to: { push: tunnelSession(tunnel.authority, tunnel.client, tunnel.server) }, origin } as const]),
    { op: 'set', field: 'dst.address', to: addressOfPod(name, address), origin },
    { op: 'set', field: 'dst.port', to: { literal: port }, origin },
    { op: 'dial', hop: link.to(hop), reply: http ? httpReplies(origin) : tcpReplies(origin, tunnel === undefined ? 'no session' : 'own session'), origin: says },
  ];
}
