import { clusterAddress, outsideAddress } from '../../dialects/istio/mesh/addresses.ts';
import { inboundPort } from '../../dialects/istio/proxy/inbound-port.ts';
import { meshHostsOn } from '../../dialects/istio/services/mesh-hosts.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import type { ByteChain } from '../../dialects/istio/services/outbound-chains.ts';
import { dialledOf, type Dialled } from '../../dialects/istio/services/dialled.ts';
import { outboundListener, type OutboundListener } from '../../dialects/istio/services/outbound-listener.ts';
import { interceptsOutbound, outboundAddressRules, proxyAt, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { entryServices } from '../../dialects/istio/services/registry.ts';
import { sidecarScopeOf, type SidecarScope } from '../../dialects/istio/services/sidecar-scope.ts';
import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { placeOf } from '../../dialects/kubernetes/origin.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { portOf } from '../../dialects/kubernetes/services.ts';
import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ChainSpec, HttpSpec, InboundSpec, OthersSpec, OutboundSpec, SidecarSpec } from './spec.ts';

/** Answers at the pod for every port that the sidecar takes, and for everything that the pod may dial. */
export function read(estate: Estate): Opened<SidecarSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [word, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      if (pod === undefined || proxyOf(estate, pod) !== 'sidecar') return undefined;
      if (word === 'outbound') return outbound(estate, mesh, pod, rest[0] ?? '', Number(rest[1]));
      if (word === 'direct') return direct(estate, mesh, pod, rest);
      return inbound(estate, pod, Number(rest[0]));
    },
  };
}

function inbound(estate: Estate, pod: Pod, port: number): InboundSpec | undefined {
  if (proxyAt(estate, pod, port) !== 'sidecar') return undefined;
  const { protocol, services, ingress, http2, ownTls } = inboundPort(estate, pod, port);
  return {
    side: 'inbound',
    pod: `${pod.namespace}/${pod.name}`,
    port,
    protocol,
    app: ingress?.endpoint?.port ?? port,
    http2: http2 === true,
    ...(ingress?.tls === undefined || ownTls !== undefined ? {} : { unread: placeOf(ingress.tls.resource, ingress.tls.path) }),
    ...(ingress !== undefined ? { chain: `${pod.address ?? `${pod.namespace}/${pod.name}`}_${port}` } : services.length > 0 ? { chain: `0.0.0.0_${port}` } : {}),
  };
}

/** A connection to a name or an address. UDP is not redirected into the sidecar, nor are exempt ports. */
function outbound(estate: Estate, mesh: Mesh, pod: Pod, name: string, port: number): OutboundSpec | undefined {
  const scope = sidecarScopeOf(estate, pod);
  const dialled = dialledOf(estate, scope, name);
  const kubernetes = dialled.service?.service;
  if (!interceptsOutbound(pod, port) || (kubernetes !== undefined && portOf(kubernetes, port)?.protocol === 'UDP')) return undefined;
  // The name of a headless Service without pods resolves to nothing, so that nothing is dialled.
  const silent = kubernetes?.headless === true && !kubernetes.ports.some((each) => endpointsOf(estate, kubernetes, each).some(({ ready }) => ready));
  return silent ? undefined : specOf(estate, mesh, pod, scope, dialled, port);
}

/** A connection to the address of one pod: a pod's own name or a bare address was asked for. */
function direct(estate: Estate, mesh: Mesh, pod: Pod, [namespace = '', name = '', number]: readonly string[]): OutboundSpec | undefined {
  const [port, target] = [Number(number), podAt(estate, namespace, name)];
  if (target === undefined || !interceptsOutbound(pod, port)) return undefined;
  const dialled: Dialled = { name: `${namespace}/${name}`, pod: target, ...(target.address === undefined ? {} : { address: target.address }) };
  return specOf(estate, mesh, pod, sidecarScopeOf(estate, pod), dialled, port);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, scope: SidecarScope, dialled: Dialled, port: number): OutboundSpec {
  const listener = outboundListener(estate, scope, pod, dialled, port);
  const http = httpOf(estate, pod, scope, listener, port);
  return {
    side: 'outbound',
    pod: `${pod.namespace}/${pod.name}`,
    scope: pod.resource.scope,
    listener: listener.name,
    port,
    normalization: mesh.pathNormalization,
    chains: listener.chains.map((chain) => chainOf(chain, isStray(listener, chain, dialled))),
    others: othersOf(scope, pod, dialled, port),
    doubts: [...listener.doubts, ...doubts(pod, scope, dialled, port)],
    ...(http === undefined ? {} : { http }),
    ...(pod.address === undefined ? {} : { address: pod.address }),
    ...(dialled.pod === undefined ? {} : { target: `${dialled.pod.namespace}/${dialled.pod.name}` }),
  };
}

