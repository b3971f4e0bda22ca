import { virtualHostAddress } from '../../dialects/istio/addresses.ts';
import { always, type Match } from '../../ir/match.ts';
import type { Case, Origin } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Lowered } from '../kind.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** The virtual host is chosen by the Host header: exact names first, then longer suffixes; others get 404. */
export function lower({ pod, chain, resource, hosts }: VirtualHostsSpec): Lowered {
  const origin: Origin = { resource, rule: chain };
  const cases = hosts.map((host): Case => ({
    match: spelled(host),
    then: [{ op: 'goto', hop: virtualHostAddress(pod, chain, host), origin }],
    origin: { ...origin, note: `Host belongs to ${host === '*' ? 'the virtual host of all names' : host}` },
  }));
  const note = `the gateway ${pod} has no route for this Host in ${chain}`;
  const unknown: Case = { match: always, then: [{ op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: { ...origin, note } }], origin };
  return { title: `gateway ${pod}`, dialler: 'proxy', ops: [{ op: 'switch', cases: [...cases, unknown], origin }] };
}

/** A port in Host is ignored (istio/istio: ignore_port_in_host_matching). */
function spelled(host: string): Match {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const patterns: readonly Pattern[] = host.startsWith('*') ? [{ suffix: host.slice(1) }, { regex: `.*${escaped(host.slice(1))}:\\d+` }] : [{ exact: host }, { regex: `${escaped(host)}:\\d+` }];
  return { field: 'host', in: patterns };
}
