import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { frontedGateways, type Fronted } from '../behind-balancer.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import { annotated } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** An ALB encrypts again toward a gateway whose TLS servers are for named hosts only: it sends no server name. */
export const rule: Rule = {
  name: 'load-balancer-sends-no-server-name',
  severity: 'error',
  aliases: [],
  leadsTo: ['chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const fronted of frontedGateways(estate)) {
    const { group, listener } = fronted;
    const tls = listener.chains.filter(({ sni, servers }) => sni.length > 0 || servers.some((server) => server.tls !== undefined));
    const server = tls[0]?.servers[0];
    if (group.protocol !== 'HTTPS' || server === undefined || tls.some(({ sni }) => sni.length === 0) || !isWritten(server.gateway)) continue;
    const key = `${nameOf(server.gateway)} ${pathText(server.path)}`;
    if (told.has(key)) continue;
    told.add(key);
    yield found(fronted);
  }
}

function found({ group, pod, listener }: Fronted): Finding {
  const server = listener.chains.find(({ sni }) => sni.length > 0)!.servers[0]!;
  const names = [...new Set(listener.chains.flatMap(({ sni }) => sni))];
  const speaks = annotated(group, 'target-type');
  return findingAt(rule, { resource: server.gateway, path: [...server.path, 'hosts'] }, {
    message: `every request through the load balancer gets 502: it sends no server name, and port ${listener.port} of gateway ${pod.namespace}/${pod.name} takes named connections only`,
    label: `TLS for ${listed(names.slice(0, 3))} and for no connection without a name`,
    because: [
      because(`target group ${group.name}`, `dials port ${listener.port} with TLS; an Application Load Balancer sends its targets no SNI and verifies no certificate`, ...(speaks === undefined ? [] : [speaks])),
      because(`gateway ${pod.namespace}/${pod.name}`, 'chooses the filter chain by SNI, before it sees a Host: none fits, and it closes the connection (NR filter_chain_not_found)'),
    ],
    proposals: [{ title: 'let the server take every name; which routes apply is decided by Host', edits: [{ edit: 'set', of: server.gateway, path: [...server.path, 'hosts'], to: ['*'] }], certainty: 'proposed' }],
  });
}
