import type { Estate } from '../../../resource/estate.ts';
import { nameOf } from '../../../resource/resource.ts';
import { endpointsOf } from '../../kubernetes/endpoints.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { portOf, servicesSelecting } from '../../kubernetes/services.ts';
import { clusterAddress } from '../mesh/addresses.ts';
import { bits, within, type Dialled } from './dialled.ts';
import { inCreationOrder } from '../mesh/order.ts';
import { bySni, chainsOf, distinct, type ByteChain, type Chain, type Contribution } from './outbound-chains.ts';
import { allottedAt, capturesNames } from '../proxy/proxy-dns.ts';
import { meshPort, meshServiceOf, meshServicesAt, meshServicesNamed, type MeshPort, type MeshService } from './registry.ts';
import { imports, isSeen, seenOn } from './seen-services.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';

/** The listener of a client's proxy that takes a connection; its chains are those that the dialled address leaves. */
export interface OutboundListener {
  /** `0.0.0.0_80`, `10.0.0.1_5432` or `virtualOutbound`. */
  readonly name: string;
  /** How HTTP is routed: by the route table of the port, or to the one host whose address this is. Absent: it is not read. */
  readonly http?: { readonly by: 'table' } | { readonly by: 'host'; readonly host: string };
  /** False: whatever comes is read as HTTP. */
  readonly sniffed: boolean;
  /** For everything else, in the order in which they are tried. */
  readonly chains: readonly ByteChain[];
  /** Reasons why it is not certain which of several services has a chain. */
  readonly doubts: readonly string[];
}

/** The listener that istiod makes for connections to a port of what was dialled (istio/istio, core/listener, buildSidecarOutboundListeners). */
export function outboundListener(estate: Estate, scope: SidecarScope, client: Pod, dialled: Dialled, port: number): OutboundListener {
  const listener = listenerFor(estate, scope, client, dialled, port);
  return dialled.pod !== undefined ? listener : { ...listener, chains: listener.chains.map((chain) => ({ ...chain, destinations: chain.destinations.map((each) => onward(estate, each, dialled)) })) };
}

/** A ServiceEntry of resolution NONE has no endpoints: what was dialled answers itself. */
function onward<Destination extends ByteChain['destinations'][number]>(estate: Estate, destination: Destination, { name }: Dialled): Destination {
  const [, namespace, pod, host = '', port, subset] = destination.hop.split('/');
  if (meshServicesNamed(estate, host)[0]?.resolution !== 'none') return destination;
  return { ...destination, hop: clusterAddress(`${namespace}/${pod}`, host, Number(port), subset === '-' ? undefined : subset, { as: 'bytes', dialled: name }) };
}

function listenerFor(estate: Estate, scope: SidecarScope, client: Pod, dialled: Dialled, port: number): OutboundListener {
  const own = ownListener(estate, scope, client, dialled, port);
  if (own !== undefined) return own;
  const shared = sharedListener(estate, scope, client, port);
  if (shared === undefined) return { name: 'virtualOutbound', sniffed: false, chains: [], doubts: [] };
  const blocks = shared.chains.flatMap(({ blocks: each }) => each).filter((block) => within(block, dialled));
  const narrowest = blocks.toSorted((a, b) => bits(b) - bits(a))[0];
  const last = shared.chains.filter(({ blocks: each, sniHosts }) => each.length === 0 && sniHosts.length === 0);
  const left = narrowest === undefined ? shared.chains.filter(({ blocks: each }) => each.length === 0) : [...shared.chains.filter(({ blocks: each }) => each.some((block) => within(block, dialled) && bits(block) === bits(narrowest))), ...last];
  return {
    name: `0.0.0.0_${port}`,
    sniffed: true,
    ...(shared.http && narrowest === undefined ? { http: { by: 'table' } as const } : {}),
    chains: bySni(left),
    doubts: shared.doubts,
  };
}

/** A listener of a service's own address, or of one pod of a headless Service; HTTP ports have none. */
function ownListener(estate: Estate, scope: SidecarScope, client: Pod, dialled: Dialled, port: number): OutboundListener | undefined {
  const bound = scope.listeners.filter(({ bind }) => bind !== undefined && bind === dialled.address);
  for (const listener of bound) {
    const seen = contributions(estate, scope, port, (each) => each === listener);
    if (seen.length > 0) return merged(estate, scope, client, seen, port, dialled.address ?? '', seen.some((each) => each.port.protocol === 'http') ? { by: 'table' } : undefined);
  }
  const services = sameAddress(estate, client, dialled, port);
  const seen = services.flatMap((service) => firstSeen(scope, service, port)).filter((each) => each.listener.bind === undefined && each.port.protocol !== 'http');
  const [first] = seen;
  if (first === undefined) return undefined;
  const sniffed = first.port.protocol === 'auto' || seen.some((each) => each.port.protocol === 'auto');
  const auto = seen.find((each) => each.port.protocol === 'auto');
  return merged(estate, scope, client, seen, port, dialled.address ?? dialled.pod?.address ?? first.service.host, sniffed && auto !== undefined ? { by: 'host', host: auto.service.host } : undefined);
}

/** Services that are bound to the very address that was dialled, in istiod's order. */
function sameAddress(estate: Estate, client: Pod, { service, pod, address, name }: Dialled, port: number): readonly MeshService[] {
  if (pod !== undefined) return headlessOver(estate, pod, port);
  if (service === undefined) return address === undefined ? [] : allocated(estate, client, address, port);
  if (service.resolution === 'headless') return [service];
  if (address !== undefined) return byAge(meshServicesAt(estate, address)).services;
  if (service.resolution === 'cluster') return [service];
  const automatic = service.addresses.length === 0 && service.resolution !== 'none' && !name.startsWith('*') && capturesNames(estate, client);
  return automatic ? meshServicesNamed(estate, service.host) : [];
}

