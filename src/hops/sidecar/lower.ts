import { httpReplies, tcpReplies } from '../../facts/envoy.ts';
import { loopbackSource } from '../../facts/istio.ts';
import { clusterAddress, routeAddress } from '../../dialects/istio/addresses.ts';
import { chains, doubt, knownMethod, normalisedPath } from '../../dialects/istio/chain.ts';
import { inboundCluster } from '../../dialects/istio/names.ts';
import { always, is, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Link, Lowered } from '../kind.ts';
import type { HostSpec, InboundSpec, OutboundSpec, SidecarSpec } from './spec.ts';

/** What the sidecar does behind its filters, and what it does with a connection of its own pod. */
export function lower(spec: SidecarSpec, link: Link): Lowered {
  return { title: `sidecar of ${spec.pod}`, dialler: 'proxy', ops: spec.side === 'inbound' ? inbound(spec) : outbound(spec, link) };
}

/** The program is dialled over loopback: nothing of the network stands between the two. */
function inbound({ pod, port, protocol }: InboundSpec): readonly Op[] {
  const origin: Origin = { resource: `sidecar of ${pod}`, rule: inboundCluster(port) };
  const hop = `app/${pod}/${port}`;
  const dial = (reply: readonly Case[]): Op => ({ op: 'dial', hop, reply, origin });
  return [...from(pod, undefined, loopbackSource, origin), ...chains(protocol, [dial(httpReplies(origin))], [dial(tcpReplies(origin, 'no session'))], origin)];
}

function outbound(spec: OutboundSpec, link: Link): readonly Op[] {
  const origin: Origin = { resource: `sidecar of ${spec.pod}`, rule: `outbound 0.0.0.0_${spec.port}` };
  const bytes: readonly Op[] = 'service' in spec ? [{ op: 'goto', hop: clusterAddress(spec.pod, spec.host, spec.port), origin }] : passed(spec, link, origin);
  const http = [knownMethod(origin), ...normalisedPath(spec.normalization, origin), ...byHost(spec, link, origin)];
  return [...spec.doubts.map((reason) => doubt(reason, origin)), ...encrypted(spec, origin), ...chains(spec.protocol, http, bytes, origin)];
}

/** A program that brings its own TLS to a port declared as HTTP talks past its sidecar. */
function encrypted({ protocol, port }: OutboundSpec, origin: Origin): readonly Op[] {
  if (protocol !== 'http') return [];
  const says: Origin = { ...origin, note: `the sidecar reads the client's own TLS on the HTTP port ${port} as HTTP` };
  const stop: Op = { op: 'stop', verdict: { kind: 'handshake', cause: 'tls-refused' }, origin: says };
  return [{ op: 'switch', origin, cases: [{ match: is('session.state', 'open'), then: [stop], origin }, { match: always, then: [], origin }] }];
}

function byHost(spec: OutboundSpec, link: Link, origin: Origin): readonly Op[] {
  const cases = spec.hosts.map((host) => known(spec, host, origin));
  const unclear = spec.unclear.map(({ host, reason }): Case => ({ match: { all: [spelled([host], spec.port), { unknown: { reason } }] }, then: [], origin }));
  const ported: Case = { match: { all: [{ field: 'host', in: [{ regex: '.*:\\d+' }] }, { unknown: { reason: `the Host header names another port than ${spec.port}` } }] }, then: [], origin };
  return [{ op: 'switch', origin, cases: [...cases, ...unclear, ported, { match: always, then: [], origin }] }, ...elsewhere(spec, link, origin)];
}

/** Host is compared without its port, and the sidecar knows the Service by several names. */
function known(spec: OutboundSpec, { names, service, host }: HostSpec, origin: Origin): Case {
  const then: Op = { op: 'goto', hop: routeAddress(spec.pod, spec.port, host), origin };
  return { match: spelled(names, spec.port), then: [then], origin: { ...origin, note: `Host means Service ${service}` } };
}

function spelled(names: readonly string[], port: number): Match {
  const patterns = names.flatMap((name): readonly Pattern[] => (name.startsWith('*') ? [{ suffix: name.slice(1) }, { suffix: `${name.slice(1)}:${port}` }] : [{ exact: name }, { exact: `${name}:${port}` }]));
  return { field: 'host', in: patterns };
}

/** A host that nobody in the mesh answers for: passed on to the address that was dialled, without mTLS, or refused. */
function elsewhere(spec: OutboundSpec, link: Link, origin: Origin): readonly Op[] {
  if (spec.others === 'REGISTRY_ONLY') {
    const says: Origin = { ...origin, rule: 'BlackHoleCluster', note: 'no Service of the mesh has this host, and outboundTrafficPolicy is REGISTRY_ONLY' };
    return [{ op: 'stop', verdict: { kind: 'answered', status: 502, cause: 'destination-unknown' }, origin: says }];
  }
  const says: Origin = { ...origin, rule: 'PassthroughCluster', note: 'no Service of the mesh has this host: the request goes to the dialled address without mTLS' };
  return [...from(spec.pod, spec.scope, spec.address, origin), { op: 'dial', hop: link.to(dialled(spec)), reply: httpReplies(says), origin: says }];
}

/** Bytes to an address that no listener of the sidecar's own is for (istio/istio, virtualOutbound: PassthroughCluster or BlackHoleCluster). */
function passed(spec: OutboundSpec, link: Link, origin: Origin): readonly Op[] {
  if (spec.others === 'REGISTRY_ONLY') {
    const says: Origin = { ...origin, rule: 'BlackHoleCluster', note: 'the sidecar knows no Service at the dialled address, and outboundTrafficPolicy is REGISTRY_ONLY' };
    return [{ op: 'stop', verdict: { kind: 'reset', cause: 'destination-unknown' }, origin: says }];
  }
  const says: Origin = { ...origin, rule: 'PassthroughCluster', note: 'the sidecar knows no Service at the dialled address: the connection goes there without mTLS' };
  return [...from(spec.pod, spec.scope, spec.address, origin), { op: 'dial', hop: link.to(dialled(spec)), reply: tcpReplies(says, 'no session'), origin: says }];
}

function dialled(spec: OutboundSpec): string {
  return 'service' in spec ? `service/${spec.service}/${spec.port}` : spec.past;
}

function from(pod: string, scope: string | undefined, address: string | undefined, origin: Origin): readonly Op[] {
  return [
    { op: 'set', field: 'src.pod', to: { literal: pod }, origin },
    ...(scope === undefined ? [] : [{ op: 'set', field: 'src.cluster', to: { literal: scope }, origin } as const]),
    { op: 'set', field: 'src.address', to: address === undefined ? { unknown: `the address of pod ${pod}` } : { literal: address }, origin },
  ];
}
