import { allAlpn } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import { fullName } from '../../kubernetes/names.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { servicesOf } from '../../kubernetes/services.ts';
import { clusterAddress } from '../mesh/addresses.ts';
import { covers } from '../mesh/hosts.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { outboundCluster, serverName } from '../mesh/names.ts';
import { destinationRuleFor } from '../services/destination-rules.ts';
import { meshServicesNamed } from '../services/registry.ts';
import type { GatewayChain } from './chains.ts';
import { sniHosts } from './server-names.ts';
import type { Server } from './servers.ts';

/** A chain for every port and subset of every Service of the mesh: the SNI is the cluster's own name (istio/istio, builtAutoPassthroughFilterChains). */
export function automatic(estate: Estate, mesh: Mesh, pod: Pod, server: Server): readonly GatewayChain[] {
  const client = `${pod.namespace}/${pod.name}`;
  const hosts = sniHosts(server);
  const names = new Set([...servicesOf(estate).map(fullName), ...estate.ofType('ServiceEntry').flatMap((entry) => readerOf(entry).get('spec', 'hosts').strings().map((host) => host.toLowerCase()))]);
  const services = [...names].filter((host) => hosts.some((pattern) => covers(pattern, host))).flatMap((host) => meshServicesNamed(estate, host).filter(({ external }) => !external).slice(0, 1));
  return services.flatMap(({ host, namespace, ports }) => {
    const subsets = destinationRuleFor(estate, pod, { host, namespace }, mesh.rootNamespace)?.subsets.map(({ name }) => name) ?? [];
    return ports.flatMap(({ number }) =>
      [undefined, ...subsets].map((subset): GatewayChain => {
        const sni = serverName(host, number, subset);
        const cluster = { hop: clusterAddress(client, host, number, subset, { as: 'passthrough' }), rule: outboundCluster(host, number, subset) };
        return { name: sni, speaks: 'bytes', servers: [server], sni: [sni], alpn: allAlpn, cluster };
      }),
    );
  });
}
