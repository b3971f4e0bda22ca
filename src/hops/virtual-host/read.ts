import { chainNamed, listenersOf } from '../../dialects/istio/gateways/chains.ts';
import { virtualHosts, type VirtualHost } from '../../dialects/istio/gateways/virtual-hosts.ts';
import { mergedGateways } from '../../dialects/istio/gateways/merge.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { atPodPorts } from '../../dialects/istio/proxy/pod-ports.ts';
import { topologyOf } from '../../dialects/istio/proxy/proxy-config.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { writtenPlace } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { identityOf, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { HostSpec, VirtualHostsSpec } from './spec.ts';

/** Answers for the chains of gateways that carry HTTP. */
export function read(estate: Estate): Opened<VirtualHostsSpec> {
  return atPodPorts(estate, (_estate, mesh, pod, port, chain) => (proxyAt(estate, pod, port) === 'gateway' ? specOf(estate, mesh, pod, port, chain ?? '') : undefined));
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, name: string): VirtualHostsSpec | undefined {
  const chain = chainNamed(estate, mesh, pod, name);
  if (chain?.speaks !== 'http') return undefined;
  const [server] = chain.servers;
  const topology = topologyOf(estate, mesh, pod);
  return {
    pod: `${pod.namespace}/${pod.name}`,
    chain: name,
    ...(server === undefined ? { resource: `gateway ${pod.namespace}/${pod.name}` } : writtenPlace(server.gateway, [...server.path, 'hosts'])),
    blackhole: `blackhole:${server?.number ?? port}`,
    hosts: virtualHosts(estate, pod, chain.servers).map(hostSpec),
    elsewhere: neighbours(estate, mesh, pod, port, name),
    ...(topology === undefined ? {} : { trustedProxies: topology.trustedProxies }),
  };
}

function hostSpec({ host, name, groups, redirects }: VirtualHost): HostSpec {
  const written = groups.flatMap(({ attachments }) => attachments).flatMap(({ virtualService }) => writtenIn(virtualService, host));
  const spec: HostSpec = { host, name, routed: groups.length > 0, ...(written.length === 0 ? {} : { written }) };
  if (redirects === undefined) return spec;
  const path = [...redirects.path, 'tls', 'httpsRedirect'];
  // A server of plain HTTP has no other use for `tls`.
  const whole = readerOf(redirects.gateway).get(...redirects.path, 'tls').keys().length === 1;
  return { ...spec, redirect: { ...writtenPlace(redirects.gateway, path), ...(redirects.gateway.derived === undefined ? { of: identityOf(redirects.gateway), path: whole ? path.slice(0, -1) : path } : {}) } };
}

function writtenIn(virtualService: Resource, host: string): NonNullable<HostSpec['written']> {
  if (virtualService.derived !== undefined) return [];
  const index = readerOf(virtualService).get('spec', 'hosts').strings().findIndex((each) => each.toLowerCase() === host);
  return index < 0 ? [] : [{ of: identityOf(virtualService), index }];
}

/** Chains on one port beyond which nobody is helped by a list of what the others have. */
const most = 32;

/** A client that uses its connection again for another host gets what the chain of the first host has. */
function neighbours(estate: Estate, mesh: Mesh, pod: Pod, port: number, name: string): VirtualHostsSpec['elsewhere'] {
  const listener = listenersOf(estate, mesh, pod, mergedGateways(estate, pod).merged).find((each) => each.port === port && each.chains.some((chain) => chain.name === name));
  const others = listener?.chains.filter((chain) => chain.speaks === 'http' && chain.name !== name) ?? [];
  if (others.length > most) return [];
  return others.flatMap((chain) => virtualHosts(estate, pod, chain.servers).filter(({ host }) => host !== '*').map(({ host }) => ({ host, chain: chain.name })));
}
