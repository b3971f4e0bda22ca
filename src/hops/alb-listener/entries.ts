import type { Listener } from '../../dialects/aws/balancers.ts';
import type { Entry } from '../kind.ts';

/**
 * The hosts that clients ask a balancer's listeners for. A listener that only sends everybody elsewhere is asked for the
 * hosts of its neighbours, and for those of Ingresses whose rules it hides: nobody writes the hosts of a redirect from HTTP to
 * HTTPS twice.
 */
export function entriesOf(name: string, listeners: readonly Listener[], { internal }: { readonly internal: boolean }): readonly Entry[] {
  const all = [...new Set(listeners.flatMap(ownHosts))];
  return listeners.map((listener): Entry => {
    const own = ownHosts(listener);
    const known = [...(own.length > 0 ? own : all), ...listener.asked];
    const hosts = known.length > 0 ? known : ['*'];
    return {
      address: `listener/${name}/${listener.port}`,
      scheme: listener.protocol === 'HTTPS' ? 'https' : 'http',
      port: listener.port,
      hosts: [...new Set(hosts)].sort(),
      title: titleOf(name, listener),
      public: !internal,
    };
  });
}

/** `ALB edge (HTTPS 443)`. */
export function titleOf(name: string, { protocol, port }: Pick<Listener, 'protocol' | 'port'>): string {
  return `ALB ${name} (${protocol} ${port})`;
}

/** Hosts that a rule names; every host where a rule, or the default action, forwards whatever is asked. */
function ownHosts({ rules, actions }: Listener): readonly string[] {
  const hosts = rules.flatMap(({ conditions }): readonly string[] => {
    const named = conditions.filter(({ on }) => on === 'host-header');
    return named.length === 0 ? ['*'] : named.flatMap((condition) => (condition.on === 'host-header' ? [...condition.values.map(suffix), ...condition.regexes.map(() => '*')] : []));
  });
  const last = actions.at(-1)?.type;
  return last === 'redirect' || last === 'fixed-response' ? hosts : [...hosts, '*'];
}

/** The part of a host pattern that is sure: `api-*.shop.example.org` lies in `*.shop.example.org`, `shop.*` anywhere. */
function suffix(pattern: string): string {
  const host = pattern.toLowerCase();
  const last = Math.max(host.lastIndexOf('*'), host.lastIndexOf('?'));
  if (last < 0) return host;
  const dot = host.indexOf('.', last);
  return dot < 0 ? '*' : `*${host.slice(dot)}`;
}
