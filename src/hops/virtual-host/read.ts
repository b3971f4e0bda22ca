import { atPodPorts } from '../../dialects/istio/pod-ports.ts';
import { serversAt, virtualHosts } from '../../dialects/istio/gateways.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** Answers for the chains of gateways that carry HTTP. */
export function read(estate: Estate): Opened<VirtualHostsSpec> {
  return atPodPorts(estate, (_estate, _mesh, pod, port, chain) => {
    if (chain === undefined) return undefined;
    const { servers } = serversAt(estate, pod, port);
    const [first] = servers;
    return { pod: `${pod.namespace}/${pod.name}`, chain, resource: first === undefined ? `gateway ${pod.namespace}/${pod.name}` : nameOf(first.gateway), hosts: virtualHosts(estate, pod, servers).map(({ host }) => host) };
  });
}
