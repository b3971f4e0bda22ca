import type { Dropped } from '../../dialects/istio/gateways/merge.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { gatewayed, isWritten, type Gatewayed } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** istiod leaves out a server of a Gateway, because an older one has the port or the host; it says so in its own log only. */
export const rule: Rule = {
  name: 'gateway-server-dropped',
  severity: 'error',
  aliases: ['IST0145', 'KIA0301'],
  leadsTo: ['no-route', 'chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const one of gatewayed(estate)) {
    for (const dropped of one.merged.dropped) {
      const { server, winner } = dropped;
      const key = [`${nameOf(server.gateway)} ${pathText(server.path)}`, `${nameOf(winner.gateway)} ${pathText(winner.path)}`].sort().join('\n');
      if (!isWritten(server.gateway) || told.has(key)) continue;
      told.add(key);
      yield found(dropped, one);
    }
  }
}

function found({ server, winner, because: reason }: Dropped, { pod, otherwise }: Gatewayed): Finding {
  const open = otherwise !== undefined && otherwise.dropped.some((other) => other.server.gateway === winner.gateway && other.winner.gateway === server.gateway);
  const [loses, wins] = [named(server), named(winner)];
  return findingAt(rule, { resource: server.gateway, path: [...server.path, 'port', 'number'] }, {
    message: open ? `only one of ${loses} and ${wins} is served on port ${server.number}: the one that was created first` : `${loses} is not served on port ${server.number}: ${wins} comes first`,
    label: reason,
    because: [
      because(nameOf(winner.gateway), open ? `if this one is older: ${listed(server.hosts.slice(0, 3))} of ${nameOf(server.gateway)} is left out; else ${listed(winner.hosts.slice(0, 3))} of this one` : `has it first, so istiod leaves out the whole server, with all its hosts`, { resource: winner.gateway, path: [...winner.path, 'port', 'number'] }),
      because(`gateway ${pod.namespace}/${pod.name}`, `is selected by ${server.gateway === winner.gateway ? nameOf(server.gateway) : 'both'}; istiod says nothing of it but in its own log`),
    ],
  });
}

function named({ gateway, portName, hosts }: Dropped['server']): string {
  return `${nameOf(gateway)} (${[portName, hosts.slice(0, 2).join(', ')].filter((part) => part !== '').join(': ')})`;
}
