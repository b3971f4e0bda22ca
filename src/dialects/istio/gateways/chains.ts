import { writtenName } from '../../kubernetes/origin.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { automatic } from './automatic-chains.ts';
import { mergedGateways, routeName, type Listening, type Merged } from './merge.ts';
import { counting, sniOf } from './server-names.ts';
import { isHttps, passesTls, type Server } from './servers.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Attached } from '../routes/virtual-services.ts';
import { tcpRoutesOf, tlsRoutesOf, type StreamClient, type StreamRoute } from '../routes/tcp-routes.ts';
import { attachedTo, sharedHosts } from './virtual-hosts.ts';

/** A filter chain of a gateway's listener. */
export interface GatewayChain {
  /** istiod's name of its routes, or a name of our own for bytes. */
  readonly name: string;
  readonly speaks: 'http' | 'bytes';
  /** Several only where plain HTTP servers are one chain. */
  readonly servers: readonly Server[];
  /** Server names that choose this chain, lower case, `*.` for any labels in front. Empty: it takes connections whatever they name. */
  readonly sni: readonly string[];
  /** Protocols one of which the client has to offer as well; empty: any, or none. */
  readonly alpn: readonly string[];
  /** The gateway ends TLS here, as this server says. */
  readonly ends?: Server;
  /** Of a chain for bytes: the route that it is made of. */
  readonly route?: StreamRoute;
  /** Routes that would be there instead, were their VirtualServices older; no file says which is. */
  readonly rivals?: readonly StreamRoute[];
  /** Of a chain of AUTO_PASSTHROUGH: the one cluster that it leads to. */
  readonly cluster?: { readonly hop: string; readonly rule: string };
}

/** A listener as istiod sends it. */
export interface GatewayListener {
  readonly port: number;
  readonly bind: string;
  /** `0.0.0.0_8080` */
  readonly name: string;
  readonly chains: readonly GatewayChain[];
  /** Why Envoy refuses it as a whole; absent: it takes it. */
  readonly rejected?: string;
  /** Servers for which there is no chain, because nothing says where their bytes go. */
  readonly idle: readonly Server[];
  /** Routes of VirtualServices that have no chain because an earlier one has their SNI. */
  readonly shadowed: readonly { readonly route: StreamRoute; readonly sni: string; readonly winner: StreamRoute }[];
}

/** The listeners of a gateway pod. */
export function listenersOf(estate: Estate, mesh: Mesh, pod: Pod, merged: Merged): readonly GatewayListener[] {
  const known = made.get(merged);
  if (known !== undefined) return known;
  const groups = new Map<string, Listening[]>();
  for (const listening of merged.listening) {
    const name = `${listening.bind === '' ? '0.0.0.0' : listening.bind}_${listening.port}`;
    groups.set(name, [...(groups.get(name) ?? []), listening]);
  }
  const listeners = [...groups].map(([name, group]) => listenerOf(estate, mesh, pod, name, group));
  made.set(merged, listeners);
  return listeners;
}

const made = new WeakMap<Merged, readonly GatewayListener[]>();

/** The chain of that name, in whichever order of age it comes to be. */
export function chainNamed(estate: Estate, mesh: Mesh, pod: Pod, name: string): GatewayChain | undefined {
  const { merged, otherwise } = mergedGateways(estate, pod);
  const found = chainsOf(estate, mesh, pod, merged).get(name);
  return found ?? (otherwise === undefined ? undefined : chainsOf(estate, mesh, pod, otherwise.merged).get(name));
}

function chainsOf(estate: Estate, mesh: Mesh, pod: Pod, merged: Merged): ReadonlyMap<string, GatewayChain> {
  const known = named.get(merged);
  if (known !== undefined) return known;
  const chains = new Map(listenersOf(estate, mesh, pod, merged).flatMap((listener) => listener.chains.map((chain) => [chain.name, chain] as const)));
  named.set(merged, chains);
  return chains;
}

const named = new WeakMap<Merged, ReadonlyMap<string, GatewayChain>>();

interface Built {
  readonly chains: GatewayChain[];
  readonly idle: Server[];
  readonly shadowed: GatewayListener['shadowed'][number][];
  /** Routes by SNI, with the address that their server listens on. */
  readonly routed: Map<string, { readonly bind: string; readonly route: StreamRoute }>;
}

function listenerOf(estate: Estate, mesh: Mesh, pod: Pod, name: string, group: readonly Listening[]): GatewayListener {
  const built: Built = { chains: [], idle: [], shadowed: [], routed: new Map() };
  for (const { http, servers } of group) {
    if (http) built.chains.push({ name: routeName(servers[0]!), speaks: 'http', servers, sni: [], alpn: [] });
    else for (const server of servers) addChains(estate, mesh, pod, server, built);
  }
  const { port, bind } = group[0]!;
  const rejected = clash(built.chains);
  return { port, bind, name, chains: built.chains, idle: built.idle, shadowed: built.shadowed, ...(rejected === undefined ? {} : { rejected }) };
}

