import { fromPod } from '../../dialects/istio/proxy/source.ts';
import { httpReplies, tcpReplies } from '../../facts/envoy.ts';
import { loopbackSource } from '../../facts/istio.ts';
import { outsideAddress, routeAddress } from '../../dialects/istio/mesh/addresses.ts';
import { chains, doubt, knownMethod, normalisedPath, unless } from '../../dialects/istio/mesh/chain.ts';
import { inboundCluster } from '../../dialects/istio/mesh/names.ts';
import { always, any, is, present, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, HopId, Op, Origin, Share } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Link, Lowered } from '../kind.ts';
import type { ChainSpec, HostSpec, HttpSpec, InboundSpec, OutboundSpec, SidecarSpec } from './spec.ts';

/** What the sidecar does behind its filters, and what it does with a connection of its own pod. */
export function lower(spec: SidecarSpec, link: Link): Lowered {
  return { title: `sidecar of ${spec.pod}`, dialler: 'proxy', ops: spec.side === 'inbound' ? inbound(spec) : outbound(spec, link) };
}

/** The program is dialled over loopback: nothing of the network stands between the two. */
function inbound({ pod, port, protocol, chain: own, unread, app, http2 }: InboundSpec): readonly Op[] {
  const resource = `sidecar of ${pod}`;
  const listener: Origin = { resource, rule: 'virtualInbound' };
  const chain = (name: string): Op => ({ op: 'set', field: 'src.address', to: { literal: loopbackSource }, origin: { resource: 'filter chain', rule: own ?? name } });
  const cluster: Origin = { resource, rule: own !== undefined ? inboundCluster(port) : 'InboundPassthroughCluster' };
  const dial = (reply: readonly Case[]): Op => ({ op: 'dial', hop: `app/${pod}/${app}`, reply, origin: cluster });
  const host: Origin = { resource, rule: `inbound|http|${port}` };
  const version: readonly Op[] = protocol === 'auto' ? [] : [{ op: 'set', field: 'http.version', to: { literal: http2 ? '2' : '1.1' }, origin: host }];
  const http: readonly Op[] = [chain('virtualInbound-catchall-http'), unless(present('method'), [], host), ...version, dial(httpReplies(cluster))];
  const silent: readonly Op[] = unread === undefined ? [] : [unless(any(), [], { ...listener, ...unread, note: `tls of the listener for port ${port} is not read: that takes ENABLE_TLS_ON_SIDECAR_INGRESS in istiod and a PeerAuthentication that is DISABLE there` })];
  return [{ op: 'set', field: 'src.pod', to: { literal: pod }, origin: listener }, ...silent, ...chains(protocol, http, [chain('virtualInbound'), dial(tcpReplies(cluster, 'no session'))], listener)];
}

function outbound(spec: OutboundSpec, link: Link): readonly Op[] {
  const origin: Origin = { resource: `sidecar of ${spec.pod}`, rule: spec.listener };
  const named = spec.chains.filter(({ sniHosts }) => sniHosts.length > 0).map((chain): Case => ({ match: { field: 'session.sni', in: chain.sniHosts.map(pattern) }, then: bytes(chain, origin), origin }));
  const http: readonly Case[] = spec.http === undefined ? [] : [{ match: spec.http.sniffed ? present('method') : always, then: requests(spec, spec.http, link, origin), origin }];
  const last = spec.chains.find(({ sniHosts }) => sniHosts.length === 0);
  const rest: Case = { match: always, then: last === undefined ? passed(spec, link, origin) : bytes(last, origin), origin: last?.stray === true ? strayed(last, spec.port, origin) : origin };
  const target: readonly Op[] = spec.target === undefined ? [] : [{ op: 'set', field: 'target', to: { literal: `${spec.target}:${spec.port}` }, origin }];
  return [...spec.doubts.map((reason) => doubt(reason, origin)), ...target, { op: 'switch', origin, cases: [...named, ...http, rest] }];
}

/** People wonder why a connection goes to a service that they never dialled. */
function strayed({ resource, at }: ChainSpec, port: number, origin: Origin): Origin {
  return { ...origin, resource, note: `${resource} has no address: it gets every connection to port ${port} that no other listener takes`, ...(at === undefined ? {} : { at }) };
}

