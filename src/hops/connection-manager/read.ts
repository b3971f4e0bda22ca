import { meshOf, type Mesh } from '../../dialects/istio/mesh.ts';
import { inboundPort } from '../../dialects/istio/protocol.ts';
import { intercepts, proxyOf, trustedProxiesOf } from '../../dialects/istio/proxy.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { ConnectionSpec } from './spec.ts';

/** Answers for every port behind a sidecar, and for every port of a gateway. */
export function read(estate: Estate): Opened<ConnectionSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [word, namespace = '', name = '', port] = address.split('/');
      const pod = word === 'pod' ? podAt(estate, namespace, name) : undefined;
      return pod === undefined ? undefined : specOf(estate, mesh, pod, Number(port));
    },
  };
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number): ConnectionSpec | undefined {
  const name = `${pod.namespace}/${pod.name}`;
  const at = mesh.resource?.locate(['pathNormalization', 'normalization']);
  const shared = { port, normalization: mesh.pathNormalization, ...(at === undefined ? {} : { at }) };
  switch (proxyOf(estate, pod)) {
    case 'gateway':
      return { ...shared, proxy: `gateway ${name}`, protocol: 'http', client: trusted(mesh, pod), appends: true };
    case 'sidecar':
      if (!intercepts(pod, port)) return undefined;
      return { ...shared, proxy: `sidecar of ${name}`, protocol: inboundPort(estate, pod, port).protocol, client: { by: 'last-forwarded' }, appends: false };
    default:
      return undefined;
  }
}

function trusted(mesh: Mesh, pod: Pod): ConnectionSpec['client'] {
  const proxies = trustedProxiesOf(mesh, pod);
  if (proxies === undefined) return { by: 'unknown', reason: `the annotation proxy.istio.io/config of ${pod.namespace}/${pod.name} sets gatewayTopology in a form that is not read` };
  return proxies === 0 ? { by: 'peer' } : { by: 'trusted', proxies };
}
