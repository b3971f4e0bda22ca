import type { Estate } from '../../../resource/estate.ts';
import { nameOf } from '../../../resource/resource.ts';
import { namesOf } from '../../kubernetes/names.ts';
import type { Labels } from '../../kubernetes/labels.ts';
import { covers } from '../mesh/hosts.ts';
import { aliasesOf, type MeshService } from './registry.ts';
import { meshRoutesSeen } from './imported-routes.ts';
import { imports, seenOn } from './seen-services.ts';
import { egressListenerFor, type SidecarScope } from './sidecar-scope.ts';
import { routesFor } from '../routes/clients.ts';
import { hostsOf } from '../routes/virtual-services.ts';

/** A virtual host of a client's route table. */
export interface MeshHost {
  /** By this name its routes are found: a service's own, or one that only a VirtualService has. */
  readonly host: string;
  /** As a Host header may spell it, lower case and without port; `*` begins a suffix. */
  readonly domains: readonly string[];
  /** `Service xnat/web`, or the VirtualService that routes a host of no service. */
  readonly resource: string;
}

const tables = new WeakMap<SidecarScope, Map<string, readonly MeshHost[]>>();

/**
 * The route table of a port: every service of it that speaks HTTP, or may, and hosts of VirtualServices that are no
 * service (istio/istio, core/httproute, BuildSidecarOutboundVirtualHosts).
 */
export function meshHostsOn(estate: Estate, scope: SidecarScope, labels: Labels, port: number): readonly MeshHost[] {
  const kept = tables.get(scope) ?? new Map<string, readonly MeshHost[]>();
  tables.set(scope, kept);
  // Only VirtualServices can tell clients of one scope apart.
  const key = estate.ofType('VirtualService').length === 0 ? String(port) : `${port} ${JSON.stringify(labels)}`;
  const known = kept.get(key) ?? table(estate, scope, labels, port);
  kept.set(key, known);
  return known;
}

function table(estate: Estate, scope: SidecarScope, labels: Labels, port: number): readonly MeshHost[] {
  const listener = egressListenerFor(scope, port);
  if (listener === undefined) return [];
  const seen = new Map<string, MeshService>();
  for (const { service, port: found } of seenOn(estate, scope, listener, port)) if (found.protocol === 'http' || found.protocol === 'auto') seen.set(service.host, service);
  const names = new Set(seen.keys());
  const taken = new Set<string>();
  const fresh = (domains: readonly string[], own: string): readonly string[] => {
    const left = domains.every((domain) => !taken.has(domain) && (domain === own || !names.has(domain))) ? domains : domains.filter((domain) => !taken.has(domain) && (domain === own || !names.has(domain)));
    for (const domain of left) taken.add(domain);
    return left;
  };
  const routed = routedHosts(estate, scope, labels, port, [...seen.keys()]).flatMap(({ host, resource }) => {
    const domains = fresh([host], host);
    return domains.length === 0 ? [] : [{ host, domains, resource }];
  });
  const services = [...seen.values()].flatMap((service): readonly MeshHost[] => {
    const aliases = aliasesOf(estate, service.host).filter((alias) => imports(listener, alias));
    const more = aliases.flatMap((each) => domainsOf(each, scope.namespace));
    const own = domainsOf(service, scope.namespace);
    const domains = fresh(more.length === 0 ? own : [...own, ...more], service.host);
    return domains.length === 0 ? [] : [{ host: service.host, domains, resource: nameOf(service.resource) }];
  });
  return [...routed, ...services];
}

const domains = new WeakMap<MeshService, readonly string[]>();

/** The names and the address of a Service, and of a headless one the names of its pods too; a ServiceEntry has its own name only. */
function domainsOf(service: MeshService, namespace: string): readonly string[] {
  let known = domains.get(service);
  if (known === undefined) domains.set(service, (known = allDomains(service)));
  return service.namespace === namespace && service.service !== undefined ? [service.service.name, ...(service.service.headless ? [`*.${service.service.name}`] : []), ...known] : known;
}

function allDomains({ host, service, addresses }: MeshService): readonly string[] {
  const own = addresses.filter((address) => !address.includes('/'));
  if (service === undefined) return [host, `${host}.`, ...own];
  const names = [...namesOf(service), `${host}.`];
  return service.headless ? [...names, ...names.map((name) => `*.${name}`)] : [...names, ...own];
}

/**
 * Hosts that only VirtualServices have. On port 80 all of them; on others those of VirtualServices that route a service
 * of that port as well.
 */
function routedHosts(estate: Estate, scope: SidecarScope, labels: Labels, port: number, services: readonly string[]): readonly { readonly host: string; readonly resource: string }[] {
  const listener = egressListenerFor(scope, port);
  const routes = listener === undefined ? [] : meshRoutesSeen(estate, scope, listener).filter((each) => routesFor(estate, each, { namespace: scope.namespace, labels, through: 'mesh', port }));
  const known = new Set(services);
  return routes.flatMap((virtualService) => {
    const hosts = hostsOf(virtualService);
    const of = (host: string): boolean => known.has(host) || (host.startsWith('*') && services.some((service) => covers(host, service)));
    if (port !== 80 && !hosts.some(of)) return [];
    return hosts.filter((host) => !of(host)).map((host) => ({ host, resource: nameOf(virtualService) }));
  });
}
