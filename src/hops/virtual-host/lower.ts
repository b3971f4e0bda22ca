import { virtualHostAddress } from '../../dialects/istio/mesh/addresses.ts';
import { always, is, type Match } from '../../ir/match.ts';
import { originAt } from '../../ir/origin.ts';
import type { Case, Op, Origin, Value } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Lowered } from '../kind.ts';
import type { HostSpec, VirtualHostsSpec } from './spec.ts';

/** The virtual host is chosen by the Host header: exact names first, then longer suffixes; others get 404. */
export function lower(spec: VirtualHostsSpec): Lowered {
  const origin = originAt(spec, spec.chain);
  const choosing = (match: Spelling): Extract<Op, { op: 'switch' }> => ({ op: 'switch', cases: [...spec.hosts.map((one) => chosen(spec, one, match)), ...(spec.hosts.length === 0 ? [] : reused(spec, origin, match)), unknown(spec, origin)], origin });
  const few = spec.hosts.length + spec.elsewhere.length <= 64;
  return { title: `gateway ${spec.pod}`, dialler: 'proxy', ops: few ? [choosing(spelled)] : apart(choosing, origin) };
}

/** How a request's Host is compared with the hosts of a case. */
type Spelling = (hosts: readonly string[]) => Match;

/**
 * Of very many hosts a region is asked for by name only: a pattern with a port for each of them is more than it can be
 * compared with. What a Host with a port leads to is then exact for a request, and open for a region.
 */
function apart(choosing: (match: Spelling) => Extract<Op, { op: 'switch' }>, origin: Origin): readonly Op[] {
  const cleared = (op: Extract<Op, { op: 'switch' }>): Op => ({ ...op, cases: op.cases.map((one) => ({ ...one, then: [set({ absent: true }), ...one.then] })) });
  const set = (to: Value): Op => ({ op: 'set', field: 'target', to, origin });
  const ported: Match = { field: 'host', in: [{ regex: '.*:[0-9]+' }] };
  return [{ op: 'switch', cases: [{ match: ported, then: [set({ copy: 'host' }), set({ pattern: ':[0-9]+$', rewrite: '' }), cleared(choosing(named('target')))], origin }, { match: always, then: [choosing(named('host'))], origin }], origin }];
}

function chosen(spec: VirtualHostsSpec, one: HostSpec, match: Spelling): Case {
  return { match: match([one.host]), then: hosted(spec, one), origin: { resource: spec.resource, rule: one.name, note: `Host belongs to ${one.host === '*' ? 'the virtual host of all names' : one.host}` } };
}

function hosted(spec: VirtualHostsSpec, { host, name, routed, redirect }: HostSpec): readonly Op[] {
  const origin: Origin = { resource: spec.resource, rule: name };
  const on: Op = routed
    ? { op: 'goto', hop: virtualHostAddress(spec.pod, spec.chain, host), origin }
    : { op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: { ...origin, note: `no VirtualService has routes for ${host} here: the server only sends plain HTTP to HTTPS` } };
  if (redirect === undefined) return [on];
  const { resource, attribute, at } = redirect;
  const says: Origin = { resource, rule: name, attribute, ...(at === undefined ? {} : { at }), note: sent(spec, host) };
  const moved: Op = { op: 'stop', verdict: { kind: 'answered', status: 301, cause: 'redirected', location: 'https://{host}{path}{query.raw}' }, origin: says };
  return [{ op: 'switch', cases: [{ match: is('header(x-forwarded-proto)', 'https'), then: [on], origin }, { match: always, then: [moved], origin }], origin }];
}

/** Whether the client's own way to a balancer counts depends on whom the gateway believes. */
function sent({ trustedProxies }: VirtualHostsSpec, host: string): string {
  const redirects = `httpsRedirect sends what did not come by HTTPS to ${host.startsWith('*') ? 'HTTPS at the same host' : `https://${host}`}`;
  if (trustedProxies === 0) return `${redirects}; the gateway goes by its own connection (numTrustedProxies 0), so a client of a balancer that ends TLS in front of it is sent round and round`;
  return `${redirects}; the gateway goes by X-Forwarded-Proto as the proxy in front says it`;
}

/** Hosts of other servers on the port: a new connection would find them. */
function reused({ chain, elsewhere }: VirtualHostsSpec, origin: Origin, match: Spelling): readonly Case[] {
  const byChain = new Map<string, string[]>();
  for (const one of elsewhere) byChain.set(one.chain, [...(byChain.get(one.chain) ?? []), one.host]);
  return [...byChain].map(([other, hosts]) => {
    const note = `${listed(hosts)} is routed by ${other}, and this connection was opened for ${chain}: a client that uses its connection for another host again gets 404, on a new one it does not`;
    return { match: match(hosts), then: [{ op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: { ...origin, note } }], origin };
  });
}

function unknown({ pod, chain, hosts, blackhole }: VirtualHostsSpec, origin: Origin): Case {
  const says: Origin = hosts.length === 0 ? { ...origin, rule: blackhole, note: `no VirtualService gives ${chain} of gateway ${pod} any route: everything gets 404` } : { ...origin, note: `no virtual host of ${chain} is for this Host: gateway ${pod} has ${listed(hosts.map(({ host }) => host))}` };
  return { match: always, then: [{ op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: says }], origin };
}

function listed(hosts: readonly string[]): string {
  return `${hosts.slice(0, 6).join(', ')}${hosts.length > 6 ? ` and ${hosts.length - 6} more` : ''}`;
}

/** A port in Host is ignored (istio/istio: ignore_port_in_host_matching). */
function spelled(hosts: readonly string[]): Match {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const patterns = hosts.flatMap((host): readonly Pattern[] => (host.startsWith('*') ? [{ suffix: host.slice(1) }, { regex: `.*${escaped(host.slice(1))}:\\d+` }] : [{ exact: host }, { regex: `${escaped(host)}:\\d+` }]));
  return { field: 'host', in: patterns };
}

/** A name without a port. */
function named(field: 'host' | 'target'): Spelling {
  return (hosts) => ({ field, in: hosts.map((host) => (host.startsWith('*') ? { suffix: host.slice(1) } : { exact: host })) });
}
