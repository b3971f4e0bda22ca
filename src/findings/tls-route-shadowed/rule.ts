import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { gatewayed, isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** Two TLS routes of a gateway are for the same server name: the second one is left out as a whole. */
export const rule: Rule = {
  name: 'tls-route-shadowed',
  severity: 'error',
  aliases: [],
  leadsTo: ['chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { listeners } of gatewayed(estate)) {
    for (const { route, sni, winner } of listeners.flatMap(({ shadowed }) => shadowed)) {
      const path = route.match ?? route.path;
      const key = `${nameOf(route.virtualService)} ${pathText(path)}`;
      if (!isWritten(route.virtualService) || told.has(key)) continue;
      told.add(key);
      yield findingAt(rule, { resource: route.virtualService, path: [...path, ...(route.match === undefined ? [] : ['sniHosts'])] }, {
        message: `the TLS route of ${nameOf(route.virtualService)} for ${sni} takes no connection: ${winner.virtualService === route.virtualService ? 'one before it' : nameOf(winner.virtualService)} has that name`,
        label: `${sni} is taken, so the whole match is left out`,
        because: [because(nameOf(winner.virtualService), `has a match for ${sni} first`, { resource: winner.virtualService, path: winner.match ?? winner.path })],
      });
    }
  }
}
