import type { Estate } from '../../../resource/estate.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { http10Setting, meshDefaults, proxyConfigAnnotation } from '../../../facts/istio.ts';
import { readerOf } from '../../../resource/reader.ts';
import { record, whole } from '../../kubernetes/fields.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** What a gateway is told of what stands in front of it. */
export interface Topology {
  /** How many entries of X-Forwarded-For it believes, counted from the right. */
  readonly trustedProxies: number;
  /** Connections begin with a PROXY protocol header. */
  readonly proxyProtocol: boolean;
}

/**
 * `gatewayTopology` of the pod's own `proxy.istio.io/config` annotation, which replaces the mesh's as a whole. Undefined:
 * the annotation cannot be read.
 */
export function topologyOf(estate: Estate, mesh: Mesh, pod: Pod): Topology | undefined {
  const config = ownConfig(estate, pod);
  if (config === undefined) return undefined;
  const own = config?.['gatewayTopology'];
  const shared = mesh.resource === undefined ? undefined : readerOf(mesh.resource).get('defaultConfig', 'gatewayTopology').value;
  const topology = record(own === undefined || own === null ? shared : own);
  const proxies = topology['numTrustedProxies'] ?? meshDefaults.numTrustedProxies;
  const number = typeof proxies === 'string' && /^\d+$/.test(proxies) ? Number(proxies) : whole(proxies);
  if (number === undefined || number < 0) return undefined;
  return { trustedProxies: number, proxyProtocol: topology['proxyProtocol'] !== undefined && topology['proxyProtocol'] !== null };
}

/** Whether the pod's proxy takes HTTP/1.0: it says so to istiod by `ISTIO_META_HTTP10`, in its environment or its proxyMetadata (istio/istio, model.NodeMetadata). */
export function takesHttp10(estate: Estate, mesh: Mesh, pod: Pod): boolean {
  const environment = readerOf(pod.resource).get('spec', 'containers').each().flatMap((container) => container.get('env').each());
  if (environment.some((variable) => variable.get('name').string() === http10Setting && variable.get('value').string() === '1')) return true;
  const shared = mesh.resource === undefined ? undefined : readerOf(mesh.resource).get('defaultConfig', 'proxyMetadata').value;
  const own = ownConfig(estate, pod)?.['proxyMetadata'];
  return String({ ...record(shared), ...record(own) }[http10Setting] ?? '') === '1';
}

/**
 * The ProxyConfig that a pod's own annotation holds; null without one. Undefined: it cannot be read. Its text is a document
 * of its own, which the reader of files finds under that text.
 */
export function ownConfig(estate: Estate, pod: Pod): JsonObject | null | undefined {
  const written = pod.annotations[proxyConfigAnnotation];
  if (written === undefined || written.trim() === '') return null;
  return estate.find({ scope: pod.resource.scope, type: 'ProxyConfigText', namespace: pod.namespace, name: written })?.body;
}
