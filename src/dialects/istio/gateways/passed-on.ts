import type { Estate } from '../../../resource/estate.ts';
import { endpointsOf } from '../../kubernetes/endpoints.ts';
import { podAt } from '../../kubernetes/pods.ts';
import type { Service, ServicePort } from '../../kubernetes/services.ts';
import { protocolOf } from '../proxy/protocol.ts';
import { proxyAt } from '../proxy/proxy.ts';
import { serversAt } from './gateways.ts';

/** The names that the gateways behind a port listen for: of others nobody says that they are meant to work by way of what passes every name on. */
export function hostsBehind(estate: Estate, service: Service, port: ServicePort): readonly string[] {
  const hosts = endpointsOf(estate, service, port).flatMap((endpoint) => {
    const [namespace = '', name = ''] = endpoint.pod?.split('/') ?? [];
    const pod = podAt(estate, namespace, name);
    if (pod === undefined || proxyAt(estate, pod, endpoint.port) !== 'gateway') return [];
    return serversAt(estate, pod, endpoint.port).servers.flatMap(({ hosts: named }) => named.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase()));
  });
  return [...new Set(hosts)].sort();
}

/** What clients of a port speak, by what the Service calls it, or else by its number. */
export function schemeOf(port: ServicePort): 'http' | 'https' | 'tcp' {
  const protocol = protocolOf(port);
  if (protocol === 'tls' || port.port === 443) return 'https';
  return protocol === 'http' || port.port === 80 ? 'http' : 'tcp';
}
