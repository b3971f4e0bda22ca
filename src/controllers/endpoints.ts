import { serviceNameLabel, portOn, slicesOf } from '../dialects/kubernetes/endpoints.ts';
import { list, record, text, whole, words } from '../dialects/kubernetes/fields.ts';
import { podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import { servicesOf, servicesSelecting, type Service } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import type { Json, JsonObject, Locate, Resource } from '../resource/resource.ts';
import { body, made, type Controller } from './controller.ts';

/**
 * The EndpointSlices of Services: from the pods their selectors take, or mirrored from an Endpoints object of the same
 * name. A Service whose slices a file holds keeps those.
 */
export const endpoints: Controller = {
  name: 'endpoints',
  reads: ['Service', 'Pod', 'Endpoints'],
  make: (estate) => {
    const pods = selected(estate);
    const written = estate.ofType('EndpointSlice').length > 0;
    return servicesOf(estate).flatMap((service) => (service.type === 'ExternalName' || (written && slicesOf(estate, service).length > 0) ? [] : slicesMade(estate, service, pods.get(service) ?? [])));
  },
};

/** The pods of every Service, asked from the pods' side: one lookup a pod. */
function selected(estate: Estate): ReadonlyMap<Service, readonly Pod[]> {
  const pods = new Map<Service, Pod[]>();
  for (const pod of podsOf(estate)) {
    if (pod.finished) continue;
    for (const service of servicesSelecting(estate, pod)) {
      const members = pods.get(service);
      if (members === undefined) pods.set(service, [pod]);
      else members.push(pod);
    }
  }
  return pods;
}

function slicesMade(estate: Estate, service: Service, pods: readonly Pod[]): readonly Resource[] {
  const { resource, namespace, name } = service;
  const written = estate.ofType('Endpoints').length === 0 ? undefined : estate.find({ scope: resource.scope, type: 'Endpoints', namespace, name });
  if (written !== undefined) return mirrored(written, name);
  return groupedByPorts(service, pods).map((group, index) => slice(service, group, index));
}

interface Group {
  /** By the Service's ports, in their order; undefined where these pods have no such port. */
  readonly numbers: readonly (number | undefined)[];
  readonly pods: Pod[];
}

/** Pods for which a named targetPort means different numbers need slices of their own. */
function groupedByPorts(service: Service, pods: readonly Pod[]): readonly Group[] {
  const [only] = pods;
  if (only === undefined) return [];
  if (pods.length === 1) return [{ numbers: service.ports.map((port) => portOn(only, port)), pods: [only] }];
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    const numbers = service.ports.map((port) => portOn(pod, port));
    const key = numbers.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { numbers, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()];
}

/** Written out when it is first looked at: most Services are on nobody's path. */
function slice(service: Service, group: Group, index: number): Resource {
  const { resource, namespace } = service;
  let written: JsonObject | undefined;
  return {
    scope: resource.scope,
    type: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    namespace,
    name: `${service.name}-${index}`,
    get body() {
      return (written ??= sliceBody(service, group, index));
    },
    derived: { by: 'endpoints', from: resource, path: ['spec', 'selector'] },
    locate: locator(resource),
  };
}

function sliceBody(service: Service, { numbers, pods }: Group, index: number): JsonObject {
  const ports = service.ports.flatMap((port, at): Json[] => {
    const number = numbers[at];
    return number === undefined ? [] : [body({ name: port.name ?? '', port: number, protocol: port.protocol, appProtocol: port.appProtocol })];
  });
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${service.name}-${index}`, namespace: service.namespace, labels: { [serviceNameLabel]: service.name } },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => endpoint(service, pod)),
    ports,
  };
}

/** A pod without status has no address yet, and is taken to be ready. */
function endpoint({ publishNotReadyAddresses }: Service, pod: Pod): JsonObject {
  const serving = pod.ready ?? true;
  return {
    addresses: pod.address === undefined ? [] : [pod.address],
    conditions: { ready: publishNotReadyAddresses || (serving && !pod.terminating), serving, terminating: pod.terminating },
    targetRef: { kind: 'Pod', namespace: pod.namespace, name: pod.name },
    ...(pod.node === undefined ? undefined : { nodeName: pod.node }),
  };
}

/** A slice's ports come from the Service's ports, all else from its selector. */
function locator(service: Resource): Locate {
  return ([first], part) => service.locate(first === 'ports' ? ['spec', 'ports'] : ['spec', 'selector'], part);
}

/** One slice a subset: `addresses` are ready, `notReadyAddresses` are not (API reference, Endpoints). */
function mirrored(written: Resource, service: string): readonly Resource[] {
  return list(written.body['subsets']).map((value, index) => {
    const subset = record(value);
    const taken = (address: Json): JsonObject => mirroredEndpoint(address, { ready: true, serving: true, terminating: false });
    const waiting = (address: Json): JsonObject => mirroredEndpoint(address, { ready: false, serving: false, terminating: false });
    const slices = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${service}-${index}`, namespace: written.namespace ?? 'default', labels: { [serviceNameLabel]: service } },
      addressType: 'IPv4',
      endpoints: [...list(subset['addresses']).map(taken), ...list(subset['notReadyAddresses']).map(waiting)],
      ports: list(subset['ports']).map(record).map((port) => body({ name: text(port['name']) ?? '', port: whole(port['port']), protocol: text(port['protocol']) ?? 'TCP', appProtocol: port['appProtocol'] })),
    };
    const locate: Locate = (path, part) => written.locate(path[0] === 'ports' ? ['subsets', index, ...path] : ['subsets', index], part);
    return made({ by: 'endpoints', from: written, path: ['subsets', index] }, 'EndpointSlice', 'discovery.k8s.io/v1', slices, locate);
  });
}

function mirroredEndpoint(address: Json, conditions: JsonObject): JsonObject {
  const { ip, targetRef, nodeName } = record(address);
  return body({ addresses: words([ip ?? null]), conditions, targetRef, nodeName });
}
