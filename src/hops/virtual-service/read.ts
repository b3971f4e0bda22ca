import { writtenName } from '../../dialects/kubernetes/origin.ts';
import { waypointRoutesFor } from '../../dialects/istio/ambient/routes.ts';
import { chainNamed } from '../../dialects/istio/gateways/chains.ts';
import { virtualHosts, type VirtualHost } from '../../dialects/istio/gateways/virtual-hosts.ts';
import { httpRoutesOf } from '../../dialects/istio/routes/http-routes.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { refusalProblems } from '../../dialects/istio/mesh/refusals.ts';
import { virtualServiceRefusals } from '../../dialects/istio/routes/refusals.ts';
import { appliesTo, type RouteClient } from '../../dialects/istio/routes/clients.ts';
import { routesImportedBy } from '../../dialects/istio/services/imported-routes.ts';
import { meshRoutesFor, semanticsOf } from '../../dialects/istio/routes/virtual-services.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Reader } from '../../resource/reader.ts';
import { pathText, type Problem, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import { doingOf, usualDestination, type Place } from './action.ts';
import { takesEverything } from './lower.ts';
import { conditionsOf } from './match.ts';
import type { GroupSpec, RouteSpec, RoutesSpec, SourceSpec } from './spec.ts';

/** Answers for `route/NS/POD/PORT/HOST` of sidecars and waypoints and `vhost/NS/POD/CHAIN/HOST` of gateways. */
export function read(estate: Estate, problems: Problem[]): Opened<RoutesSpec> {
  problems.push(...estate.ofType('VirtualService').flatMap((each) => refusalProblems('virtual-service-refused', each, virtualServiceRefusals(each))));
  return {
    at: (address) => {
      const [word, namespace = '', name = '', place = '', host = ''] = address.split('/');
      const pod = podAt(estate, namespace, name);
      if (pod === undefined) return undefined;
      const proxy = proxyOf(estate, pod);
      if (word === 'vhost') return proxy === 'gateway' ? ofGateway(estate, pod, place, host) : undefined;
      if (proxy === 'waypoint') return ofWaypoint(estate, pod, Number(place), host);
      return proxy === 'sidecar' ? ofSidecar(estate, pod, Number(place), host) : undefined;
    },
  };
}

/** The proxy whose routes are read. */
interface Client extends Place, RouteClient {
  readonly port: number;
  /** A waypoint asks nothing about its clients. */
  readonly waypoint?: true;
}

function clientOf(estate: Estate, pod: Pod, through: string, port: number, tls: boolean): Client {
  return { estate, pod: `${pod.namespace}/${pod.name}`, port, tls, labels: pod.labels, namespace: pod.namespace, through };
}

/** A VirtualService that leaves this proxy no route is passed over; without any, the Service itself answers (core/route, buildSidecarVirtualHostsForVirtualService). */
function ofSidecar(estate: Estate, pod: Pod, port: number, host: string): RoutesSpec {
  const client = clientOf(estate, pod, 'mesh', port, false);
  const attached = meshRoutesFor(estate, pod.namespace, host, routesImportedBy(estate, pod, port));
  const groups = attached.groups.flatMap(({ resources, known }) => groupOf(known, resources.map((resource) => sourceOf(client, resource))));
  return {
    proxy: `sidecar of ${client.pod}`,
    virtualHost: `${host}:${port}`,
    counts: 'first',
    groups,
    ...(groups.length === 0 && meshServicesNamed(estate, host).length > 0 ? { otherwise: usualDestination(client, host) } : {}),
    ...leftOut(client, attached.resources.slice(0, 1)),
  };
}

/** The first VirtualService counts, whatever its hosts; where it leaves no route the Service itself answers. Only the port is asked of its matches (core/listener_waypoint, translateWaypointRoute). */
function ofWaypoint(estate: Estate, pod: Pod, port: number, host: string): RoutesSpec | undefined {
  const [service] = meshServicesNamed(estate, host);
  if (service === undefined) return undefined;
  const client: Client = { ...clientOf(estate, pod, 'mesh', port, false), waypoint: true };
  const [group] = waypointRoutesFor(estate, pod.namespace, service).groups;
  const first = group?.known === true ? group.resources.slice(0, 1) : (group?.resources ?? []);
  const groups = groupOf(group?.known === true, first.map((resource) => sourceOf(client, resource)));
  return { proxy: `waypoint ${client.pod}`, virtualHost: `inbound|http|${port}`, counts: 'first', groups, ...(groups.length === 0 ? { otherwise: usualDestination(client, host) } : {}) };
}

/** Every server of the chain adds the routes of its VirtualServices. */
function ofGateway(estate: Estate, pod: Pod, chain: string, host: string): RoutesSpec | undefined {
  const found = chainNamed(estate, meshOf(estate), pod, chain);
  const virtualHost = found === undefined ? undefined : hostNamed(virtualHosts(estate, pod, found.servers), host);
  if (found === undefined || virtualHost === undefined) return undefined;
  const groups = virtualHost.groups.flatMap(({ agesKnown, attachments }) => groupOf(agesKnown, attachments.map(({ virtualService, gateway, port }) => sourceOf(clientOf(estate, pod, gateway, port, found.ends !== undefined), virtualService))));
  const others = virtualHost.groups.flatMap(({ attachments }) => attachments.flatMap(({ virtualService, gateway, port }) => leftOut(clientOf(estate, pod, gateway, port, false), [virtualService]).leftOut ?? []));
  return { proxy: `gateway ${pod.namespace}/${pod.name}`, virtualHost: virtualHost.name, counts: 'all', groups, ...(others.length === 0 ? {} : { leftOut: [...new Set(others)] }) };
}

/** A gateway may have ten thousand hosts, and each is asked for. */
function hostNamed(virtualHosts: readonly VirtualHost[], host: string): VirtualHost | undefined {
  const index = indices.get(virtualHosts) ?? new Map(virtualHosts.map((each) => [each.host, each]));
  indices.set(virtualHosts, index);
  return index.get(host);
}

const indices = new WeakMap<readonly VirtualHost[], ReadonlyMap<string, VirtualHost>>();

/** A VirtualService without routes for the proxy is no rival of others. */
function groupOf(known: boolean, sources: readonly SourceSpec[]): readonly GroupSpec[] {
  const routed = sources.filter(({ rules }) => rules.length > 0);
  return routed.length === 0 ? [] : [{ agesKnown: known, sources: routed }];
}

function sourceOf(client: Client, virtualService: Resource): SourceSpec {
  const at = virtualService.locate(['spec', 'http'], 'key');
  return { resource: writtenName(virtualService), ...(at === undefined ? {} : { at }), rules: routesOf(client, virtualService) };
}

/** The routes that can apply to this proxy at all, one for each match, up to the first that takes everything (BuildHTTPRoutesForVirtualService). */
function routesOf(client: Client, virtualService: Resource): readonly RouteSpec[] {
  const routes: RouteSpec[] = [];
  for (const route of httpRoutesOf(client.estate, virtualService).routes) {
    const matches = route.get('match').each();
    if (matches.length === 0) return [...routes, routeOf(client, route, undefined)];
    for (const match of matches.filter((each) => applies(each, client))) {
      const made = routeOf(client, route, match);
      routes.push(made);
      if (takesEverything(made.conditions)) return routes;
    }
  }
  return routes;
}

/** What a 404 says of routes that are there for others, or that istiod drops. */
function leftOut(client: Client, virtualServices: readonly Resource[]): Pick<RoutesSpec, 'leftOut'> {
  const sentences = virtualServices.flatMap((virtualService) => {
    const { routes, dropped } = httpRoutesOf(client.estate, virtualService);
    const others = routes.flatMap((route) => route.get('match').each().filter((match) => !applies(match, client)).map((match) => `${nameIn(route)} of ${writtenName(route.resource, route.path)} is for ${asked(match)}`));
    return [...others, ...dropped.map(({ route, reason }) => `${nameIn(route)} of ${writtenName(route.resource, route.path)} is dropped, because ${reason}`)];
  });
  return sentences.length === 0 ? {} : { leftOut: sentences };
}

function asked(match: Reader): string {
  const [port, namespace, labels, gateways] = [match.get('port').number() ?? 0, match.get('sourceNamespace').string() ?? '', match.get('sourceLabels').map(), match.get('gateways').strings()];
  return [
    ...(port === 0 ? [] : [`port ${port}`]),
    ...(gateways.length === 0 ? [] : [gateways.map((name) => (name === 'mesh' ? 'the mesh' : `gateway ${name}`)).join(' or ')]),
    ...(namespace === '' ? [] : [`clients in namespace ${namespace}`]),
    ...(Object.keys(labels).length === 0 ? [] : [`clients with ${Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ')}`]),
  ].join(' and ');
}

function nameIn(route: Reader): string {
  const name = route.get('name').string() ?? '';
  return name === '' ? `rule ${Number(route.path.at(-1)) + 1}` : name;
}

function routeOf(client: Client, route: Reader, match: Reader | undefined): RouteSpec {
  const conditions = match === undefined ? [] : conditionsOf(match, semanticsOf(route.resource) === 'istio' ? 'text' : 'segments');
  const own = match?.get('name').string() ?? '';
  const name = `${route.get('name').string() ?? ''}${own === '' ? '' : `.${own}`}`;
  const place = match ?? route;
  const { at } = place;
  return {
    resource: writtenName(route.resource, route.path),
    name: name === '' ? `rule ${Number(route.path.at(-1)) + 1}` : name,
    attribute: pathText(place.path),
    ...(at === undefined ? {} : { at }),
    conditions,
    ...doingOf(client, route, conditions),
  };
}

/** A waypoint asks for the port only (core/listener_waypoint, translateWaypointRoute). */
function applies(match: Reader, client: Client): boolean {
  return client.waypoint === true ? [0, client.port].includes(match.get('port').number() ?? 0) : appliesTo(match, client);
}
