import type { ClientTls } from '../dialects/istio/services/auto-mtls.ts';
import { tlsOf, type MergedRule } from '../dialects/istio/services/destination-rules.ts';
import { fullHost, serviceOfHost } from '../dialects/istio/mesh/hosts.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerAuthenticationsFor } from '../dialects/istio/policies/peer-authentication.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { portOn } from '../dialects/kubernetes/endpoints.ts';
import { podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { serviceAt, type Service } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';

/** A DestinationRule for one Service of the estate. Rules for other hosts and for wildcards are left out. */
export interface Destination {
  readonly rule: Resource;
  readonly service: Service;
}

/** Every DestinationRule whose host is a Service of the estate. */
export function* destinations(estate: Estate): Iterable<Destination> {
  for (const rule of estate.ofType('DestinationRule')) {
    const named = serviceOfHost(fullHost(readerOf(rule).get('spec', 'host').string() ?? '', rule.namespace ?? ''));
    const service = named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
    if (service !== undefined) yield { rule, service };
  }
}

/** The traffic policies of a rule: its own and those of its subsets. */
export function trafficPolicies(rule: Resource): readonly Reader[] {
  const spec = readerOf(rule).get('spec');
  return [spec, ...spec.get('subsets').each()].map((part) => part.get('trafficPolicy')).filter(({ there }) => there);
}

/**
 * Whether clients that follow the rule get through to the Service's pods on every port, as far as mTLS goes. What the
 * application's own TLS would do there is not judged: false.
 */
export function getsThrough(estate: Estate, rule: Resource, service: Service): boolean {
  const pods = podsWith(estate, service.resource.scope, service.namespace, service.selector);
  return service.ports.every((port) => {
    const mode = tlsSaid(rule, port.port)?.tls.mode;
    return mode === undefined || pods.every((pod) => takes(estate, pod, portOn(pod, port), mode));
  });
}

/** The TLS settings that a rule by itself has for a Service port, and where they stand. */
export function tlsSaid(rule: Resource, port: number): ReturnType<typeof tlsOf> {
  const alone: MergedRule = { host: '', resources: [rule], policy: { resource: rule, path: ['spec', 'trafficPolicy'] }, subsets: [], workloadSelector: undefined, exportTo: [], orderKnown: true };
  return tlsOf(alone, undefined, port);
}

/** A pod without a proxy takes plaintext only, as one with mode DISABLE does. */
function takes(estate: Estate, pod: Pod, port: number | undefined, mode: ClientTls['mode']): boolean {
  const { rootNamespace } = meshOf(estate);
  const proxy = proxyOf(estate, pod);
  // Clients in the mesh take a tunnel to such a pod, whatever its mode.
  if (proxy === 'ambient' && mode !== 'SIMPLE') return true;
  const server = proxy === 'none' ? 'DISABLE' : modeAt(composePeerAuthentication(rootNamespace, peerAuthenticationsFor(estate, pod, rootNamespace)), port ?? 0).mode;
  if (mode === 'SIMPLE') return false;
  return server === 'PERMISSIVE' || (mode === 'DISABLE') === (server === 'DISABLE');
}
