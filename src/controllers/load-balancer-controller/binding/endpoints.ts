import { endpointsOf, type Endpoint } from '../../../dialects/kubernetes/endpoints.ts';
import { list, record } from '../../../dialects/kubernetes/fields.ts';
import { podOf, type Pod } from '../../../dialects/kubernetes/pods.ts';
import { portOf, serviceOf, type Service, type ServicePort } from '../../../dialects/kubernetes/services.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Refused } from '../network/found.ts';
import { nodesOf, readiness } from './nodes.ts';

/** The Service and port that a binding names, or why there are none: then the controller deregisters every target. */
export function backendOf(estate: Estate, scope: string, namespace: string, name: string, port: number | string): { readonly service: Service; readonly port: ServicePort } | (Refused & { readonly of: 'name' | 'port' }) {
  const resource = estate.find({ scope, type: 'Service', namespace, name });
  const service = resource === undefined ? undefined : serviceOf(resource);
  if (service === undefined) return { of: 'name', message: `there is no Service ${namespace}/${name}`, says: `backend not found: services "${name}" not found` };
  const found = portOf(service, port) ?? synthesized(service, port);
  if (found !== undefined) return { service, port: found };
  const ports = service.ports.map((each) => (each.name === undefined ? String(each.port) : `${each.port} (${each.name})`)).join(', ') || 'none';
  return { of: 'port', message: `Service ${namespace}/${name} has no port ${port}; it has ${ports}`, says: `backend not found: unable to find port ${port} on service ${namespace}/${name}` };
}

/** An endpoint that is registered by its own address. */
export interface PodEndpoint extends Endpoint {
  /** Absent: the inputs hold no pods of its namespace. */
  readonly object?: Pod;
}

export interface PodEndpoints {
  readonly taken: readonly PodEndpoint[];
  /** Those that are not registered, each with the reason. */
  readonly left: readonly { readonly who: string; readonly why: string }[];
}

/**
 * The endpoints of a Service port that are registered by address (pkg/backend, endpoint_resolver): pods that are ready,
 * and those whose containers are, on a node that is ready, so that a readiness gate can open. Where there is none and
 * `failOpen`, those on nodes of which nobody hears.
 */
export function podEndpoints(estate: Estate, service: Service, port: ServicePort, failOpen: boolean): PodEndpoints {
  const { scope } = service.resource;
  const someNodes = estate.ofType('Node').some((each) => each.scope === scope);
  const podNamed = (name: string): Pod | undefined => {
    const [namespace = '', own = ''] = name.split('/');
    const resource = estate.find({ scope, type: 'Pod', namespace, name: own });
    return resource === undefined ? undefined : podOf(resource);
  };
  const nodeState = (name: string): string | undefined => {
    const node = nodesOf(estate, scope).find((each) => each.name === name);
    return node === undefined ? undefined : readiness(node);
  };
  const ready: PodEndpoint[] = [];
  const unheard: PodEndpoint[] = [];
  const left: { who: string; why: string }[] = [];
  for (const endpoint of endpointsOf(estate, service, port)) {
    const who = endpoint.pod === undefined ? `address ${endpoint.address ?? ''}` : `pod ${endpoint.pod}`;
    const leave = (why: string): void => void left.push({ who, why });
    const object = endpoint.pod === undefined ? undefined : podNamed(endpoint.pod);
    const taken: PodEndpoint = object === undefined ? endpoint : { ...endpoint, object };
    if (endpoint.pod === undefined) leave('is no pod, and only pods are registered');
    else if (object === undefined && estate.ofType('Pod', service.namespace).length > 0) leave('does not exist');
    else if (endpoint.ready) ready.push(taken);
    else if (object === undefined || !containersReady(object)) leave('is not ready');
    else {
      const heard = !someNodes ? 'True' : object.node === undefined ? undefined : nodeState(object.node);
      if (heard === 'True' && !endpoint.terminating) ready.push(taken);
      else if (heard === 'Unknown') unheard.push(taken);
      else leave(endpoint.terminating ? 'is being deleted' : heard === undefined ? `is on node ${object.node ?? 'none'}, which does not exist` : `is on node ${object.node ?? 'none'}, which is not ready`);
    }
  }
  if (ready.length === 0 && failOpen) return { taken: unheard, left };
  return { taken: ready, left: [...left, ...unheard.map(({ pod }) => ({ who: `pod ${pod ?? ''}`, why: 'is on a node of which nobody hears' }))] };
}

/** A Service that only names a host has whatever port somebody asks it for (pkg/k8s, LookupServicePort). */
function synthesized({ type }: Service, port: number | string): ServicePort | undefined {
  return type === 'ExternalName' && typeof port === 'number' ? { port, targetPort: port, protocol: 'TCP', path: ['spec'] } : undefined;
}

function containersReady({ resource }: Pod): boolean {
  return list(record(resource.body['status'])['conditions']).map(record).some(({ type, status }) => type === 'ContainersReady' && status === 'True');
}
