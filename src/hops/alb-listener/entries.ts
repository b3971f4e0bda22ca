import type { Entry } from '../kind.ts';
import type { AlbListenerSpec } from './spec.ts';

/**
 * The hosts that clients ask a balancer's listeners for. A listener that only sends everybody elsewhere is asked for the
 * hosts of its neighbours: nobody writes the hosts of a redirect from HTTP to HTTPS twice.
 */
export function entriesOf(listeners: readonly AlbListenerSpec[], { internal }: { readonly internal: boolean }): readonly Entry[] {
  const all = [...new Set(listeners.flatMap(ownHosts))];
  return listeners.map((spec): Entry => {
    const own = ownHosts(spec);
    const hosts = own.length > 0 ? own : all.length > 0 ? all : ['*'];
    return {
      address: `listener/${spec.balancer}/${spec.port}`,
      scheme: spec.protocol === 'HTTPS' ? 'https' : 'http',
      port: spec.port,
      hosts: [...new Set(hosts)].sort(),
      title: spec.title,
      public: !internal,
    };
  });
}

/** Hosts that a rule names; every host where a rule, or the default action, forwards whatever is asked. */
function ownHosts({ rules, otherwise }: AlbListenerSpec): readonly string[] {
  const hosts = rules.flatMap(({ conditions }): readonly string[] => {
    const named = conditions.filter(({ on }) => on === 'host-header');
    return named.length === 0 ? ['*'] : named.flatMap((condition) => ('values' in condition ? condition.values.map(suffix) : []));
  });
  return otherwise.do === 'forward' || otherwise.do === 'other' ? [...hosts, '*'] : hosts;
}

/** The part of a host pattern that is sure: `api-*.shop.example.org` lies in `*.shop.example.org`, `shop.*` anywhere. */
function suffix(pattern: string): string {
  const host = pattern.toLowerCase();
  const last = Math.max(host.lastIndexOf('*'), host.lastIndexOf('?'));
  if (last < 0) return host;
  const dot = host.indexOf('.', last);
  return dot < 0 ? '*' : `*${host.slice(dot)}`;
}
