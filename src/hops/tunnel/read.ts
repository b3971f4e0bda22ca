import { tunnelPort } from '../../facts/gateway-api.ts';
import { chainAddress } from '../../dialects/istio/mesh/addresses.ts';
import { podNamed, takesTunnel, waypointChain } from '../../dialects/istio/ambient/ambient.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { meshPort, meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { TunnelSpec } from './spec.ts';

/** Answers for tunnels to waypoints and sidecars: `pod/NS/POD/15008/TARGET`, where the target is a port, `HOST/PORT` or `NS/POD/PORT`. */
export function read(estate: Estate): Opened<TunnelSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', number, ...target] = address.split('/');
      const pod = Number(number) === tunnelPort && target.length > 0 ? podNamed(estate, `${namespace}/${name}`) : undefined;
      if (pod === undefined) return undefined;
      const proxy = proxyOf(estate, pod);
      if (proxy === 'sidecar') return target.length === 1 && takesTunnel(estate, mesh, pod) ? atSidecar(mesh, pod, Number(target[0])) : undefined;
      return proxy === 'waypoint' ? atWaypoint(estate, mesh, pod, target) : undefined;
    },
  };
}

function atSidecar(mesh: Mesh, pod: Pod, port: number): TunnelSpec {
  const hop = `pod/${pod.namespace}/${pod.name}/${port}`;
  return { proxy: `sidecar of ${pod.namespace}/${pod.name}`, principal: principalOf(mesh, pod), authority: meshAuthority(mesh), port, protocol: 'auto', http: hop, bytes: hop };
}

function atWaypoint(estate: Estate, mesh: Mesh, pod: Pod, target: readonly string[]): TunnelSpec | undefined {
  const name = `${pod.namespace}/${pod.name}`;
  const shared = { proxy: `waypoint ${name}`, principal: principalOf(mesh, pod), authority: meshAuthority(mesh), port: Number(target.at(-1)) };
  if (target.length === 3) {
    const [namespace = '', other = ''] = target;
    const found = podNamed(estate, `${namespace}/${other}`);
    const chain = (word: string): string => chainAddress(name, tunnelPort, `${word}|${target.join('|')}`);
    return { ...shared, protocol: 'auto', http: chain('direct-http'), bytes: chain('direct-tcp'), ...(found?.address === undefined ? {} : { address: found.address }) };
  }
  const [host = ''] = target;
  const [service] = meshServicesNamed(estate, host);
  const port = service === undefined ? undefined : meshPort(service, shared.port);
  if (service === undefined || port === undefined) return undefined;
  const [address] = service.addresses;
  const chain = (word: 'http' | 'tcp'): string => chainAddress(name, tunnelPort, waypointChain(word, host, shared.port));
  return { ...shared, protocol: port.protocol, http: chain('http'), bytes: chain('tcp'), ...(address === undefined || !isAddress(address) ? {} : { address }) };
}
