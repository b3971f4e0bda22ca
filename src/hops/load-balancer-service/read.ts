import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { serviceAt, servicesOf, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { serversAt } from '../../dialects/istio/gateways/gateways.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { protocolOf } from '../../dialects/istio/proxy/protocol.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Answers for every port of every Service of type LoadBalancer; each is an entry for whatever name leads to it, listed with the names that gateways behind it listen for. */
export function read(estate: Estate): Opened<BalancerSpec> {
  return {
    entries: servicesOf(estate).flatMap((service) => (service.type === 'LoadBalancer' ? service.ports.flatMap((port) => entry(estate, service, port)) : [])),
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const service = serviceAt(estate, namespace, name);
      const port = service?.ports.find((each) => each.port === Number(number));
      return service?.type !== 'LoadBalancer' || port === undefined ? undefined : specOf(service, port);
    },
  };
}

function entry(estate: Estate, service: Service, port: ServicePort): readonly Entry[] {
  if (port.protocol === 'UDP') return [];
  const { namespace, name } = service;
  return [{ address: `balancer/${namespace}/${name}/${port.port}`, scheme: schemeOf(port), port: port.port, hosts: hostsBehind(estate, service, port), passes: true, title: `load balancer of Service ${namespace}/${name} (port ${port.port})`, public: !internal(service) }];
}

/** The names that the gateways behind it listen for: of others nobody says that they are meant to work. */
function hostsBehind(estate: Estate, service: Service, port: ServicePort): readonly string[] {
  const hosts = endpointsOf(estate, service, port).flatMap((endpoint) => {
    const [namespace = '', name = ''] = endpoint.pod?.split('/') ?? [];
    const pod = podAt(estate, namespace, name);
    if (pod === undefined || proxyAt(estate, pod, endpoint.port) !== 'gateway') return [];
    return serversAt(estate, pod, endpoint.port).servers.flatMap(({ hosts: named }) => named.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase()));
  });
  return [...new Set(hosts)].sort();
}

function schemeOf(port: ServicePort): Entry['scheme'] {
  const protocol = protocolOf(port);
  if (protocol === 'tls' || port.port === 443) return 'https';
  return protocol === 'http' || port.port === 80 ? 'http' : 'tcp';
}

/** Annotations of the AWS controllers: a network load balancer writes version 2, a classic one version 1. */
function preambleOf({ annotations }: Service): BalancerSpec['preamble'] {
  const network = ['nlb', 'nlb-ip', 'external'].includes(annotations['service.beta.kubernetes.io/aws-load-balancer-type'] ?? '');
  if (annotations['service.beta.kubernetes.io/aws-load-balancer-proxy-protocol'] === '*') return network ? 'v2' : 'v1';
  const attributes = annotations['service.beta.kubernetes.io/aws-load-balancer-target-group-attributes'] ?? '';
  return /(^|,)\s*proxy_protocol_v2\.enabled\s*=\s*true\s*(,|$)/.test(attributes) ? 'v2' : undefined;
}

/**
 * Whether AWS' balancer ends TLS on the port: it is given a certificate, for all ports unless some are named by number or
 * name; `ssl` or `https` behind it means TLS again (AWS Load Balancer Controller guide, NLB annotations; the cloud provider's
 * are the same).
 */
function tlsEndedFor({ resource, annotations, namespace, name }: Service, port: ServicePort): BalancerSpec['endsTls'] {
  const said = (key: string): string | undefined => annotations[`service.beta.kubernetes.io/aws-load-balancer-${key}`];
  const ports = said('ssl-ports')?.split(',').map((each) => each.trim()) ?? ['*'];
  if ((said('ssl-cert') ?? '') === '' || !ports.some((each) => each === '*' || each === String(port.port) || each === port.name)) return undefined;
  const onward = ['ssl', 'https'].includes(said('backend-protocol')?.toLowerCase() ?? '') ? 'tls' : 'plain';
  const note = `the load balancer of Service ${namespace}/${name} ends TLS and dials on ${onward === 'tls' ? 'with TLS of its own, without server name' : 'in plaintext'}`;
  return { onward, origin: originOf(resource, ['metadata', 'annotations', 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert'], `port ${port.port}`, note) };
}

/** Said by annotations of the clouds' controllers only; nobody says so: whoever knows the address reaches it. */
function internal({ annotations }: Service): boolean {
  return annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'] === 'internal' || annotations['service.beta.kubernetes.io/aws-load-balancer-internal'] === 'true';
}

function specOf(service: Service, port: ServicePort): BalancerSpec {
  const name = `${service.namespace}/${service.name}`;
  const preamble = preambleOf(service);
  const endsTls = tlsEndedFor(service, port);
  return { service: name, port: port.port, ...(preamble === undefined ? {} : { preamble }), ...(endsTls === undefined ? {} : { endsTls }), keepsSource: service.externalTrafficPolicy === 'Local', origin: originOf(service.resource, port.path, `port ${port.port}`, `the load balancer of Service ${name} passes connections on unread`) };
}
