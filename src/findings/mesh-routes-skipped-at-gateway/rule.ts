import { fullHost, serviceOfHost } from '../../dialects/istio/mesh/hosts.ts';
import { gatewaysOf, hostsOf, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podsWith } from '../../dialects/kubernetes/pods.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { readerOf } from '../../resource/reader.ts';
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
    if (skipped === undefined || gateway === undefined || told.has(skipped) || text(one.written['subset']) !== undefined || takesAll(estate, skipped, one.host)) continue;
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

/** Whether the only subset that is chosen has all pods of the Service, so that the gateway sends requests nowhere else. */
function takesAll(estate: Estate, { body, scope }: Resource, host: string): boolean {
  const chosen = new Set(list(record(body['spec'])['http']).flatMap((route) => list(record(route)['route']).map((each) => text(record(record(each)['destination'])['subset']))));
  const [name, ...others] = chosen;
  if (name === undefined || others.length > 0) return false;
  return estate.ofType('DestinationRule').some((written) => {
    if (written.scope !== scope || fullHost(readerOf(written).get('spec', 'host').string() ?? '', written.namespace ?? '') !== host) return false;
    const subsets = readerOf(written).get('spec', 'subsets').each();
    const subset = subsets.find((each) => each.get('name').string() === name);
    const named = serviceOfHost(host);
    const service = named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
    const pods = service === undefined ? [] : podsWith(estate, scope, service.namespace, service.selector);
    // Where the pods are in other files, the subsets that somebody wrote are what there is.
    return subset !== undefined && (pods.length === 0 ? subsets.length === 1 : pods.every((pod) => carries(pod.labels, subset.get('labels').map())));
  });
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
