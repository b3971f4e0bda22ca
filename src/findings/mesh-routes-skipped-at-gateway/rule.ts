import { gatewaysOf, hostsOf, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import { routed, type Routed } from '../routed-destinations.ts';
import type { Finding, Rule } from '../rule.ts';

/** Routes among subsets are written for the mesh, and a gateway sends requests to the same host past them. */
export const rule: Rule = {
  name: 'mesh-routes-skipped-at-gateway',
  severity: 'warning',
  aliases: ['IST0140'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const forMesh = meshRules(estate);
  if (forMesh.size === 0) return;
  const told = new Set<Resource>();
  for (const one of routed(estate)) {
    const [skipped] = (forMesh.get(`${one.virtualService.scope}\n${one.host}`) ?? []).filter((each) => each !== one.virtualService);
    const gateway = gatewaysOf(one.virtualService).find((name) => name !== 'mesh');
    if (skipped === undefined || gateway === undefined || told.has(skipped) || text(one.written['subset']) !== undefined) continue;
    told.add(skipped);
    yield found(skipped, one, gateway);
  }
}

/** VirtualServices of the mesh alone that choose among subsets, by host. */
function meshRules(estate: Estate): ReadonlyMap<string, readonly Resource[]> {
  const byHost = new Map<string, Resource[]>();
  for (const virtualService of routingServices(estate)) {
    const [only, ...more] = gatewaysOf(virtualService);
    if (only !== 'mesh' || more.length > 0 || !isWritten(virtualService) || !choosesSubsets(virtualService)) continue;
    for (const host of hostsOf(virtualService)) byHost.set(`${virtualService.scope}\n${host}`, [...(byHost.get(`${virtualService.scope}\n${host}`) ?? []), virtualService]);
  }
  return byHost;
}

function choosesSubsets({ body }: Resource): boolean {
  return list(record(body['spec'])['http']).some((route) => list(record(route)['route']).some((each) => text(record(record(each)['destination'])['subset']) !== undefined));
}

function found(skipped: Resource, { virtualService, path, host }: Routed, gateway: string): Finding {
  return findingAt(rule, { resource: skipped, path: ['spec', 'hosts', Math.max(0, hostsOf(skipped).indexOf(host))] }, {
    message: `requests through Gateway ${gateway} to ${host} go to all its pods: the routes of ${nameOf(skipped)} do not hold there`,
    label: 'for clients in the mesh only',
    because: [because(nameOf(virtualService), `sends them to ${host} without a subset; routes are not looked up a second time behind a gateway`, { resource: virtualService, path })],
  });
}
