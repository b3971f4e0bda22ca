import type { Server } from '../../dialects/istio/gateways/servers.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { gatewayed, isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A server for TCP or for TLS that passes through has no route: there is no filter chain for it, and often no listener. */
export const rule: Rule = {
  name: 'gateway-server-without-route',
  severity: 'warning',
  aliases: [],
  leadsTo: ['port-closed', 'chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { listeners } of gatewayed(estate)) {
    for (const { idle, chains } of listeners) {
      for (const server of idle) {
        const key = `${nameOf(server.gateway)} ${pathText(server.path)}`;
        if (!isWritten(server.gateway) || told.has(key)) continue;
        told.add(key);
        yield found(server, chains.length === 0);
      }
    }
  }
}

function found(server: Server, alone: boolean): Finding {
  const { gateway, path, number, hosts, protocol, tls } = server;
  const kind = tls === 'PASSTHROUGH' ? 'tls' : 'tcp';
  return findingAt(rule, { resource: gateway, path: [...path, 'port', 'number'] }, {
    message: alone ? `connections to port ${number} of ${nameOf(gateway)} are refused: nothing says where they go` : `connections to ${listed(hosts.slice(0, 3))} on port ${number} are closed: nothing says where they go`,
    label: `${protocol}${tls === undefined ? '' : ` ${tls}`}: no VirtualService has a ${kind} route for it`,
    because: [because(nameOf(gateway), alone ? 'has a server for bytes; without a route istiod makes no listener for it, where an HTTP server would answer 404' : 'has a server for bytes; without a route istiod makes no filter chain for it')],
  });
}
