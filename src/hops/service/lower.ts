import { addressOfPod } from '../../dialects/kubernetes/pod-address.ts';
import { always } from '../../ir/match.ts';
import type { Key, Op, Origin, Share, Verdict } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { EndpointSpec, ServiceSpec } from './spec.ts';

/** The same connection goes on to an endpoint: kube-proxy rewrites its destination and looks no further into it. */
export function lower(spec: ServiceSpec, link: Link): Lowered {
  return { title: `Service ${spec.service} port ${spec.port}`, dialler: 'client', ops: opsOf(spec, link) };
}

function opsOf(spec: ServiceSpec, link: Link): readonly Op[] {
  const { service, port, leads, origin, empty } = spec;
  const why = empty === undefined ? '' : ` (${empty.why})`;
  switch (leads.to) {
    case 'endpoints':
      if (leads.endpoints.length === 0) return [stop({ kind: 'refused', cause: 'no-endpoints' }, origin, `Service ${service} has no ready endpoint for port ${port}: connections are refused at once${why}`)];
      return [...(leads.local === true ? [nearby(spec)] : []), oneOf(spec, leads.endpoints, link, leads.sticky === true ? { hash: 'src.address' } : undefined)];
    case 'pods':
      if (leads.endpoints.length === 0) return [stop({ kind: 'unresolved', cause: 'no-endpoints' }, origin, `headless Service ${service} has no ready pod: its name resolves to nothing${why}`)];
      return [oneOf(spec, leads.endpoints, link, undefined)];
    case 'alias':
      if (leads.service !== undefined) return [{ op: 'goto', hop: link.to(`service/${leads.service}/${port}`), origin: { ...origin, note: `Service ${service} is another name for ${leads.host}` } }];
      return [stop({ kind: 'unresolved', cause: 'destination-unknown' }, origin, `Service ${service} is another name for ${leads.host}, of which the inputs say nothing`)];
    case 'nothing':
      return [stop({ kind: 'dropped', cause: 'no-listener' }, origin, `Service ${service} has no port ${port}: nothing forwards the packets`)];
    default:
      return leads;
  }
}

/** Which node the client runs on is in no file. */
function nearby({ service, origin }: ServiceSpec): Op {
  const reason = `Service ${service} has internalTrafficPolicy Local: only an endpoint on the client's own node answers`;
  const dropped = stop({ kind: 'dropped', cause: 'no-endpoints' }, origin, `no endpoint of Service ${service} runs on the client's node: the packets are dropped`);
  return { op: 'switch', origin, cases: [{ match: { unknown: { reason } }, then: [dropped], origin }, { match: always, then: [], origin }] };
}

function oneOf({ service, port, origin }: ServiceSpec, endpoints: readonly EndpointSpec[], link: Link, by: Key | undefined): Op {
  const among = endpoints.map((endpoint): Share => {
    const name = `${endpoint.pod ?? endpoint.address ?? 'an endpoint'}`;
    const note = `Service ${service} port ${port} leads to ${name} port ${endpoint.port}`;
    return { value: `${name}:${endpoint.port}`, weight: 1, then: reached(endpoint, origin, link), origin: { ...origin, note } };
  });
  return { op: 'pick', bind: 'target', among, origin, ...(by === undefined ? {} : { by }) };
}

function reached({ pod, address, port }: EndpointSpec, origin: Origin, link: Link): readonly Op[] {
  if (pod === undefined) return [stop({ kind: 'unresolved', cause: 'destination-unknown' }, origin, `the inputs say nothing of ${address ?? 'this endpoint'}, port ${port}`)];
  return [
    { op: 'set', field: 'dst.address', to: addressOfPod(pod, address), origin },
    { op: 'set', field: 'dst.port', to: { literal: port }, origin },
    { op: 'goto', hop: link.to(`pod/${pod}/${port}`), origin },
  ];
}

function stop(verdict: Verdict, origin: Origin, note: string): Op {
  return { op: 'stop', verdict, origin: { ...origin, note } };
}
