import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { carries } from '../dialects/kubernetes/labels.ts';
import { podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';

/** A server of a Gateway as somebody wrote it. */
export interface WrittenServer {
  readonly gateway: Resource;
  readonly server: Reader;
  readonly port: number | undefined;
  /** In capitals. */
  readonly protocol: string;
  readonly hosts: readonly string[];
  /** In capitals; absent: the server has no `tls`, or one without a mode (SIMPLE). */
  readonly tlsMode: string | undefined;
  readonly credential: string | undefined;
}

/** The Gateways of Istio's own API that somebody wrote: those made of Gateway API objects are not for users to mend. */
export function writtenGateways(estate: Estate): readonly Resource[] {
  return estate.ofType('Gateway').filter(({ apiVersion, derived }) => derived === undefined && (apiVersion === undefined || apiVersion.startsWith('networking.istio.io/')));
}

/** The servers of a Gateway, in their order. */
export function writtenServers(gateway: Resource): readonly WrittenServer[] {
  return readerOf(gateway).get('spec', 'servers').each().map((server) => ({
    gateway,
    server,
    port: server.get('port', 'number').number(),
    protocol: (server.get('port', 'protocol').string() ?? '').toUpperCase(),
    hosts: server.get('hosts').strings(),
    tlsMode: server.get('tls', 'mode').string()?.toUpperCase(),
    credential: server.get('tls', 'credentialName').string(),
  }));
}

/** The gateway pods of an estate: a Gateway concerns those whose labels it selects, in any namespace. */
export function gatewayPods(estate: Estate): readonly Pod[] {
  const pods = podsOf(estate);
  const known = found.get(pods);
  if (known !== undefined) return known;
  const made = pods.filter((pod) => proxyOf(estate, pod) === 'gateway');
  found.set(pods, made);
  return made;
}

const found = new WeakMap<readonly Pod[], readonly Pod[]>();

/** The gateway pods that a Gateway selects, of its own cluster. */
export function podsOfGateway(estate: Estate, gateway: Resource): readonly Pod[] {
  const pods = gatewayPods(estate);
  const ofPods = selected.get(pods) ?? new Map<Resource, readonly Pod[]>();
  selected.set(pods, ofPods);
  const known = ofPods.get(gateway);
  if (known !== undefined) return known;
  const labels = selectorOfGateway(gateway);
  const chosen = pods.filter((pod) => pod.resource.scope === gateway.scope && carries(pod.labels, labels));
  ofPods.set(gateway, chosen);
  return chosen;
}

const selected = new WeakMap<readonly Pod[], Map<Resource, readonly Pod[]>>();

/** The labels by which a Gateway selects pods. */
export function selectorOfGateway(gateway: Resource): Readonly<Record<string, string>> {
  return readerOf(gateway).get('spec', 'selector').map();
}

/** Whether nobody wrote it: Istio's default ingress gateway, which is assumed where a Gateway asks for it. */
export function isAssumed({ derived }: Resource): boolean {
  return derived?.by === 'istio-installation';
}
