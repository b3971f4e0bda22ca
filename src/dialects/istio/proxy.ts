import { dataplaneModeLabel, neverInterceptedPorts, proxyConfigAnnotation, proxyContainer, tlsModeLabel } from '../../facts/istio.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import type { Pod } from '../kubernetes/pods.ts';
import type { Mesh } from './mesh.ts';

/** What stands in front of a pod's ports. */
export type Proxy = 'sidecar' | 'gateway' | 'ambient' | 'none';

/**
 * A proxy container beside another one is a sidecar; on its own it is a gateway (`istio-proxy` is the only container of
 * Istio's gateway charts). A pod of an ambient namespace is served by the node instead.
 */
export function proxyOf(estate: Estate, pod: Pod): Proxy {
  const proxied = pod.containers.some(({ name }) => name === proxyContainer);
  if (proxied) return pod.containers.length === 1 ? 'gateway' : 'sidecar';
  if (pod.hostNetwork) return 'none';
  const namespace = estate.find({ scope: pod.resource.scope, type: 'Namespace', name: pod.namespace });
  const mode = pod.labels[dataplaneModeLabel] ?? (namespace === undefined ? undefined : readerOf(namespace).get('metadata', 'labels', dataplaneModeLabel).string());
  return mode === 'ambient' ? 'ambient' : 'none';
}

/** Whether istiod tells clients that the pod takes mutual TLS: by a label that injection writes. */
export function speaksMutualTls(pod: Pod): boolean {
  const label = pod.labels[tlsModeLabel];
  return label === undefined ? pod.containers.some(({ name }) => name === proxyContainer) : label === 'istio';
}

/** Whether connections to a port of the pod go through its sidecar (annotations `traffic.sidecar.istio.io/*InboundPorts`). */
export function intercepts(pod: Pod, port: number): boolean {
  if (neverInterceptedPorts.includes(port)) return false;
  const included = pod.annotations['traffic.sidecar.istio.io/includeInboundPorts'] ?? '*';
  const excluded = pod.annotations['traffic.sidecar.istio.io/excludeInboundPorts'] ?? '';
  return (included === '*' || ports(included).includes(port)) && !ports(excluded).includes(port);
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
  return `mesh ${mesh.trustDomain}`;
}

/**
 * How many X-Forwarded-For entries a gateway pod believes: its own `proxy.istio.io/config` annotation, else the mesh's.
 * Undefined: the annotation sets a topology in a form that this reader does not know.
 */
export function trustedProxiesOf(mesh: Mesh, pod: Pod): number | undefined {
  const written = pod.annotations[proxyConfigAnnotation];
  if (written === undefined || !/gatewayTopology/.test(written)) return mesh.trustedProxies;
  const number = /["']?numTrustedProxies["']?\s*:\s*(\d+)\s*(?:[,}\n]|$)/.exec(written);
  if (number !== null) return Number(number[1]);
  return /numTrustedProxies/.test(written) ? undefined : 0;
}

/** Names istiod gives to chains and clusters (`istioctl proxy-config`). */
export function inboundCluster(port: number): string {
  return `inbound|${port}||`;
}

export function outboundCluster(host: string, port: number, subset: string | undefined): string {
  return `outbound|${port}|${subset ?? ''}|${host}`;
}

/** The SNI by which a sidecar names the cluster it wants (istio/istio, model, BuildDNSSrvSubsetKey). */
export function serverName(host: string, port: number, subset: string | undefined): string {
  return `outbound_.${port}_.${subset ?? ''}_.${host}`;
}
