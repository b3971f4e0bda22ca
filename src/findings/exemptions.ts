import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerAuthenticationsFor, type Decider } from '../dialects/istio/policies/peer-authentication.ts';
import { proxyAt } from '../dialects/istio/proxy/proxy.ts';
import { portOn } from '../dialects/kubernetes/endpoints.ts';
import { podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { servicesSelecting, type Service, type ServicePort } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';

/** A PeerAuthentication that treats one port unlike the rest of its workload, with the pods it is about. */
export interface Exemption {
  readonly policy: Resource;
  /** The key of `portLevelMtls`, as written. */
  readonly key: string;
  readonly port: number;
  readonly mode: string | undefined;
  readonly pods: readonly Pod[];
}

/** Every port that a PeerAuthentication with a selector treats on its own, and that has pods in the estate. */
export function* exemptions(estate: Estate): Iterable<Exemption> {
  for (const policy of estate.ofType('PeerAuthentication')) {
    const spec = readerOf(policy).get('spec');
    const ports = spec.get('portLevelMtls');
    const keys = ports.keys();
    if (keys.length === 0) continue;
    const pods = podsWith(estate, policy.scope, policy.namespace ?? '', spec.get('selector', 'matchLabels').map());
    if (pods.length === 0) continue;
    for (const key of keys) yield { policy, key, port: Number(key), mode: ports.get(key, 'mode').string(), pods };
  }
}

/**
 * Exemptions to this mode that hold, on workloads that insist on mTLS otherwise, with who insists. Without a sidecar, or
 * for a port that no pod has, nothing is weakened: other findings tell that.
 */
export function* weakened(estate: Estate, mode: 'DISABLE' | 'PERMISSIVE'): Iterable<Exemption & { readonly strict: Decider }> {
  const { rootNamespace } = meshOf(estate);
  for (const exemption of exemptions(estate)) {
    if (exemption.mode !== mode) continue;
    const guarded = exemption.pods.filter((pod) => proxyAt(estate, pod, exemption.port) === 'sidecar' && hasPort(pod, portsLeadingTo(estate, pod), exemption.port));
    if (guarded.length === 0) continue;
    const composed = composePeerAuthentication(rootNamespace, peerAuthenticationsFor(estate, guarded[0]!, rootNamespace));
    const holds = modeAt(composed, exemption.port).decider?.resource === exemption.policy;
    if (holds && composed.mode === 'STRICT' && composed.decider !== undefined) yield { ...exemption, pods: guarded, strict: composed.decider };
  }
}

/** A port of a Service together with the pod port it leads to. */
export interface Leading {
  readonly service: Service;
  readonly port: ServicePort;
  readonly target: number;
}

/** The ports of Services that lead to ports of this pod. */
export function portsLeadingTo(estate: Estate, pod: Pod): readonly Leading[] {
  return servicesSelecting(estate, pod).flatMap((service) =>
    service.ports.flatMap((port): Leading[] => {
      const target = portOn(pod, port);
      return target === undefined ? [] : [{ service, port, target }];
    }),
  );
}

/** Whether the pod is known to have this port: a container declares it, or a Service leads to it. */
export function hasPort(pod: Pod, leading: readonly Leading[], port: number): boolean {
  return leading.some(({ target }) => target === port) || pod.containers.some(({ ports }) => ports.some(({ number }) => number === port));
}
