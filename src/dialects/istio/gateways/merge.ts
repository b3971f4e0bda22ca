import { writtenName } from '../../kubernetes/origin.ts';
import type { Estate } from '../../../resource/estate.ts';
import { type Resource } from '../../../resource/resource.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { gatewaysIn, isHttps, isPlainHttp, passesTls, selectsPod, serversOf, type Server } from './servers.ts';
import { serviceTargetsOf } from '../services/instances.ts';
import { inCreationOrder } from '../mesh/order.ts';

/** Servers that share a listener, on one port and one address. */
export interface Listening {
  readonly port: number;
  /** Empty: every address of the pod. */
  readonly bind: string;
  /** Plain HTTP servers are one chain together; of the others each has its own. */
  readonly http: boolean;
  /** The winner first. */
  readonly servers: readonly Server[];
}

/** A server that istiod leaves out, which it says in its own log only. */
export interface Dropped {
  readonly server: Server;
  /** A clause, present tense. */
  readonly because: string;
  readonly winner: Server;
}

/** What the Gateways of a pod come to. */
export interface Merged {
  readonly listening: readonly Listening[];
  readonly dropped: readonly Dropped[];
}

/** The Gateways of a gateway pod put together, the oldest first. */
export interface MergedGateways {
  readonly merged: Merged;
  /** What it would be the other way round, where the order decides and no file says which Gateway is older. */
  readonly otherwise?: { readonly merged: Merged; readonly reason: string };
}

/** All servers of all Gateways that select the pod (istio/istio, model/gateway, mergeGateways). */
export function mergedGateways(estate: Estate, pod: Pod): MergedGateways {
  const ofEstate = known.get(estate) ?? new Map<Resource, MergedGateways>();
  known.set(estate, ofEstate);
  const made = ofEstate.get(pod.resource) ?? merge(estate, pod);
  ofEstate.set(pod.resource, made);
  return made;
}

const known = new WeakMap<Estate, Map<Resource, MergedGateways>>();

function merge(estate: Estate, pod: Pod): MergedGateways {
  const { targets } = serviceTargetsOf(estate, pod);
  const { resources, known: dated } = inCreationOrder(gatewaysIn(estate).filter((gateway) => selectsPod(gateway, pod, targets)));
  const merged = mergedInOrder(resources.flatMap((gateway) => serversOf(estate, gateway, pod)));
  const rivals = [...new Set(merged.dropped.filter(({ server, winner }) => server.gateway !== winner.gateway).flatMap(({ server, winner }) => [server.gateway, winner.gateway]))];
  if (dated || rivals.length === 0) return { merged };
  const reason = `${rivals.map((each) => writtenName(each)).sort().join(' and ')} want the same of port ${[...new Set(merged.dropped.map(({ server }) => server.port))].join(', ')}; the older one gets it, and no file says which that is`;
  return { merged, otherwise: { merged: mergedInOrder(resources.toReversed().flatMap((gateway) => serversOf(estate, gateway, pod))), reason } };
}

/** What is taken already, while one server after the other comes along. */
interface Taken {
  readonly listening: Map<string, { readonly port: number; readonly bind: string; readonly http: boolean; readonly servers: Server[] }>;
  readonly dropped: Dropped[];
  /** The first server of a port, where it is not for TLS. */
  readonly plain: Map<number, Server>;
  readonly ports: Map<number, Server>;
  readonly tlsHosts: Map<string, Server>;
  readonly routes: Map<string, Server>;
  readonly binds: Map<string, Server>;
}

function mergedInOrder(servers: readonly Server[]): Merged {
  const taken: Taken = { listening: new Map(), dropped: [], plain: new Map(), ports: new Map(), tlsHosts: new Map(), routes: new Map(), binds: new Map() };
  for (const server of servers) {
    const loses = rival(server, taken);
    if (loses === undefined) take(server, taken);
    else taken.dropped.push({ server, ...loses });
  }
  return { listening: [...taken.listening.values()], dropped: taken.dropped };
}

/** Hosts are compared as they are written, with their namespace: `a/x` and `b/x` are two hosts here, and one for Envoy. */
function rival(server: Server, taken: Taken): Omit<Dropped, 'server'> | undefined {
  const { port, bind, hosts, tls } = server;
  if (tls !== undefined) {
    const twice = hosts.find((host) => taken.tlsHosts.get(`${port} ${host}`)?.bind === bind);
    if (twice !== undefined) return { because: `it has the host ${twice} on port ${port} too`, winner: taken.tlsHosts.get(`${port} ${twice}`)! };
    for (const host of hosts) taken.tlsHosts.set(`${port} ${host}`, server);
  }
  if (!taken.ports.has(port)) return undefined;
  const plain = taken.plain.get(port);
  if (plain !== undefined) return plain.bind === bind && !(isPlainHttp(server) && isPlainHttp(plain)) ? { because: `port ${port} is taken for ${plain.protocol}, and this one is for ${server.protocol}`, winner: plain } : undefined;
  const named = isHttps(server) || isPlainHttp(server) ? taken.routes.get(routeName(server)) : undefined;
  if (named !== undefined) return { because: `it has the port name ${server.portName || '(none)'} too`, winner: named };
  const bound = taken.binds.get(`${port} ${bind}`);
  taken.binds.set(`${port} ${bind}`, bound ?? server);
  return tls === undefined && bound !== undefined ? { because: `port ${port} is taken for ${bound.protocol}, and this one says nothing of TLS`, winner: bound } : undefined;
}

function take(server: Server, taken: Taken): void {
  const { port, bind, protocol } = server;
  const http = isPlainHttp(server);
  const key = http ? `${port} http ${bind}` : `${port} ${protocol} ${bind}`;
  const listening = taken.listening.get(key) ?? { port, bind, http, servers: [] };
  taken.listening.set(key, listening);
  listening.servers.push(server);
  if (!taken.ports.has(port)) {
    taken.ports.set(port, server);
    if (http || server.tls === undefined) taken.plain.set(port, server);
  }
  if (http || isHttps(server)) taken.routes.set(routeName(server), taken.routes.get(routeName(server)) ?? server);
}

/** The name of a server's route configuration; of one that reads no requests it is the name of its chain (istio/istio, gatewayRDSRouteName). */
export function routeName(server: Server): string {
  const { gateway, number, port, portName, bind } = server;
  const bound = bind === '' ? '' : `.${bind.replaceAll('/', '∕')}`;
  if (isPlainHttp(server)) return `http.${port}${bound}`;
  // A slash parts the words of an address; Istio takes one in a port's name, and nobody writes it.
  const own = `${number}.${portName.replaceAll('/', '∕')}.${gateway.name}.${gateway.namespace ?? ''}${bound}`;
  return isHttps(server) ? `https.${own}` : `${server.tls === undefined ? 'tcp' : passesTls(server) ? 'passthrough' : 'tls'}.${own}`;
}
