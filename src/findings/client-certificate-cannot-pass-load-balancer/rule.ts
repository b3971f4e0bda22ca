import type { Server } from '../../dialects/istio/gateways/servers.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { frontedGateways, type Fronted } from '../behind-balancer.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A gateway asks for client certificates behind an ALB, which ends the client's TLS and has none of its own. */
export const rule: Rule = {
  name: 'client-certificate-cannot-pass-load-balancer',
  severity: 'error',
  aliases: [],
  leadsTo: ['client-certificate-missing'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const fronted of frontedGateways(estate)) {
    for (const server of fronted.listener.chains.flatMap(({ ends }) => ends ?? [])) {
      const key = `${nameOf(server.gateway)} ${pathText(server.path)}`;
      if (fronted.group.protocol !== 'HTTPS' || !asks(server) || !isWritten(server.gateway) || told.has(key)) continue;
      told.add(key);
      yield found(fronted, server);
    }
  }
}

function asks({ tls }: Server): boolean {
  return tls === 'MUTUAL' || tls === 'OPTIONAL_MUTUAL' || tls === 'ISTIO_MUTUAL';
}

function found({ group, pod }: Fronted, server: Server): Finding {
  const optional = server.tls === 'OPTIONAL_MUTUAL';
  return findingAt(rule, { resource: server.gateway, path: [...server.path, 'tls', 'mode'] }, {
    message: optional ? 'no client is ever known by its certificate: the load balancer ends their TLS and sends none of its own' : 'every request through the load balancer gets 502: the gateway insists on a client certificate, and the load balancer has none',
    label: optional ? 'asks for a certificate that never comes' : `refuses ${group.name}, which has no client certificate`,
    because: [
      because(`target group ${group.name}`, `ends the client's TLS and dials gateway ${pod.namespace}/${pod.name} with TLS of its own, without a client certificate`),
      because(nameOf(server.gateway), `${server.tls ?? ''}: ${optional ? 'verifies a certificate if one is sent' : 'a connection without one ends in the handshake'}`),
    ],
    ...(optional ? { severity: 'warning' as const } : {}),
  });
}
