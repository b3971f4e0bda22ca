import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import { covers, fullHost } from '../mesh/hosts.ts';
import { meshRoutesSeen } from './imported-routes.ts';
import { isShown, meshPort, meshServicesNamed, meshServicesOn, type MeshPort, type MeshService } from './registry.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';

/** Whether a service is of the client's cluster and exported to its namespace. */
export function isSeen({ namespace, cluster }: SidecarScope, service: MeshService): boolean {
  return service.resource.scope === cluster && isShown(service, namespace);
}

/** Whether a listener imports a service at all. */
export function imports(listener: EgressListener, { namespace, host }: { readonly namespace: string; readonly host: string }): boolean {
  return listener.hosts.some((each) => (each.namespace === '*' || each.namespace === namespace) && covers(each.host, host));
}

/** A service as a client knows it on one port. */
export interface SeenPort {
  readonly service: MeshService;
  readonly port: MeshPort;
}

/** Every service that a listener knows on a port, by istiod's order of precedence as far as names give it. */
export function seenOn(estate: Estate, scope: SidecarScope, listener: EgressListener, port: number): readonly SeenPort[] {
  const matching = meshServicesOn(estate, port).filter((service) => isSeen(scope, service) && imports(listener, service));
  const chosen = new Map<string, MeshService>();
  for (const service of matching) chosen.set(service.host, preferred(chosen.get(service.host), service, scope.namespace));
  return matching.flatMap((service) => {
    const found = meshPort(service, port);
    return found === undefined || chosen.get(service.host)?.namespace !== service.namespace ? [] : [{ service, port: found }];
  });
}

/** Of services of one name the client's own namespace wins, then Kubernetes, then the first. */
function preferred(before: MeshService | undefined, next: MeshService, namespace: string): MeshService {
  if (before === undefined || next.namespace === namespace) return next;
  return before.namespace !== namespace && before.service === undefined && next.service !== undefined ? next : before;
}

/**
 * The service of a name as a client's proxy has it in its configuration, with the ports it has there: imported by a
 * listener, or the destination of a VirtualService that one imports. Undefined: the proxy has no such cluster.
 */
export function seenService(estate: Estate, scope: SidecarScope, host: string): MeshService | undefined {
  const shown = meshServicesNamed(estate, host).filter((service) => isSeen(scope, service));
  const parts = scope.listeners.flatMap((listener) => {
    const found = shown.filter((service) => imports(listener, service)).reduce<MeshService | undefined>((before, next) => preferred(before, next, scope.namespace), undefined);
    if (found === undefined) return [];
    const same = shown.filter((service) => service.namespace === found.namespace && service.resolution === found.resolution && (service.service === undefined) === (found.service === undefined));
    return same.map((service) => (listener.port === undefined ? service : { ...service, ports: service.ports.filter(({ number }) => number === listener.port?.number) }));
  });
  const [first, ...others] = parts.length > 0 ? parts : inferred(estate, scope, host, shown);
  if (first === undefined || others.length === 0) return first;
  const ports = [...first.ports];
  for (const { ports: more } of others) ports.push(...more.filter(({ number }) => !ports.some((port) => port.number === number)));
  return ports.length === first.ports.length ? first : { ...first, ports };
}

/** Hosts that VirtualServices lead to are added to what a Sidecar imports. */
function inferred(estate: Estate, scope: SidecarScope, host: string, shown: readonly MeshService[]): readonly MeshService[] {
  if (scope.resource === undefined || shown.length === 0) return [];
  const routed = scope.listeners.some((listener) => meshRoutesSeen(estate, scope, listener).some((each) => destinationsOf(each).includes(host)));
  return routed ? [shown.find(({ namespace }) => namespace === scope.namespace) ?? shown[0]!] : [];
}

function destinationsOf(virtualService: Resource): readonly string[] {
  const spec = readerOf(virtualService).get('spec');
  const routes = ['http', 'tls', 'tcp'].flatMap((field) => spec.get(field).each().flatMap((route) => [...route.get('route').each(), ...route.get('mirrors').each()].map((each) => each.get('destination'))));
  return [...routes, ...spec.get('http').each().map((route) => route.get('mirror'))].map((to) => fullHost(to.get('host').string() ?? '', virtualService.namespace));
}