/** ServiceEntries whose address a proxy with DNS capture gives out itself. */
function allocated(estate: Estate, client: Pod, address: string, port: number): readonly MeshService[] {
  return capturesNames(estate, client) ? allottedAt(estate, address).filter((service) => meshPort(service, port) !== undefined) : [];
}

function headlessOver(estate: Estate, pod: Pod, port: number): readonly MeshService[] {
  return servicesSelecting(estate, pod).filter((service) => {
    const found = service.headless ? portOf(service, port) : undefined;
    return found !== undefined && endpointsOf(estate, service, found).some((endpoint) => endpoint.ready && endpoint.pod === `${pod.namespace}/${pod.name}`);
  }).map(meshServiceOf);
}

function firstSeen(scope: SidecarScope, service: MeshService, port: number): readonly Contribution[] {
  for (const listener of scope.listeners) {
    const found = meshPort(service, port);
    if (found === undefined || (listener.port !== undefined && listener.port.number !== port) || !isSeen(scope, service) || !imports(listener, service)) continue;
    return [{ listener, service, port: asListened(listener, found) }];
  }
  return [];
}

/** A listener that names its port also says what is spoken there. */
function asListened({ port: said }: EgressListener, port: MeshPort): MeshPort {
  return said === undefined ? port : { ...port, protocol: said.protocol, declared: said.declared };
}

interface Shared {
  readonly http: boolean;
  readonly chains: readonly Chain[];
  readonly doubts: readonly string[];
}

const shared = new WeakMap<SidecarScope, Map<string, Shared | undefined>>();

/** `0.0.0.0_PORT`: for HTTP whatever its address, and for services without an address or with a block of them. */
function sharedListener(estate: Estate, scope: SidecarScope, client: Pod, port: number): Shared | undefined {
  const kept = shared.get(scope) ?? new Map<string, Shared | undefined>();
  shared.set(scope, kept);
  const key = `${client.namespace}/${client.name} ${port}`;
  if (!kept.has(key)) kept.set(key, makeShared(estate, scope, client, port));
  return kept.get(key);
}

function makeShared(estate: Estate, scope: SidecarScope, client: Pod, port: number): Shared | undefined {
  const seen = contributions(estate, scope, port, ({ bind }) => bind === undefined).filter((each) => each.port.protocol === 'http' || isAnywhere(estate, client, each.service));
  if (seen.length === 0) return undefined;
  const named = seen.filter((each) => each.port.protocol !== 'http');
  const { services, known } = byAge(named.map(({ service }) => service));
  const bytes = services.flatMap((service) => named.filter((each) => each.service === service));
  const http = seen.length > named.length || named.some((each) => each.port.protocol === 'auto');
  // Where HTTP was there first, a port of which nobody says what it speaks adds no chain for bytes.
  const usable = bytes.filter((each, index) => each.port.protocol !== 'auto' || (seen.length === named.length && bytes.findIndex((other) => other.port.protocol === 'auto') === index));
  const chains = distinct(usable.flatMap((each) => chainsOf(estate, scope, client, each, '0.0.0.0')));
  const lost = usable.flatMap((each) => chainsOf(estate, scope, client, each, '0.0.0.0')).filter((chain) => !chains.includes(chain)).length > 0;
  const doubts = !known && lost ? [`${[...new Set(named.map(({ service }) => nameOf(service.resource)))].join(' and ')} share port ${port} without addresses of their own; the older one gets the connections, and no file says which that is`] : [];
  return { http, chains, doubts };
}

/** Whether a service has no address that a listener of its own could have. */
function isAnywhere(estate: Estate, client: Pod, { resolution, addresses, host }: MeshService): boolean {
  if (resolution === 'cluster' || resolution === 'headless' || resolution === 'alias') return false;
  if (addresses.length > 0) return addresses.some((address) => address.includes('/'));
  return resolution === 'none' || host.startsWith('*') || !capturesNames(estate, client);
}

function contributions(estate: Estate, scope: SidecarScope, port: number, of: (listener: EgressListener) => boolean): readonly Contribution[] {
  for (const listener of scope.listeners.filter((each) => of(each) && (each.port === undefined || each.port.number === port))) {
    const seen = seenOn(estate, scope, listener, port);
    if (seen.length > 0) return seen.map((each) => ({ listener, service: each.service, port: asListened(listener, each.port) }));
  }
  return [];
}

function merged(estate: Estate, scope: SidecarScope, client: Pod, seen: readonly Contribution[], port: number, bind: string, http: OutboundListener['http']): OutboundListener {
  const all = seen.filter((each) => each.port.protocol !== 'http').flatMap((each) => chainsOf(estate, scope, client, each, bind));
  const chains = distinct(all);
  const resources = [...new Set(all.map(({ resource }) => resource))];
  const doubts = chains.length < all.length && !inCreationOrder(resources).known ? [`${resources.map(nameOf).join(' and ')} share the address ${bind} on port ${port}; the older one gets the connections, and no file says which that is`] : [];
  const sniffed = http?.by === 'host' || chains.length > 0;
  return { name: `${bind}_${port}`, sniffed, chains: bySni(chains), doubts, ...(http === undefined ? {} : { http }) };
}

function byAge(services: readonly MeshService[]): { readonly services: readonly MeshService[]; readonly known: boolean } {
  const { resources, known } = inCreationOrder([...new Set(services.map(({ resource }) => resource))]);
  return { services: resources.flatMap((resource) => services.filter((service) => service.resource === resource)), known };
}
