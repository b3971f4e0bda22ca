import { sightOf } from '../../dialects/istio/mesh/exports.ts';
import { gatewaysOf, hostsOf, listed as inOrder, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** Several VirtualServices route a host in the mesh, and sidecars use one of them only. */
export const rule: Rule = {
  name: 'virtual-service-ignored-in-mesh',
  severity: 'error',
  aliases: ['IST0109', 'KIA1106'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const byHost = new Map<string, Resource[]>();
  for (const virtualService of routingServices(estate)) {
    if (!isWritten(virtualService) || !gatewaysOf(virtualService).includes('mesh')) continue;
    for (const host of new Set(hostsOf(virtualService))) byHost.set(`${virtualService.scope}\n${host}`, [...(byHost.get(`${virtualService.scope}\n${host}`) ?? []), virtualService]);
  }
  const told = new Set<Resource>();
  for (const [key, rivals] of byHost) {
    if (rivals.length < 2) continue;
    for (const namespace of namespacesFor(estate, rivals)) {
      const seen = rivals.filter((each) => sightOf(estate, each, namespace) !== undefined);
      const { resources, orderKnown } = inOrder(estate, seen, namespace);
      const [winner, ...losers] = resources;
      for (const loser of losers.filter((each) => !told.has(each))) {
        told.add(loser);
        yield found(loser, winner!, key.split('\n')[1] ?? '', namespace, orderKnown);
      }
    }
  }
}

/** Where clients are that may see several of them. */
function namespacesFor(estate: Estate, rivals: readonly Resource[]): readonly string[] {
  const own = rivals.map(({ namespace = '' }) => namespace);
  return [...new Set([...own, ...podsOf(estate).map(({ namespace }) => namespace)])];
}

function found(loser: Resource, winner: Resource, host: string, namespace: string, known: boolean): Finding {
  const index = hostsOf(loser).indexOf(host);
  return findingAt(rule, { resource: loser, path: ['spec', 'hosts', index] }, {
    message: known ? `sidecars use no route of ${nameOf(loser)} for ${host}: ${nameOf(winner)} comes first` : `sidecars use the routes of ${nameOf(winner)} or of ${nameOf(loser)} for ${host}, never both: those of the older one`,
    label: known ? `for clients in namespace ${namespace} ${winner.name} counts` : 'no file says which is older',
    because: [
      because(nameOf(winner), known ? 'is older, or shown to fewer namespaces; in the mesh VirtualServices of one host are not joined, as they are on a gateway' : 'if this one is older: only its routes count', { resource: winner, path: ['spec', 'hosts'] }),
      ...(known ? [] : [because(nameOf(loser), 'if this one is older: only its routes count', { resource: loser, path: ['spec', 'hosts'] })]),
    ],
    proposals: [],
  });
}
