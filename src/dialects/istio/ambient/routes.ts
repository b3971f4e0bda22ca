import type { Estate } from '../../../resource/estate.ts';
import { sightOf } from '../mesh/exports.ts';
import { covers } from '../mesh/hosts.ts';
import { gatewaysOf, hostsOf, listed, routingServices, type Attached } from '../routes/virtual-services.ts';

/**
 * The VirtualServices that a waypoint looks at for a Service, in istiod's order: of the Service's namespace and its own, with
 * whatever host that means the Service. The first one counts, and the others are not heard (istio/istio,
 * core/listener_waypoint, getVirtualServiceForWaypoint).
 */
export function waypointRoutesFor(estate: Estate, waypointNamespace: string, service: { readonly host: string; readonly namespace: string }): Attached {
  const found = routingServices(estate).filter(
    (resource) =>
      [waypointNamespace, service.namespace].includes(resource.namespace ?? '') &&
      gatewaysOf(resource).includes('mesh') &&
      sightOf(estate, resource, waypointNamespace) !== undefined &&
      hostsOf(resource).some((host) => covers(host, service.host)),
  );
  return listed(estate, found, waypointNamespace);
}
