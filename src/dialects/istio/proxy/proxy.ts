import { redirectionAnnotation, waypointController } from '../../../facts/ambient.ts';
import { gatewayType, managedLabel } from '../../../facts/gateway-api.ts';
import { proxyContainer, tlsModeLabel } from '../../../facts/injection.ts';
import { dataplaneModeLabel, gatewayNameLabel, neverInterceptedPorts, waypointClass } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import { podsWith, type Pod } from '../../kubernetes/pods.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** What stands in front of a pod's ports. */
export type Proxy = 'sidecar' | 'gateway' | 'waypoint' | 'ambient' | 'none';

/**
 * A proxy container beside another one is a sidecar; on its own it is a gateway (`istio-proxy` is the only container of
 * Istio's gateway charts), or a waypoint where Istio's Gateway controller says that it made one. A pod of an ambient
 * namespace is served by the node instead (istio/istio, cni/pkg/util, PodRedirectionEnabled).
 */
export function proxyOf(estate: Estate, pod: Pod): Proxy {
  const proxied = pod.containers.some(({ name }) => name === proxyContainer);
  if (proxied && pod.containers.length > 1) return 'sidecar';
  if (proxied) return isWaypoint(estate, pod) ? 'waypoint' : 'gateway';
  if (pod.hostNetwork) return 'none';
  if (pod.annotations[redirectionAnnotation] === 'enabled') return 'ambient';
  if (pod.labels[dataplaneModeLabel] === 'none') return 'none';
  const namespace = estate.find({ scope: pod.resource.scope, type: 'Namespace', name: pod.namespace });
  const inherited = namespace === undefined ? undefined : readerOf(namespace).get('metadata', 'labels', dataplaneModeLabel).string();
  return inherited === 'ambient' || pod.labels[dataplaneModeLabel] === 'ambient' ? 'ambient' : 'none';
}

function isWaypoint(estate: Estate, { labels, namespace, resource }: Pod): boolean {
  const [managed, name] = [labels[managedLabel], labels[gatewayNameLabel]];
  if (managed !== undefined || name === undefined) return managed === waypointController;
  const gateway = estate.find({ scope: resource.scope, type: gatewayType, namespace, name });
  return gateway !== undefined && readerOf(gateway).get('spec', 'gatewayClassName').string() === waypointClass;
}

/** What stands in front of one port of a pod: ports that are never redirected reach the program itself. */
export function proxyAt(estate: Estate, pod: Pod, port: number): Proxy {
  const proxy = proxyOf(estate, pod);
  if (proxy === 'gateway' || proxy === 'waypoint') return neverInterceptedPorts.includes(port) ? 'none' : proxy;
  return proxy === 'sidecar' && !intercepts(pod, port) ? 'none' : proxy;
}

/** Whether istiod tells clients that the pod takes mutual TLS: by a label that injection writes, the template for gateways excepted (istio/istio, gateway-injection-template). */
export function speaksMutualTls(pod: Pod): boolean {
  const label = pod.labels[tlsModeLabel];
  return label === undefined ? pod.containers.length > 1 && pod.containers.some(({ name }) => name === proxyContainer) : label === 'istio';
}

/** Whether connections to a port of the pod go through its sidecar (annotations `traffic.sidecar.istio.io/*InboundPorts`). */
export function intercepts(pod: Pod, port: number): boolean {
  if (neverInterceptedPorts.includes(port)) return false;
  const included = pod.annotations['traffic.sidecar.istio.io/includeInboundPorts'] ?? '*';
  const excluded = pod.annotations['traffic.sidecar.istio.io/excludeInboundPorts'] ?? '';
  return (included === '*' || ports(included).includes(port)) && !ports(excluded).includes(port);
}

/** Whether connections that the pod makes to a port go through its sidecar (annotations `traffic.sidecar.istio.io/*OutboundPorts`). */
export function interceptsOutbound(pod: Pod, port: number): boolean {
  const excluded = pod.annotations['traffic.sidecar.istio.io/excludeOutboundPorts'] ?? '';
  return !ports(excluded).includes(port);
}

/** Annotations that exempt addresses: whether one of them is a Service's is in no file. */
export function outboundAddressRules(pod: Pod): readonly string[] {
  const names = ['traffic.sidecar.istio.io/includeOutboundIPRanges', 'traffic.sidecar.istio.io/excludeOutboundIPRanges'];
  return names.filter((name) => !['', '*', undefined].includes(pod.annotations[name]));
}

function ports(text: string): readonly number[] {
  return text.split(',').map((each) => Number(each.trim()));
}

/** The identity in the pod's certificate, without `spiffe://`. */
export function principalOf(mesh: Mesh, pod: Pod): string {
  return `${mesh.trustDomain}/ns/${pod.namespace}/sa/${pod.serviceAccount}`;
}

/** How the authority that signs the mesh's certificates is called in sessions. */
export function meshAuthority(mesh: Mesh): string {
  return `${meshAuthorityHead}${mesh.trustDomain}`;
}

/** Authorities of meshes, whatever their trust domain, begin so. */
export const meshAuthorityHead = 'mesh ';

/**
 * Labels by which a policy means the pod's workload and no other: one of the usual names if it does, else the fewest of
 * the pod's own labels that do not change with a new version.
 */
export function selectorFor(estate: Estate, pod: Pod): Readonly<Record<string, string>> {
  const lasting = Object.entries(pod.labels).filter(([key]) => !passing.has(key) && !key.startsWith('service.istio.io/'));
  const usual = lasting.filter(([key]) => customary.includes(key)).sort(([a], [b]) => customary.indexOf(a) - customary.indexOf(b));
  for (const [key, value] of [...usual, ...lasting]) {
    const others = podsWith(estate, pod.resource.scope, pod.namespace, { [key]: value }).filter((each) => !sameWorkload(each, pod));
    if (others.length === 0) return { [key]: value };
  }
  return Object.fromEntries(lasting);
}

/** In the order in which people would choose them. */
const customary: readonly string[] = ['app', 'app.kubernetes.io/name', 'k8s-app', 'app.kubernetes.io/instance'];

/** Labels that a controller writes, or that a new version changes. */
const passing: ReadonlySet<string> = new Set([
  tlsModeLabel,
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'version',
  'app.kubernetes.io/version',
  'helm.sh/chart',
]);

function sameWorkload(a: Pod, b: Pod): boolean {
  return a.name === b.name || (a.owner !== undefined && b.owner !== undefined && a.owner.type === b.owner.type && a.owner.name === b.owner.name);
}
