import { workloadPlace } from '../../dialects/istio/policies/exemption.ts';
import { atPodPorts } from '../../dialects/istio/proxy/pod-ports.ts';
import { inboundPort } from '../../dialects/istio/proxy/inbound-port.ts';
import { inboundCluster } from '../../dialects/istio/mesh/names.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { modeAt, peerPoliciesFor, possibleCompositions, type Composed } from '../../dialects/istio/policies/peer-authentication.ts';
import { meshAuthority, principalOf, proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import type { OwnTls } from '../../dialects/istio/services/sidecar-scope.ts';
import { placeOf } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, nameOf, pathText } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { DecidedMode, PeerAuthenticationSpec } from './spec.ts';

/** Answers for the ports of pods that a sidecar stands in front of; gateways bring their own TLS settings, and ztunnel has rules instead. */
export function read(estate: Estate): Opened<PeerAuthenticationSpec> {
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number): PeerAuthenticationSpec | undefined {
  const proxy = proxyAt(estate, pod, port);
  const shared = { pod: `${pod.namespace}/${pod.name}`, port, principal: principalOf(mesh, pod), authority: meshAuthority(mesh) };
  if (proxy !== 'sidecar') return undefined;
  const { protocol, services, ingress, ownTls, doubt } = inboundPort(estate, pod, port);
  const policies = peerPoliciesFor(estate, pod, mesh.rootNamespace);
  return {
    ...shared,
    protocol,
    cluster: services.length > 0 || ingress !== undefined ? inboundCluster(port) : 'InboundPassthroughCluster',
    ...(ownTls === undefined ? {} : { ownTls: ownSpec(ownTls) }),
    modes: modesOf(possibleCompositions(mesh.rootNamespace, policies), port),
    workload: workloadPlace(estate, mesh, pod),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function ownSpec({ resource, path, certificate, clients }: OwnTls): NonNullable<PeerAuthenticationSpec['ownTls']> {
  return { ...placeOf(resource, path), certificate, ...(clients === undefined ? {} : { clients }) };
}

/** The modes that the port may have, each once. */
function modesOf(compositions: readonly Composed[], port: number): readonly DecidedMode[] {
  const modes: DecidedMode[] = [];
  for (const composed of compositions) {
    const { mode, decider } = modeAt(composed, port);
    if (modes.some((known) => known.mode === mode)) continue;
    const at = decider?.resource.locate(decider.path);
    modes.push({
      mode,
      ...(decider === undefined ? {} : { resource: nameOf(decider.resource), attribute: pathText(decider.path), decider: { of: identityOf(decider.resource), path: decider.path, scope: decider.scope } }),
      ...(at === undefined ? {} : { at }),
    });
  }
  return modes;
}
