import { chainNamed, type GatewayChain } from '../../dialects/istio/gateways/chains.ts';
import { atPodPorts } from '../../dialects/istio/proxy/pod-ports.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { streamCluster, type StreamRoute } from '../../dialects/istio/routes/tcp-routes.ts';
import { writtenPlace } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { StreamDestinationSpec, StreamRouteSpec, StreamSpec } from './spec.ts';

/** Answers for the chains of gateways that carry bytes. */
export function read(estate: Estate): Opened<StreamSpec> {
  return atPodPorts(estate, (_estate, mesh, pod, port, chain) => {
    const found = proxyAt(estate, pod, port) === 'gateway' ? chainNamed(estate, mesh, pod, chain ?? '') : undefined;
    return found?.speaks !== 'bytes' ? undefined : specOf(estate, `${pod.namespace}/${pod.name}`, port, found);
  });
}

function specOf(estate: Estate, pod: string, port: number, { name, servers, route, rivals = [], cluster }: GatewayChain): StreamSpec {
  const server = servers[0]!;
  const only = cluster === undefined ? [] : [{ hop: cluster.hop, cluster: cluster.rule, weight: 1 }];
  const routes = route === undefined ? [{ ...writtenPlace(server.gateway, server.path), destinations: only }] : [route, ...rivals].map((each) => routeSpec(estate, pod, server.number, each));
  return { pod, port, chain: name, routes };
}

function routeSpec(estate: Estate, pod: string, port: number, { virtualService, path, destinations }: StreamRoute): StreamRouteSpec {
  return {
    ...writtenPlace(virtualService, path),
    destinations: destinations.map((destination): StreamDestinationSpec => {
      const { hop, rule } = streamCluster(estate, pod, destination, port, { as: 'bytes' });
      return { hop, cluster: rule, weight: destination.weight };
    }),
  };
}
