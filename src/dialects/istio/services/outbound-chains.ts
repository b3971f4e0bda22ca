import type { Estate } from '../../../resource/estate.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { namesOf } from '../../kubernetes/names.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { clusterAddress } from '../mesh/addresses.ts';
import { covers } from '../mesh/hosts.ts';
import { outboundCluster } from '../mesh/names.ts';
import { inCreationOrder } from '../mesh/order.ts';
import { aliasesOf, type MeshPort, type MeshService } from './registry.ts';
import { meshRoutesSeen } from './imported-routes.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';
import { streamCluster, tcpRoutesOf, tlsRoutesOf, type StreamClient, type StreamRoute } from '../routes/tcp-routes.ts';
import { hostsOf } from '../routes/virtual-services.ts';

export interface ByteChain {
  /** Lower case; empty: it takes whatever no other chain took. */
  readonly sniHosts: readonly string[];
  readonly resource: Resource;
  readonly path: Path;
  /** Weights of several destinations; empty: connections are closed. */
  readonly destinations: readonly { readonly hop: string; readonly rule: string; readonly weight: number }[];
}

/** A service on a port, as one egress listener of the client has it. */
export interface Contribution {
  readonly listener: EgressListener;
  readonly service: MeshService;
  readonly port: MeshPort;
}

export interface Chain extends ByteChain {
  /** Blocks one of which has to hold the dialled address. */
  readonly blocks: readonly string[];
}

/** The chains for bytes of one service: by the routes of its VirtualServices, else to itself (istio/istio, core/tls). */
export function chainsOf(estate: Estate, scope: SidecarScope, client: Pod, { listener, service, port }: Contribution, bind: string): readonly Chain[] {
  const pod = `${client.namespace}/${client.name}`;
  const through: StreamClient = { through: 'mesh', namespace: client.namespace, labels: client.labels, port: port.number };
  const own = bind === '0.0.0.0' ? service.addresses.filter((address) => address.includes('/')) : [];
  const routed = inCreationOrder(meshRoutesSeen(estate, scope, listener).filter((each) => hostsOf(each).some((host) => covers(host, service.host) || covers(service.host, host)))).resources;
  const routes = routed.flatMap((each) => (port.protocol === 'tls' ? tlsRoutesOf(each, through) : tcpRoutesOf(each, through)));
  const ended = port.protocol === 'tls' ? -1 : routes.findIndex(({ destinationSubnets }) => destinationSubnets.length === 0);
  const written = (ended < 0 ? routes : routes.slice(0, ended + 1)).map((route) => routeChain(estate, pod, route, own, port.number));
  if (port.protocol === 'tls' ? written.length > 0 : ended >= 0) return distinct(written);
  const number = service.ports.length === 1 ? service.ports[0]!.number : port.number;
  const bySniOnly = port.protocol === 'tls' && bind === '0.0.0.0';
  const aliases = aliasesOf(estate, service.host).flatMap((alias) => (alias.service === undefined ? [] : namesOf(alias.service, client.namespace)));
  const itself: Chain = {
    sniHosts: bySniOnly ? [service.host, ...aliases] : [],
    blocks: own,
    resource: service.resource,
    path: port.path,
    destinations: [{ hop: clusterAddress(pod, service.host, number, undefined, { as: 'bytes' }), rule: outboundCluster(service.host, number, undefined), weight: 1 }],
  };
  return distinct([...written, itself]);
}

function routeChain(estate: Estate, pod: string, { virtualService, path, match, sniHosts, destinationSubnets, destinations }: StreamRoute, own: readonly string[], port: number): Chain {
  return {
    sniHosts,
    blocks: destinationSubnets.length > 0 ? destinationSubnets : own,
    resource: virtualService,
    path: match ?? path,
    destinations: destinations.map((each) => ({ ...streamCluster(estate, pod, each, port, { as: 'bytes' }), weight: each.weight })),
  };
}

/** Of chains that match alike the first one is kept (istio/istio, core/listener, mergeTCPFilterChains). */
export function distinct(chains: readonly Chain[]): readonly Chain[] {
  const known = new Set<string>();
  return chains.filter(({ sniHosts, blocks }) => {
    const key = JSON.stringify([sniHosts.filter((host) => host !== '*').toSorted(), blocks.toSorted()]);
    return known.has(key) ? false : known.add(key) !== undefined;
  });
}

/** Exact names before longer suffixes before chains that look at no name. */
export function bySni(chains: readonly Chain[]): readonly ByteChain[] {
  const plain = chains.map(({ blocks: _blocks, ...chain }) => (chain.sniHosts.includes('*') ? { ...chain, sniHosts: [] } : chain));
  return [...plain.filter(({ sniHosts }) => sniHosts.length > 0), ...plain.filter(({ sniHosts }) => sniHosts.length === 0)];
}
