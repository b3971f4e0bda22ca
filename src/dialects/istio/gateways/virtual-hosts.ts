import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import type { Server } from './servers.ts';
import { bySpecificity, covers, hostsForNamespace, overlap } from '../mesh/hosts.ts';
import { sightOf } from '../mesh/exports.ts';
import { routesFor } from '../routes/clients.ts';
import { gatewaysOf, hostsOf, listed, routingServices, type Attached } from '../routes/virtual-services.ts';

/** A host name under which a gateway's chain has routes, or sends clients to HTTPS. */
export interface VirtualHost {
  /** Exact, or `*` and a suffix. */
  readonly host: string;
  /** istiod's name: `shop.example.org:80`, with the number that the first of its servers says. */
  readonly name: string;
  /** Whose routes it has, in the order in which they are joined; none: it only redirects. */
  readonly groups: readonly AttachedGroup[];
  /** The server that sends plain HTTP to HTTPS. */
  readonly redirects?: Server;
}

/** VirtualServices among which only age decides who comes first. */
export interface AttachedGroup {
  /** False: no file says which is older. */
  readonly agesKnown: boolean;
  readonly attachments: readonly Attachment[];
}

/** A VirtualService at a gateway's server. Its matches look at this gateway and at the number that the server says. */
export interface Attachment {
  readonly virtualService: Resource;
  readonly server: Server;
  /** `NS/NAME` */
  readonly gateway: string;
  /** The number that counts for `match.port`: of the first server of that Gateway in the chain. */
  readonly port: number;
}

/** The virtual hosts of servers that are one chain, the most specific first (istio/istio, core/gateway, buildGatewayHTTPRouteConfig). */
export function virtualHosts(estate: Estate, pod: Pod, servers: readonly Server[]): readonly VirtualHost[] {
  const known = made.get(servers);
  if (known !== undefined) return known;
  const found = new Map<string, Found>();
  const ports = new Map<string, number>();
  for (const server of servers) {
    attach(estate, pod, server, found, ports);
    if (server.httpsRedirect) for (const host of server.hosts) opened(found, host.toLowerCase(), server);
  }
  const hosts = [...found.keys()].sort(bySpecificity).map((host): VirtualHost => ({ host, ...found.get(host)! }));
  made.set(servers, hosts);
  return hosts;
}

const made = new WeakMap<readonly Server[], readonly VirtualHost[]>();

interface Found {
  readonly name: string;
  readonly groups: AttachedGroup[];
  redirects?: Server;
}

function opened(found: Map<string, Found>, host: string, server: Server): Found {
  const one = found.get(host) ?? { name: `${host}:${server.number}`, groups: [] };
  if (server.httpsRedirect) one.redirects ??= server;
  found.set(host, one);
  return one;
}

/** A VirtualService's routes are made once for a Gateway, with the number of the first server that has it. */
function attach(estate: Estate, pod: Pod, server: Server, found: Map<string, Found>, ports: Map<string, number>): void {
  const gateway = `${server.gateway.namespace ?? ''}/${server.gateway.name}`;
  for (const { resources, known } of attachedTo(estate, pod, server).groups) {
    const byHost = new Map<string, Attachment[]>();
    for (const virtualService of resources) {
      const shared = sharedHosts(server, virtualService);
      if (shared.length === 0) continue;
      const key = `${gateway} ${virtualService.namespace ?? ''}/${virtualService.name}`;
      const port = ports.get(key) ?? server.number;
      if (!routesFor(estate, virtualService, { labels: pod.labels, namespace: pod.namespace, through: gateway, port })) continue;
      ports.set(key, port);
      for (const host of shared) byHost.set(host, [...(byHost.get(host) ?? []), { virtualService, server, gateway, port }]);
    }
    for (const [host, attachments] of byHost) opened(found, host, server).groups.push({ agesKnown: known || attachments.length < 2, attachments });
  }
}

/** The VirtualServices that name a server's Gateway and are shown to the gateway pod's namespace, in the order in which istiod takes them. */
export function attachedTo(estate: Estate, pod: Pod, { gateway }: Server): Attached {
  const ofEstate = attached.get(estate) ?? new Map<string, Attached>();
  attached.set(estate, ofEstate);
  const name = `${gateway.namespace ?? ''}/${gateway.name}`;
  const known = ofEstate.get(`${name} ${pod.namespace}`);
  if (known !== undefined) return known;
  const bound = (byGateway(estate).get(name) ?? []).filter((virtualService) => sightOf(estate, virtualService, pod.namespace) !== undefined);
  const made = listed(estate, bound, pod.namespace);
  ofEstate.set(`${name} ${pod.namespace}`, made);
  return made;
}

/** The names that a server and a VirtualService have in common, without namespace and in lower case; of two that overlap the narrower one. */
export function sharedHosts(server: Server, virtualService: Resource): readonly string[] {
  const { exact, wild } = hostsOfServer(server, virtualService.namespace ?? '');
  const shared = new Set<string>();
  for (const own of ownHosts(virtualService)) {
    if (exact.has(own)) shared.add(own);
    for (const host of wild) if (overlap(own, host)) shared.add(covers(own, host) ? host : own);
    if (own.startsWith('*')) for (const host of exact) if (covers(own, host)) shared.add(host);
  }
  return [...shared];
}

const own = new WeakMap<Resource, readonly string[]>();

/** Every server of a Gateway looks at the hosts of every VirtualService that names it. */
function ownHosts(virtualService: Resource): readonly string[] {
  const known = own.get(virtualService);
  if (known !== undefined) return known;
  const made = hostsOf(virtualService);
  own.set(virtualService, made);
  return made;
}

interface ServerHosts {
  readonly exact: ReadonlySet<string>;
  readonly wild: readonly string[];
}

const usable = new WeakMap<Server, Map<string, ServerHosts>>();

/** The hosts that VirtualServices of a namespace may use: servers with thousands of them are asked by thousands. */
function hostsOfServer(server: Server, namespace: string): ServerHosts {
  const byNamespace = usable.get(server) ?? new Map<string, ServerHosts>();
  usable.set(server, byNamespace);
  const known = byNamespace.get(namespace);
  if (known !== undefined) return known;
  const hosts = hostsForNamespace(server.hosts, namespace).map((host) => host.toLowerCase());
  const made: ServerHosts = { exact: new Set(hosts.filter((host) => !host.startsWith('*'))), wild: hosts.filter((host) => host.startsWith('*')) };
  byNamespace.set(namespace, made);
  return made;
}

const attached = new WeakMap<Estate, Map<string, Attached>>();
const indices = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly Resource[]>>();

function byGateway(estate: Estate): ReadonlyMap<string, readonly Resource[]> {
  const resources = routingServices(estate);
  const known = indices.get(resources);
  if (known !== undefined) return known;
  const index = new Map<string, Resource[]>();
  for (const virtualService of resources) for (const gateway of new Set(gatewaysOf(virtualService))) index.set(gateway, [...(index.get(gateway) ?? []), virtualService]);
  indices.set(resources, index);
  return index;
}
