import { portIn, workloadIn } from '../../dialects/istio/ambient/ambient.ts';
import { atPodPorts, chainProtocol } from '../../dialects/istio/proxy/pod-ports.ts';
import { policiesFor, type Workload } from '../../dialects/istio/policies/attachment.ts';
import { conditionsOf, rulesOf } from '../../dialects/istio/policies/authorization.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { inboundPort } from '../../dialects/istio/proxy/inbound-port.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { takesHttp10, topologyOf, type Topology } from '../../dialects/istio/proxy/proxy-config.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { ConnectionSpec } from './spec.ts';

/** Answers for every port behind a sidecar, and for every port of a gateway or waypoint. */
export function read(estate: Estate): Opened<ConnectionSpec> {
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, chain: string | undefined): ConnectionSpec | undefined {
  const name = `${pod.namespace}/${pod.name}`;
  const at = mesh.resource?.locate(['pathNormalization', 'normalization']);
  const shared = { port, normalization: mesh.pathNormalization, ...(takesHttp10(estate, mesh, pod) ? ({ http10: true } as const) : {}), ...(at === undefined ? {} : { at }) };
  switch (proxyAt(estate, pod, port)) {
    case 'gateway':
      return atGateway(estate, mesh, pod, chainProtocol(chain ?? ''), asked(estate, mesh, pod), { ...shared, proxy: `gateway ${name}` });
    case 'waypoint':
      return { ...shared, port: portIn(port, chain), proxy: `waypoint ${name}`, protocol: chainProtocol(chain ?? '') ?? 'tcp', client: { by: asked(estate, mesh, workloadIn(estate, pod, chain)) ? 'last-forwarded' : 'nobody' } };
    case 'sidecar':
      return { ...shared, proxy: `sidecar of ${name}`, protocol: inboundPort(estate, pod, port).protocol, client: { by: asked(estate, mesh, pod) ? 'last-forwarded' : 'nobody' } };
    default:
      return undefined;
  }
}

/** Whether a policy looks at the client's address: most do not, and then nothing has to rest on it. */
function asked(estate: Estate, mesh: Mesh, workload: Workload): boolean {
  const policies = policiesFor(estate, 'AuthorizationPolicy', workload, [mesh.rootNamespace, workload.namespace], mesh.rootNamespace);
  return policies.some((policy) => rulesOf(policy).some((rule) => conditionsOf(rule).some(({ attribute }) => attribute === 'remote.ip')));
}

function atGateway(estate: Estate, mesh: Mesh, pod: Pod, protocol: ConnectionSpec['protocol'] | undefined, asks: boolean, shared: Pick<ConnectionSpec, 'proxy' | 'port' | 'http10' | 'normalization' | 'at'>): ConnectionSpec | undefined {
  if (protocol === undefined) return undefined;
  const topology = topologyOf(estate, mesh, pod);
  const edge = { preamble: topology?.proxyProtocol ?? false, ...(topology === undefined ? {} : { trustedProxies: topology.trustedProxies }) };
  return { ...shared, protocol, client: asks ? trusted(topology, pod) : { by: 'nobody' }, edge };
}

function trusted(topology: Topology | undefined, pod: Pod): ConnectionSpec['client'] {
  if (topology === undefined) return { by: 'unknown', reason: `the annotation proxy.istio.io/config of ${pod.namespace}/${pod.name} cannot be read, and it may set numTrustedProxies` };
  return topology.trustedProxies === 0 ? { by: 'peer' } : { by: 'trusted', proxies: topology.trustedProxies };
}