/** A connection of bytes goes to one of the destinations of its chain. */
function bytes({ destinations, resource, at }: ChainSpec, listener: Origin): readonly Op[] {
  const says: Origin = { ...listener, resource, ...(at === undefined ? {} : { at }) };
  const [only, ...others] = destinations;
  if (only === undefined) return [{ op: 'stop', verdict: { kind: 'reset', cause: 'destination-unknown' }, origin: { ...says, note: `${resource} takes the connection and names no destination` } }];
  if (others.length === 0) return [{ op: 'goto', hop: only.hop, origin: says }];
  const among = destinations.map(({ hop, rule, weight }): Share => ({ value: rule, weight, origin: { ...says, note: `${resource} sends ${weight} parts to ${rule}` }, then: [{ op: 'goto', hop, origin: says }] }));
  return [{ op: 'pick', bind: 'target', among, origin: says }];
}

function requests(spec: OutboundSpec, { to, sniffed }: HttpSpec, link: Link, origin: Origin): readonly Op[] {
  const says = (note: string): Origin => ({ ...origin, note });
  const old: Op = { op: 'stop', verdict: { kind: 'answered', status: 426, cause: 'version-refused' }, origin: says('the proxy takes no HTTP/1.0: it asks for an upgrade') };
  const nameless: Op = { op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'request-malformed' }, origin: says('the request has no Host') };
  const unreadable: Op = { op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'request-malformed' }, origin: says(`what is sent to port ${spec.port} is no HTTP request`) };
  return [
    ...(sniffed ? [] : [unless(present('method'), [unreadable], origin)]),
    { op: 'switch', origin, cases: [{ match: is('http.version', '1.0'), then: [old], origin }, { match: always, then: [], origin }] },
    unless(present('host'), [nameless], origin),
    knownMethod(origin),
    ...normalisedPath(spec.normalization, origin),
    ...('host' in to ? [{ op: 'goto', hop: routeAddress(spec.pod, spec.port, to.host), origin: { ...origin, rule: `${to.host}:${spec.port}` } } as const] : [...byHost(spec, to.hosts, origin), ...elsewhere(spec, link, origin)]),
  ];
}

/** Host is compared without its port. Programs of one table share these cases, however much they dial. */
function byHost({ pod, port }: OutboundSpec, hosts: readonly HostSpec[], { resource }: Origin): readonly Op[] {
  const origin: Origin = { resource, rule: String(port) };
  if (hosts.length === 0) return [];
  const kept = tables.get(hosts) ?? new Map<string, readonly Case[]>();
  tables.set(hosts, kept);
  const key = `${pod} ${port}`;
  const cases = kept.get(key) ?? casesOf(pod, port, hosts, origin);
  kept.set(key, cases);
  return [{ op: 'switch', origin, cases }];
}

const tables = new WeakMap<readonly HostSpec[], Map<string, readonly Case[]>>();

function casesOf(pod: string, port: number, hosts: readonly HostSpec[], table: Origin): readonly Case[] {
  const origins = (host: HostSpec): Origin => ({ ...table, rule: `${host.host}:${port}`, note: `Host means ${host.resource}` });
  const gone = ({ host }: HostSpec): readonly Op[] => [{ op: 'goto', hop: routeAddress(pod, port, host), origin: table }];
  const matches = matchesOf(hosts, port);
  const exact = hosts.map((host, index): Case => ({ match: matches[index]!, then: gone(host), origin: origins(host) }));
  const wild = hosts.flatMap((host) => host.domains.filter((domain) => domain.startsWith('*')).map((domain) => ({ host, domain }))).sort((a, b) => b.domain.length - a.domain.length);
  const otherPort: Match = { field: 'host', in: [{ regex: '.*:[0-9]+' }] };
  // Exact names with other ports are few, or too many to be compared one by one.
  const ported: readonly Case[] =
    hosts.length <= fewHosts
      ? hosts.map((host): Case => ({ match: { all: [otherPort, { field: 'host', in: host.domains.filter((domain) => !domain.startsWith('*')).map((domain) => ({ regex: `${quoted(domain)}:[0-9]+` })) }] }, then: gone(host), origin: origins(host) }))
      : [{ match: { all: [otherPort, { not: named(wild.map(({ domain }) => domain), port) }, { unknown: { reason: `the Host header names another port than ${port}` } }] }, then: [], origin: table }];
  const suffixed = wild.map(({ host, domain }): Case => ({ match: { field: 'host', in: [pattern(domain), { regex: `.*${quoted(domain.slice(1))}:[0-9]+` }] }, then: gone(host), origin: origins(host) }));
  return [...exact, ...ported, ...suffixed, { match: always, then: [], origin: table }];
}

