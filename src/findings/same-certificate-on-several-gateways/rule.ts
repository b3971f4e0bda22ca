import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { podsOfGateway, writtenGateways, writtenServers, type WrittenServer } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** Two Gateways of the same pods end TLS with the same certificate: a browser uses one connection for both hosts. */
export const rule: Rule = {
  name: 'same-certificate-on-several-gateways',
  severity: 'warning',
  aliases: ['IST0138'],
  leadsTo: ['no-route'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const first = new Map<string, WrittenServer>();
  for (const gateway of writtenGateways(estate)) {
    const pods = podsOfGateway(estate, gateway);
    for (const server of writtenServers(gateway)) {
      if (server.credential === undefined || server.protocol !== 'HTTPS') continue;
      const keys = pods.map((pod) => `${pod.resource.scope}\n${pod.namespace}/${pod.name}\n${server.port ?? ''}\n${server.credential!.includes('/') ? '' : pod.namespace}\n${server.credential!}`);
      const known = keys.map((key) => first.get(key)).find((other) => other !== undefined);
      // One host in both is another matter: then one of the servers is not there at all.
      if (known !== undefined && known.gateway !== gateway && server.hosts.some((host) => !known.hosts.includes(host))) yield found(server, known);
      for (const key of keys) if (!first.has(key)) first.set(key, server);
    }
  }
}

function found({ gateway, server, hosts, credential }: WrittenServer, other: WrittenServer): Finding {
  return findingAt(rule, { resource: gateway, path: [...server.path, 'tls', 'credentialName'] }, {
    message: `a browser that has ${listed(other.hosts.slice(0, 2))} open can get 404 for ${listed(hosts.slice(0, 2))}`,
    label: `also used by ${nameOf(other.gateway)}`,
    because: [
      because(nameOf(other.gateway), `ends TLS for ${listed(other.hosts.slice(0, 3))} with ${credential ?? ''}`, { resource: other.gateway, path: [...other.server.path, 'tls', 'credentialName'] }),
      because(nameOf(gateway), 'has a filter chain of its own, with its own routes: what arrives on the connection of the other one finds none of them'),
    ],
  });
}
