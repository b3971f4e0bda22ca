import { podAt, type Pod } from '../../kubernetes/pods.ts';
import type { Estate } from '../../../resource/estate.ts';
import { meshOf, type Mesh } from '../mesh/mesh.ts';
import { inboundPort } from './inbound-port.ts';
import type { Protocol } from './protocol.ts';
import { proxyAt } from './proxy.ts';

/** What one filter of a proxy knows of one port of its pod, on a gateway of one chain there; undefined if it has no part in it. */
export type FilterOf<Spec> = (estate: Estate, mesh: Mesh, pod: Pod, port: number, chain: string | undefined) => Spec | undefined;

/**
 * Answers where filters stand: behind a sidecar at the pod's ports, `pod/NS/POD/PORT`; on a gateway or
 * waypoint, whose listener chooses a chain first, at `chain/NS/POD/PORT/CHAIN`.
 */
export function atPodPorts<Spec>(estate: Estate, filterOf: FilterOf<Spec>): { at(address: string): Spec | undefined } {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [word, namespace = '', name = '', number, chain] = address.split('/');
      // What follows a pod's port is the target of a tunnel, whose end is a station of its own.
      if (word !== 'chain' && (word !== 'pod' || chain !== undefined)) return undefined;
      const pod = podAt(estate, namespace, name);
      const port = Number(number);
      if (pod === undefined || ['gateway', 'waypoint'].includes(proxyAt(estate, pod, port)) !== (word === 'chain')) return undefined;
      return filterOf(estate, mesh, pod, port, chain);
    },
  };
}

/** How a proxy reads what arrives at a port of its pod, or at a chain there; undefined: no filter stands there. */
export function protocolAt(estate: Estate, pod: Pod, port: number, chain: string | undefined): Protocol | undefined {
  const proxy = proxyAt(estate, pod, port);
  if (proxy === 'sidecar') return inboundPort(estate, pod, port).protocol;
  return proxy === 'gateway' || proxy === 'waypoint' ? chainProtocol(chain ?? '') : undefined;
}

/**
 * How a filter chain of a gateway or waypoint reads its traffic, by the name istiod gives it; undefined: no filter of policies stands
 * there, since an AUTO_PASSTHROUGH server leads to clusters by SNI alone.
 */
export function chainProtocol(chain: string): Protocol | undefined {
  if (chain.startsWith('outbound_.')) return undefined;
  return /^(?:https?\.|inbound-vip\|\d+\|http\||direct-http)/.test(chain) ? 'http' : 'tcp';
}
