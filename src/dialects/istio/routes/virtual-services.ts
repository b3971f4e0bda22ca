import { routeSemanticsAnnotation } from '../../../facts/gateway-api.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import { sightOf, sights } from '../mesh/exports.ts';
import { covers, fullHost, mostSpecific } from '../mesh/hosts.ts';
import { inCreationOrder, type Ordered } from '../mesh/order.ts';
import { meshServicesNamed } from '../services/registry.ts';
import { isRefused } from './refusals.ts';

/** VirtualServices that give the routes of one host, the one that counts first. */
export interface Attached {
  readonly resources: readonly Resource[];
  /** False: which of them is older decides, and no file says it. */
  readonly orderKnown: boolean;
  /** The same in the order in which istiod lists them; age decides within a group only. */
  readonly groups: readonly Ordered[];
}

/** VirtualServices that route something: those without hosts are delegates of others, and those that the API server refuses are not there. */
export function routingServices(estate: Estate): readonly Resource[] {
  const resources = estate.ofType('VirtualService');
  const known = routing.get(resources);
  if (known !== undefined) return known;
  const found = resources.filter((resource) => readerOf(resource).get('spec', 'hosts').strings().length > 0 && !isRefused(resource));
  routing.set(resources, found);
  return found;
}

const routing = new WeakMap<readonly Resource[], readonly Resource[]>();

/**
 * Whose rules for routes apply: `gateway` and `ingress` mark what istiod makes of the Gateway API and of Ingress, where
 * prefixes are whole segments (istio/istio, model.UseGatewaySemantics).
 */
export function semanticsOf(virtualService: Resource): Semantics {
  const known = semantics.get(virtualService) ?? readSemantics(virtualService);
  semantics.set(virtualService, known);
  return known;
}

type Semantics = 'istio' | 'gateway' | 'ingress';

const semantics = new WeakMap<Resource, Semantics>();

function readSemantics(virtualService: Resource): Semantics {
  const written = readerOf(virtualService).get('metadata', 'annotations', routeSemanticsAnnotation).string();
  return written === 'gateway' || written === 'ingress' ? written : 'istio';
}

/** The hosts of a VirtualService as full names. */
export function hostsOf(virtualService: Resource): readonly string[] {
  const hosts = readerOf(virtualService).get('spec', 'hosts').strings();
  return semanticsOf(virtualService) === 'gateway' ? hosts.map((host) => host.toLowerCase()) : hosts.map((host) => fullHost(host, virtualService.namespace ?? ''));
}

/**
 * The VirtualServices that sidecars of a namespace use for a host: bound to the mesh and visible there, of the most
 * specific host; only the first with routes for the proxy counts, since in the mesh they are not merged (istio/istio,
 * core/httproute, buildSidecarOutboundVirtualHosts: a second virtual host of one name is dropped). `imported` says what a
 * Sidecar object leaves of them; absent: all.
 */
export function meshRoutesFor(estate: Estate, namespace: string, host: string, imported: (virtualService: Resource) => boolean = () => true): Attached {
  const { exact, wild } = meshHosts(estate);
  const visible = (resources: readonly Resource[]): readonly Resource[] => resources.filter((resource) => sightOf(estate, resource, namespace) !== undefined && imported(resource) && concerns(estate, resource, namespace, host));
  const named = visible(exact.get(host) ?? []);
  if (named.length > 0) return listed(estate, named, namespace);
  const patterns = [...wild].filter(([pattern, resources]) => covers(pattern, host) && visible(resources).length > 0).map(([pattern]) => pattern);
  const best = mostSpecific(patterns, host);
  return best === undefined ? { resources: [], orderKnown: true, groups: [] } : listed(estate, visible(wild.get(best) ?? []), namespace);
}

/** A route of the Gateway API speaks for clients of its own namespace, or for Services of it (istio/istio, core/route). */
function concerns(estate: Estate, resource: Resource, namespace: string, host: string): boolean {
  if (semanticsOf(resource) !== 'gateway' || resource.namespace === namespace) return true;
  return meshServicesNamed(estate, host).some((service) => service.namespace === resource.namespace);
}

/** In istiod's order for proxies of a namespace: shown to it alone, by name, to all; its own routes of the Gateway API first of these; then by age. */
export function listed(estate: Estate, virtualServices: readonly Resource[], namespace: string): Attached {
  const groups = sights.flatMap((sight) => {
    const seen = virtualServices.filter((resource) => sightOf(estate, resource, namespace) === sight);
    const first = seen.filter((resource) => semanticsOf(resource) === 'gateway' && resource.namespace === namespace);
    return [first, seen.filter((resource) => !first.includes(resource))].filter((group) => group.length > 0).map(inCreationOrder);
  });
  return { resources: groups.flatMap(({ resources }) => resources), orderKnown: groups.every(({ known }) => known), groups };
}

/** Gateways a VirtualService binds to, as `NS/NAME`, or `mesh`; the older form `NAME.NS.svc.cluster.local` means `NS/NAME`. */
export function gatewaysOf(virtualService: Resource): readonly string[] {
  const known = bound.get(virtualService) ?? readGateways(virtualService);
  bound.set(virtualService, known);
  return known;
}

const bound = new WeakMap<Resource, readonly string[]>();

function readGateways(virtualService: Resource): readonly string[] {
  const named = readerOf(virtualService).get('spec', 'gateways').strings();
  return named.length === 0 ? ['mesh'] : named.map((name) => gatewayName(name, virtualService.namespace ?? ''));
}

/**
 * A gateway's name as a VirtualService writes it: `NAME`, `NS/NAME`, `./NAME`, or the older DNS name, of which the first
 * two labels count (istio/istio, model.resolveGatewayName).
 */
export function gatewayName(name: string, namespace: string): string {
  if (name === 'mesh') return name;
  const [first = '', second] = name.split('/');
  if (second !== undefined) return `${first === '.' ? namespace : first}/${second}`;
  const [label = '', inNamespace] = name.split('.');
  return inNamespace === undefined ? `${namespace}/${name}` : `${inNamespace}/${label}`;
}

interface MeshHosts {
  readonly exact: ReadonlyMap<string, readonly Resource[]>;
  readonly wild: ReadonlyMap<string, readonly Resource[]>;
}

const indices = new WeakMap<readonly Resource[], MeshHosts>();

function meshHosts(estate: Estate): MeshHosts {
  const resources = routingServices(estate);
  const known = indices.get(resources);
  if (known !== undefined) return known;
  const exact = new Map<string, Resource[]>();
  const wild = new Map<string, Resource[]>();
  for (const resource of resources.filter((each) => gatewaysOf(each).includes('mesh'))) {
    for (const host of new Set(hostsOf(resource))) {
      const hosts = host.startsWith('*') ? wild : exact;
      hosts.set(host, [...(hosts.get(host) ?? []), resource]);
    }
  }
  const made = { exact, wild };
  indices.set(resources, made);
  return made;
}
