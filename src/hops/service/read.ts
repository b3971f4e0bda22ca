import { whyEmpty } from '../../dialects/kubernetes/empty.ts';
import { endpointsOf, type Endpoint } from '../../dialects/kubernetes/endpoints.ts';
import { record } from '../../dialects/kubernetes/fields.ts';
import { serviceNamed } from '../../dialects/kubernetes/names.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import { serviceAt, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { EndpointSpec, Leads, ServiceSpec } from './spec.ts';

/** Answers for every port of every Service; a port that a Service does not have leads nowhere. */
export function read(estate: Estate): Opened<ServiceSpec> {
  return {
    at: (address) => {
      const [, namespace = '', name = '', port = ''] = address.split('/');
      const service = serviceAt(estate, namespace, name);
      return service === undefined ? undefined : specOf(estate, service, Number(port));
    },
  };
}

function specOf(estate: Estate, service: Service, number: number): ServiceSpec {
  const port = service.ports.find((each) => each.port === number && each.protocol === 'TCP');
  const leads = leadsOf(estate, service, port, number);
  const named = { service: `${service.namespace}/${service.name}`, port: number, leads };
  const asked = port ?? (service.headless ? service.ports[0] : undefined);
  if ('endpoints' in leads && leads.endpoints.length === 0 && asked !== undefined) {
    const { why, resource, path, repairs } = whyEmpty(estate, service, asked);
    return { ...named, empty: { why, repairs }, origin: originOf(resource, path, `port ${number}`) };
  }
  const path = service.type === 'ExternalName' ? ['spec', 'externalName'] : (port?.path ?? ['spec', 'ports']);
  return { ...named, origin: originOf(service.resource, path, `port ${number}`) };
}

function leadsOf(estate: Estate, service: Service, port: ServicePort | undefined, number: number): Leads {
  if (service.type === 'ExternalName') {
    const host = service.externalName ?? '';
    const other = serviceNamed(estate, host, service.namespace);
    return { to: 'alias', host, ...(other === undefined ? {} : { service: `${other.namespace}/${other.name}` }) };
  }
  if (service.headless) {
    const [first] = service.ports;
    const named = port ?? first;
    return { to: 'pods', endpoints: named === undefined ? [] : endpointsOf(estate, service, named).filter(({ ready }) => ready).map((each) => ({ ...endpoint(estate, each), port: number })) };
  }
  if (port === undefined) return { to: 'nothing' };
  return {
    to: 'endpoints',
    endpoints: usable(endpointsOf(estate, service, port)).map((each) => endpoint(estate, each)),
    ...(record(service.resource.body['spec'])['sessionAffinity'] === 'ClientIP' ? { sticky: true } : {}),
    ...(service.internalTrafficPolicy === 'Local' ? { local: true } : {}),
  };
}

/** Ready ones; if there is none, those that still serve while they go (Virtual IPs, "Traffic to terminating endpoints"). */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((each) => each.ready);
  return ready.length > 0 ? ready : endpoints.filter(({ serving, terminating }) => serving && terminating);
}

function endpoint(estate: Estate, { pod, address, port }: Endpoint): EndpointSpec {
  const [namespace = '', name = ''] = pod?.split('/') ?? [];
  const known = pod !== undefined && podAt(estate, namespace, name) !== undefined;
  return { port, ...(known ? { pod } : {}), ...(address === undefined ? {} : { address }) };
}