function addChains(estate: Estate, mesh: Mesh, pod: Pod, server: Server, built: Built): void {
  if (isHttps(server)) {
    built.chains.push({ name: routeName(server), speaks: 'http', servers: [server], sni: sniOf(server), alpn: [], ends: server });
    return;
  }
  const before = built.chains.length;
  if (server.tls === 'AUTO_PASSTHROUGH') built.chains.push(...automatic(estate, mesh, pod, server));
  else if (server.tls !== undefined && passesTls(server)) byServerName(estate, pod, server, built);
  else {
    const { resources, orderKnown } = virtualServicesFor(estate, pod, server);
    const [route, ...others] = resources.flatMap((virtualService) => tcpRoutesOf(virtualService, clientOf(server)).slice(0, 1));
    const ends = server.tls === undefined ? {} : { ends: server };
    if (route !== undefined) built.chains.push({ name: routeName(server), speaks: 'bytes', servers: [server], sni: server.tls === undefined ? [] : sniOf(server), alpn: [], route, ...ends, ...rivals(orderKnown ? [] : others) });
    else if (server.tls !== undefined) byServerName(estate, pod, server, built);
  }
  if (built.chains.length === before) built.idle.push(server);
}

/**
 * One chain for each match of a `tls` route; a match with a name that an earlier one has is left out as a whole. Where the
 * server ends TLS, each chain does so before it passes bytes on (istio/istio, pull 58638: TLSRoute on a listener that terminates).
 */
function byServerName(estate: Estate, pod: Pod, server: Server, built: Built): void {
  const { resources, orderKnown } = virtualServicesFor(estate, pod, server);
  for (const virtualService of resources) {
    for (const route of tlsRoutesOf(virtualService, clientOf(server))) {
      const taken = route.sniHosts.find((sni) => built.routed.get(sni)?.bind === server.bind);
      if (taken !== undefined) {
        const winner = built.routed.get(taken)!.route;
        built.shadowed.push({ route, sni: taken, winner });
        const at = orderKnown || winner.virtualService === virtualService ? -1 : built.chains.findIndex((chain) => chain.route === winner);
        const chain = built.chains[at];
        if (chain !== undefined) built.chains[at] = { ...chain, ...rivals([...(chain.rivals ?? []), route]) };
        continue;
      }
      for (const sni of route.sniHosts) built.routed.set(sni, { bind: server.bind, route });
      const [, , index, , match] = route.match ?? [];
      const name = `${routeName(server)}.${virtualService.namespace ?? ''}.${virtualService.name}.${index}.${match}`;
      built.chains.push({ name, speaks: 'bytes', servers: [server], sni: counting(route.sniHosts), alpn: [], route, ...(passesTls(server) ? {} : { ends: server }) });
    }
  }
}

function rivals(routes: readonly StreamRoute[]): Pick<GatewayChain, 'rivals'> {
  return routes.length === 0 ? {} : { rivals: routes };
}

/** VirtualServices that share a host with a server, whichever of the two is the wider one (istio/istio, pickMatchingGatewayHosts). */
function virtualServicesFor(estate: Estate, pod: Pod, server: Server): Pick<Attached, 'resources' | 'orderKnown'> {
  const { resources, groups } = attachedTo(estate, pod, server);
  const sharing = (virtualService: Resource): boolean => sharedHosts(server, virtualService).length > 0;
  return { resources: resources.filter(sharing), orderKnown: groups.every((group) => group.known || group.resources.filter(sharing).length < 2) };
}

function clientOf({ gateway, number }: Server): StreamClient {
  return { through: 'gateway', gateway: `${gateway.namespace ?? ''}/${gateway.name}`, port: number };
}

/** Envoy refuses a listener of which two chains take the same connections (source/common/listener_manager: multiple filter chains with the same matching rules). */
function clash(chains: readonly GatewayChain[]): string | undefined {
  const seen = new Map<string, GatewayChain>();
  for (const chain of chains) {
    for (const sni of chain.sni.length === 0 ? [''] : chain.sni) {
      for (const protocol of chain.alpn.length === 0 ? [''] : chain.alpn) {
        const other = seen.get(`${sni} ${protocol}`);
        if (other !== undefined && other !== chain) return `${told(other)} and ${told(chain)} ask for the same connections (${sni === '' ? 'any server name' : `server name ${sni}`})`;
        seen.set(`${sni} ${protocol}`, chain);
      }
    }
  }
  return undefined;
}

function told({ servers, route }: GatewayChain): string {
  const server = servers[0]!;
  const own = `${writtenName(server.gateway)} (${server.portName === '' ? `port ${server.number}` : server.portName}${server.hosts.length === 0 ? '' : `, ${server.hosts.slice(0, 3).join(', ')}`})`;
  return route === undefined ? own : `${writtenName(route.virtualService)} at ${own}`;
}