const exactMatches = new WeakMap<readonly HostSpec[], readonly Match[]>();

/** Every program of a namespace asks for the same names. */
function matchesOf(hosts: readonly HostSpec[], port: number): readonly Match[] {
  let known = exactMatches.get(hosts);
  if (known === undefined) exactMatches.set(hosts, (known = hosts.map(({ domains }) => named(domains.some((domain) => domain.startsWith('*')) ? domains.filter((domain) => !domain.startsWith('*')) : domains, port))));
  return known;
}

/** Above this a Host with another port than the dialled one is left open. */
const fewHosts = 64;

function named(domains: readonly string[], port: number): Match {
  return { field: 'host', in: domains.flatMap((domain) => [pattern(domain), pattern(`${domain}:${port}`)]) };
}

function pattern(name: string): Pattern {
  if (name === '*') return { any: true };
  return name.startsWith('*') ? { suffix: name.slice(1) } : { exact: name };
}

function quoted(text: string): string {
  return text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
}

/** A host that nobody in the mesh answers for: passed on to the address that was dialled, without mTLS, or refused. */
function elsewhere(spec: OutboundSpec, link: Link, origin: Origin): readonly Op[] {
  const { mode, past, proxy } = spec.others;
  if (mode === 'REGISTRY_ONLY') {
    const says: Origin = { ...decided(spec, origin), rule: 'block_all', note: 'the sidecar knows no service of this host, and outboundTrafficPolicy is REGISTRY_ONLY: block_all answers' };
    return [{ op: 'stop', verdict: { kind: 'answered', status: 502, cause: 'egress-blocked' }, origin: says }];
  }
  const table: Op = unless(any(), [], { ...origin, rule: 'allow_any' });
  if (proxy !== undefined && mode === 'ALLOW_ANY') return [table, { op: 'goto', hop: proxy, origin: { ...origin, note: 'the sidecar knows no service of this host: the egressProxy of the Sidecar gets the request' } }];
  if (mode === 'ALLOW_ANY_DYNAMIC_DNS') {
    const says: Origin = { ...origin, rule: 'AllowAnyDynamicDNSCluster', note: 'the sidecar knows no service of this host: AllowAnyDynamicDNSCluster looks the name up and goes there without mTLS' };
    return [table, ...dialled(spec, link.to(outsideAddress('*', spec.port)), httpReplies, says)];
  }
  const says: Origin = { ...origin, rule: 'PassthroughCluster', note: 'the sidecar knows no service of this host: PassthroughCluster takes the request to the dialled address without mTLS' };
  return [table, ...dialled(spec, link.to(past), httpReplies, says)];
}

/** What no chain takes (istio/istio, virtualOutbound: PassthroughCluster or BlackHoleCluster). */
function passed(spec: OutboundSpec, link: Link, origin: Origin): readonly Op[] {
  const { mode, past, proxy } = spec.others;
  if (mode === 'REGISTRY_ONLY') {
    const says: Origin = { ...decided(spec, origin), rule: 'BlackHoleCluster', note: 'no listener of the sidecar takes such bytes to the dialled address, and outboundTrafficPolicy is REGISTRY_ONLY: BlackHoleCluster closes the connection' };
    return [{ op: 'stop', verdict: { kind: 'reset', cause: 'egress-blocked' }, origin: says }];
  }
  if (proxy !== undefined && mode === 'ALLOW_ANY') return [{ op: 'goto', hop: proxy, origin: { ...origin, note: 'no listener of the sidecar takes such bytes to the dialled address: the egressProxy of the Sidecar gets the connection' } }];
  const says: Origin = { ...origin, rule: 'PassthroughCluster', note: 'no listener of the sidecar takes such bytes to the dialled address: PassthroughCluster takes the connection there without mTLS' };
  return dialled(spec, link.to(past), (origin) => tcpReplies(origin, 'no session'), says);
}

function decided({ others: { resource, attribute, at } }: OutboundSpec, origin: Origin): Origin {
  return { ...origin, ...(resource === undefined ? {} : { resource }), ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }) };
}

/** The proxy's own connection, from its pod. The dial itself is silent: what comes back says more. */
function dialled(spec: OutboundSpec, hop: HopId, replies: (origin: Origin) => readonly Case[], says: Origin): readonly Op[] {
  const silent = quiet(says);
  return [...fromPod(spec, says), { op: 'dial', hop, reply: replies(silent), origin: silent }];
}
