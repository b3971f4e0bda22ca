import { hostIsRefused } from '../../dialects/istio/gateways/servers.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { writtenGateways, writtenServers } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A server has a host with a wildcard that istiod's webhook refuses. */
export const rule: Rule = {
  name: 'gateway-host-refused',
  severity: 'error',
  aliases: ['IST0106'],
  leadsTo: ['no-route', 'chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const gateway of writtenGateways(estate)) {
    for (const { server, hosts } of writtenServers(gateway)) {
      for (const [index, host] of hosts.entries()) {
        if (!hostIsRefused(host)) continue;
        yield findingAt(rule, { resource: gateway, path: [...server.path, 'hosts', index] }, {
          message: `the cluster refuses ${nameOf(gateway)}, and what held before still holds`,
          label: 'refused: a * stands alone, or as the whole first label',
          because: [because(nameOf(gateway), `${host}: one wildcard label in front is allowed (*.example.com), a part of a label or a second one is not`)],
        });
      }
    }
  }
}
