import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { sightOf } from '../mesh/exports.ts';
import { covers } from '../mesh/hosts.ts';
import { gatewaysOf, hostsOf, routingServices, semanticsOf } from '../routes/virtual-services.ts';
import { egressListenerFor, sidecarScopeOf, type EgressListener, type ScopedClient, type SidecarScope } from './sidecar-scope.ts';

/** Whether one of the hosts of a VirtualService is among those imported; then all of it is (istio/istio, SelectVirtualServices). */
export function importsRoutes(listener: EgressListener, virtualService: Resource): boolean {
  const hosts = hostsOf(virtualService);
  const exact = semanticsOf(virtualService) === 'gateway';
  return listener.hosts.some((each) => (each.namespace === '*' || each.namespace === virtualService.namespace) && hosts.some((host) => covers(each.host, host) || (!exact && covers(host, each.host))));
}

/** Whether the sidecar of a client uses a VirtualService for requests to a port; undefined: nothing narrows what it sees. */
export function routesImportedBy(estate: Estate, client: ScopedClient, port: number): ((virtualService: Resource) => boolean) | undefined {
  const scope = sidecarScopeOf(estate, client);
  if (scope.resource === undefined) return undefined;
  const listener = egressListenerFor(scope, port);
  return (virtualService) => listener !== undefined && importsRoutes(listener, virtualService);
}

const routesSeen = new WeakMap<EgressListener, readonly Resource[]>();

/** VirtualServices of the mesh that a listener imports; a listener belongs to one scope of one estate. */
export function meshRoutesSeen(estate: Estate, scope: SidecarScope, listener: EgressListener): readonly Resource[] {
  let known = routesSeen.get(listener);
  if (known === undefined) {
    known = routingServices(estate).filter((each) => each.scope === scope.cluster && gatewaysOf(each).includes('mesh') && sightOf(estate, each, scope.namespace) !== undefined && importsRoutes(listener, each));
    routesSeen.set(listener, known);
  }
  return known;
}
