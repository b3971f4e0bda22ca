import { tcpReplies } from '../../facts/envoy.ts';
import { tunnelSession } from '../../dialects/istio/ambient/ambient.ts';
import { always, is, isNumber } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Share, Verdict } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { EndpointSpec, Leads, ZtunnelOutboundSpec } from './spec.ts';

/** ztunnel picks an endpoint by itself, or leaves the choice to the waypoint of what was dialled; it reads no HTTP (istio/ztunnel, src/proxy/outbound, build_request). */
export function lower(spec: ZtunnelOutboundSpec, link: Link): Lowered {
  const title = `ztunnel of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `outbound ${spec.dialled}` };
  return { title, dialler: 'tunnel', ops: [datagrams(spec, link, plumbing), ...spec.ignored.map(told), ...onward(spec, link, plumbing)] };
}

/** Only TCP is redirected to ztunnel. */
function datagrams({ past }: ZtunnelOutboundSpec, link: Link, origin: Origin): Op {
  return { op: 'switch', origin, cases: [{ match: is('protocol', 'udp'), then: [{ op: 'goto', hop: link.to(past), origin }], origin }, { match: always, then: [], origin }] };
}

/** A line of the trace that changes nothing. */
function told(says: Origin): Op {
  return { op: 'switch', origin: says, cases: [{ match: always, then: [], origin: says }] };
}

function onward(spec: ZtunnelOutboundSpec, link: Link, origin: Origin): readonly Op[] {
  const { leads } = spec;
  switch (leads.to) {
    case 'anywhere': {
      const says: Origin = { ...origin, note: `ztunnel knows nothing of ${spec.dialled}: the connection goes there without a tunnel` };
      return [{ op: 'dial', hop: link.to(spec.past), reply: tcpReplies(says, 'no session'), origin: says }];
    }
    case 'pods':
      if (leads.pods.length === 0) return [stop({ kind: 'unresolved', cause: 'no-endpoints' }, leads.origin, `headless Service ${leads.service} has no ready pod: its name resolves to nothing`)];
      return [pick(leads, leads.pods.map(({ name, address, hop }): Share => ({ value: name, weight: 1, origin: { ...leads.origin, note: `the name of the headless Service ${leads.service} leads to ${name}` }, then: [destination(name, address, leads.origin), { op: 'goto', hop, origin: leads.origin }] })))];
    case 'endpoints':
      if (leads.endpoints.length === 0) return [stop({ kind: 'reset', cause: 'no-endpoints' }, leads.origin, `ztunnel knows no ready endpoint of ${leads.service} and closes the connection`)];
      return [pick(leads, leads.endpoints.map((endpoint) => share(spec, endpoint, link, origin, `${leads.service} leads to ${endpoint.name}`)))];
    case 'waypoint':
      if (leads.endpoints.length === 0) return [stop({ kind: 'unresolved', cause: 'destination-unknown' }, leads.origin, `the inputs hold no pod of the waypoint ${leads.waypoint}, through which ${spec.dialled} is reached`)];
      return [told({ ...leads.origin, note: `${spec.dialled} is reached through the waypoint ${leads.waypoint}` }), pick(leads, leads.endpoints.map((endpoint) => share(spec, endpoint, link, origin, `the waypoint ${leads.waypoint} runs in pod ${endpoint.name}, reached`)))];
    default:
      return leads;
  }
}

function pick({ origin }: Exclude<Leads, { to: 'anywhere' }>, among: readonly Share[]): Op {
  return { op: 'pick', bind: 'target', among, origin: quiet(origin) };
}

/** Whatever becomes of ztunnel's own connection, its client's was taken before and is closed. */
function share({ principal, authority }: ZtunnelOutboundSpec, endpoint: EndpointSpec, link: Link, origin: Origin, leads: string): Share {
  const { name, address, port, hop, tunnel } = endpoint;
  const manner = tunnel === undefined ? `port ${port}, without a tunnel: it takes none` : 'through a tunnel';
  const says: Origin = { ...origin, note: `${leads} ${manner}` };
  const dial = (reply: readonly Case[]): Op => ({ op: 'dial', hop: link.to(hop), reply, origin });
  return {
    value: `${name}:${port}`,
    weight: 1,
    origin: says,
    then: [destination(name, address, origin), { op: 'set', field: 'dst.port', to: { literal: port }, origin }, ...(tunnel === undefined ? [dial(tcpReplies(origin, 'no session'))] : inTunnel({ op: 'set', field: 'session', to: { push: tunnelSession(authority, principal, tunnel) }, origin }, dial, origin))],
  };
}

/** A client's own TLS travels inside: then a handshake that fails, and an answer in plain HTTP where one is expected, are the client's. */
function inTunnel(session: Op, dial: (reply: readonly Case[]) => Op, origin: Origin): readonly Op[] {
  const says: Origin = { ...origin, note: 'the answer in plain HTTP is no TLS handshake to the client' };
  const malformed: Case = { match: isNumber('reply.status', 400), then: [{ op: 'stop', verdict: { kind: 'handshake', cause: 'tls-refused' }, origin: says }], origin: says };
  const own: Case = { match: is('session.state', 'open'), then: [session, dial([malformed, ...tcpReplies(origin, 'no session')])], origin };
  return [{ op: 'switch', origin, cases: [own, { match: always, then: [session, dial(tcpReplies(origin, 'own session'))], origin }] }];
}

function destination(name: string, address: string | undefined, origin: Origin): Op {
  return { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin };
}

function stop(verdict: Verdict, origin: Origin, note: string): Op {
  return { op: 'stop', verdict, origin: { ...origin, note } };
}