function httpOf(estate: Estate, pod: Pod, scope: SidecarScope, { name, http, sniffed }: OutboundListener, port: number): HttpSpec | undefined {
  // With dynamic DNS the listener for everything else reads HTTP too, to look up the name in Host (istio/istio, core/listener_builder).
  if (name === 'virtualOutbound' && scope.outbound === 'ALLOW_ANY_DYNAMIC_DNS') return { sniffed: true, to: { hosts: [] } };
  if (http === undefined) return undefined;
  return { sniffed, to: http.by === 'host' ? { host: http.host } : { hosts: meshHostsOn(estate, scope, pod.labels, port) } };
}

function chainOf({ sniHosts, resource, path, destinations }: ByteChain, stray: boolean): ChainSpec {
  const at = resource.locate(path);
  return { sniHosts, resource: nameOf(resource), destinations, ...(at === undefined ? {} : { at }), ...(stray ? { stray } : {}) };
}

/** Whether a chain takes a connection only because nothing tells it from its own: neither an address nor a name. */
function isStray({ name }: OutboundListener, { sniHosts, resource }: ByteChain, { name: dialled, service }: Dialled): boolean {
  return name.startsWith('0.0.0.0_') && sniHosts.length === 0 && resource.type === 'ServiceEntry' && service?.resource !== resource && !entryServices(resource).some(({ host, addresses }) => host === dialled || addresses.length > 0);
}

function othersOf({ outbound: mode, outboundAt, egressProxy }: SidecarScope, pod: Pod, dialled: Dialled, port: number): OthersSpec {
  const at = outboundAt?.resource.locate(outboundAt.path);
  return {
    mode,
    past: pastOf(dialled, port),
    ...(outboundAt === undefined ? {} : { resource: nameOf(outboundAt.resource), attribute: pathText(outboundAt.path) }),
    ...(at === undefined ? {} : { at }),
    ...(egressProxy === undefined ? {} : { proxy: clusterAddress(`${pod.namespace}/${pod.name}`, egressProxy.host, egressProxy.port ?? 0, egressProxy.subset) }),
  };
}

/** What answers at the dialled address where no proxy looks at it. */
function pastOf({ name, pod, service }: Dialled, port: number): string {
  if (pod !== undefined) return `pod/${pod.namespace}/${pod.name}/${port}`;
  const kubernetes = service?.service;
  if (kubernetes === undefined || kubernetes.type === 'ExternalName') return outsideAddress(kubernetes?.externalName ?? name, port);
  return `service/${kubernetes.namespace}/${kubernetes.name}/${port}`;
}

function doubts(pod: Pod, { resource, orderKnown, namespace, listeners }: SidecarScope, { name, service }: Dialled, port: number): readonly string[] {
  const known = isAddress(name) || service?.addresses.some(isAddress) === true;
  const forward = listeners.some((listener) => listener.port?.number === port && listener.port.declared === 'HTTP_PROXY');
  return [
    ...(forward && resource !== undefined ? [`${nameOf(resource)} makes port ${port} a forward proxy (HTTP_PROXY), which is not modelled`] : []),
    ...(pod.annotations['sidecar.istio.io/interceptionMode'] === 'NONE' ? [`pod ${pod.namespace}/${pod.name} has interceptionMode NONE: what it dials itself goes past its sidecar, which is not modelled`] : []),
    ...(orderKnown || resource === undefined ? [] : [`several Sidecar objects narrow what the sidecars of namespace ${namespace} know; the oldest counts, and no file says which that is`]),
    ...(known ? [] : outboundAddressRules(pod).map((rule) => `the annotation ${rule} of pod ${pod.namespace}/${pod.name} takes addresses past its sidecar, and no file says the address of ${name}`)),
  ];
}
