import { originOf } from '../../dialects/kubernetes/origin.ts';
import { serviceAt, servicesOf, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { protocolOf } from '../../dialects/istio/protocol.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Answers for every port of every Service of type LoadBalancer; each is an entry for whatever name leads to it. */
export function read(estate: Estate): Opened<BalancerSpec> {
  return {
    entries: servicesOf(estate).flatMap((service) => (service.type === 'LoadBalancer' ? service.ports.flatMap((port) => entry(service, port)) : [])),
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const service = serviceAt(estate, namespace, name);
      const port = service?.ports.find((each) => each.port === Number(number));
      return service?.type !== 'LoadBalancer' || port === undefined ? undefined : specOf(service, port);
    },
  };
}

function entry(service: Service, port: ServicePort): readonly Entry[] {
  if (port.protocol === 'UDP') return [];
  const { namespace, name } = service;
  return [{ address: `balancer/${namespace}/${name}/${port.port}`, scheme: schemeOf(port), port: port.port, hosts: ['*'], passes: true, title: `load balancer of Service ${namespace}/${name} (port ${port.port})`, public: !internal(service) }];
}

function schemeOf(port: ServicePort): Entry['scheme'] {
  const protocol = protocolOf(port);
  if (protocol === 'tls' || port.port === 443) return 'https';
  return protocol === 'http' || port.port === 80 ? 'http' : 'tcp';
}

/** Said by annotations of the clouds' controllers only; nobody says so: whoever knows the address reaches it. */
function internal({ annotations }: Service): boolean {
  return annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'] === 'internal' || annotations['service.beta.kubernetes.io/aws-load-balancer-internal'] === 'true';
}

function specOf(service: Service, port: ServicePort): BalancerSpec {
  const name = `${service.namespace}/${service.name}`;
  return { service: name, port: port.port, keepsSource: service.externalTrafficPolicy === 'Local', origin: originOf(service.resource, port.path, `port ${port.port}`, `the load balancer of Service ${name} passes connections on unread`) };
}
