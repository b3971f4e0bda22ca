import type { Estate } from '../../resource/estate.ts';
import type { Json, Path, Resource } from '../../resource/resource.ts';
import { flag, list, record, text, texts, whole, words } from './fields.ts';
import { portNamed, type Pod } from './pods.ts';
import type { Service, ServicePort } from './services.ts';

/** One place that answers for a Service port. */
export interface Endpoint {
  /** `NS/NAME`; absent: an address written by hand, of something that is no pod. */
  readonly pod?: string;
  readonly address?: string;
  /** The port on the pod, not the Service's. */
  readonly port: number;
  readonly ready: boolean;
  /** The pod's own Ready condition, whether or not it is being deleted. */
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zone?: string;
  readonly node?: string;
  /** The EndpointSlice that says so, and where in it. */
  readonly slice: Resource;
  readonly path: Path;
}

/** Everything its EndpointSlices name for a Service port, ready or not, in their order. */
export function endpointsOf(estate: Estate, service: Service, port: ServicePort): readonly Endpoint[] {
  return slicesOf(estate, service).flatMap((slice) => sliceEndpoints(slice, port));
}

/** The pod port a Service port leads to on one pod; undefined: the pod has no port of that name and protocol. */
export function portOn(pod: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  return typeof targetPort === 'number' ? targetPort : portNamed(pod, targetPort, protocol);
}

/** The label by which a slice belongs to a Service (API reference, EndpointSlice). */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** The EndpointSlices of a Service. */
export function slicesOf(estate: Estate, { namespace, name, resource }: Service): readonly Resource[] {
  const resources = estate.ofType('EndpointSlice', namespace);
  if (resources.length === 0) return resources;
  let named = byService.get(resources);
  if (named === undefined) byService.set(resources, (named = grouped(resources)));
  return (named.get(name) ?? []).filter(({ scope }) => scope === resource.scope);
}

const byService = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly Resource[]>>();

function grouped(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const named = new Map<string, Resource[]>();
  for (const slice of resources) {
    // A slice that a controller made is made from the Service, or from the Endpoints of its name.
    const service = slice.derived?.from.name ?? texts(record(slice.body['metadata'])['labels'])[serviceNameLabel];
    if (service === undefined) continue;
    const slices = named.get(service);
    if (slices === undefined) named.set(service, [slice]);
    else slices.push(slice);
  }
  return named;
}

function sliceEndpoints(slice: Resource, port: ServicePort): readonly Endpoint[] {
  const listed = list(slice.body['ports']).map(record).find((each) => (text(each['name']) ?? '') === (port.name ?? '') && (text(each['protocol']) ?? 'TCP') === port.protocol);
  const number = whole(listed?.['port']);
  if (number === undefined) return [];
  return list(slice.body['endpoints']).flatMap((value, index) => endpointOf(slice, record(value), number, ['endpoints', index]));
}

/** A condition that is not set: ready is true, serving is as ready, terminating is false (API reference, EndpointSlice). */
function endpointOf(slice: Resource, body: { readonly [key: string]: Json }, port: number, path: Path): readonly Endpoint[] {
  const conditions = record(body['conditions']);
  const target = record(body['targetRef']);
  const zone = text(body['zone']);
  const node = text(body['nodeName']);
  const ready = flag(conditions['ready']) ?? true;
  const shared = {
    port,
    ready,
    serving: flag(conditions['serving']) ?? ready,
    terminating: flag(conditions['terminating']) ?? false,
    slice,
    path,
    ...(zone === undefined ? {} : { zone }),
    ...(node === undefined ? {} : { node }),
  };
  const addresses = words(body['addresses']);
  const address = addresses[0];
  if (target['kind'] === 'Pod') {
    const pod = `${text(target['namespace']) ?? slice.namespace ?? 'default'}/${text(target['name']) ?? ''}`;
    return [{ ...shared, pod, ...(address === undefined ? {} : { address }) }];
  }
  return addresses.map((each) => ({ ...shared, address: each }));
}
