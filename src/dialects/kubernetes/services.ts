import type { Estate } from '../../resource/estate.ts';
import type { Json, Path, Resource } from '../../resource/resource.ts';
import { flag, list, record, text, texts, whole } from './fields.ts';
import { carries, type Labels } from './labels.ts';
import type { Pod } from './pods.ts';

/** A Service as its API object says. */
export interface Service {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** Empty: endpoints are written by hand. ExternalName ignores it. */
  readonly selector: Labels;
  /** clusterIP is None: its name resolves to the pods themselves. */
  readonly headless: boolean;
  readonly externalName?: string;
  readonly ports: readonly ServicePort[];
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  readonly publishNotReadyAddresses: boolean;
}

export interface ServicePort {
  /** Absent: the only port may have no name. */
  readonly name?: string;
  readonly port: number;
  /** A pod port, or the name of a container port that each pod resolves for itself. Default: the same as `port`. */
  readonly targetPort: number | string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
  readonly protocol: string;
  readonly path: Path;
}

/** Every Service of the estate, or of one namespace, by namespace and name. */
export function servicesOf(estate: Estate, namespace?: string): readonly Service[] {
  const resources = estate.ofType('Service', namespace);
  const known = viewed.get(resources);
  if (known !== undefined) return known;
  const services = resources.map(serviceOf);
  viewed.set(resources, services);
  return services;
}

/** The Service of that name, if the estate holds it. */
export function serviceAt(estate: Estate, namespace: string, name: string): Service | undefined {
  const resources = estate.ofType('Service', namespace);
  let named = byName.get(resources);
  if (named === undefined) byName.set(resources, (named = new Map(servicesOf(estate, namespace).map((service) => [service.name, service]))));
  return named.get(name);
}

/** A port of a Service by its number, as clients dial it, or by its name, as an Ingress may write it. */
export function portOf(service: Service, port: number | string): ServicePort | undefined {
  return service.ports.find((each) => (typeof port === 'number' ? each.port === port : each.name === port));
}

/** The ports of a Service for people: `80 (http), 443`, or `none`. */
export function shownPorts({ ports }: Service): string {
  return ports.map(({ name, port }) => (name === undefined ? port : `${port} (${name})`)).join(', ') || 'none';
}

/** The Services whose selector takes the pod: a lookup, however many there are. */
export function servicesSelecting(estate: Estate, pod: Pod): readonly Service[] {
  const selecting = selectorsOf(estate, pod.namespace);
  const found: Service[] = [];
  for (const key in pod.labels) {
    for (const service of selecting.get(key)?.get(pod.labels[key]!) ?? none) {
      if (service.resource.scope === pod.resource.scope && carries(pod.labels, service.selector)) found.push(service);
    }
  }
  return found.length < 2 ? found : found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const none: readonly Service[] = [];
const viewed = new WeakMap<readonly Resource[], readonly Service[]>();
const byName = new WeakMap<readonly Resource[], ReadonlyMap<string, Service>>();
const bySelector = new WeakMap<readonly Resource[], Selectors>();
const views = new WeakMap<Resource, Service>();

/** Services by label key and value. */
type Selectors = ReadonlyMap<string, ReadonlyMap<string, readonly Service[]>>;

/** Each Service under one pair of its selector: the first, or where many share that, the one that the fewest share. */
function selectorsOf(estate: Estate, namespace: string): Selectors {
  const resources = estate.ofType('Service', namespace);
  const known = bySelector.get(resources);
  if (known !== undefined) return known;
  const services = servicesOf(estate, namespace).filter(({ type }) => type !== 'ExternalName');
  const first = bucketed(services, firstPair);
  const selecting: Buckets = new Map();
  for (const [key, values] of first) {
    for (const [value, members] of values) {
      if (members.length <= fewEnough) group(selecting, key, value).push(...members);
      else for (const [key, again] of bucketed(members, rarestPair(members))) for (const [value, fewer] of again) group(selecting, key, value).push(...fewer);
    }
  }
  bySelector.set(resources, selecting);
  return selecting;
}

/** A bucket of more Services than this is divided by what tells them apart. */
const fewEnough = 4;

type Buckets = Map<string, Map<string, Service[]>>;

function bucketed(services: readonly Service[], choose: (service: Service) => string | undefined): Buckets {
  const buckets: Buckets = new Map();
  for (const service of services) {
    const key = choose(service);
    if (key !== undefined) group(buckets, key, service.selector[key]!).push(service);
  }
  return buckets;
}

function firstPair({ selector }: Service): string | undefined {
  for (const key in selector) return key;
  return undefined;
}

/** The key of the pair that the fewest of these Services share. */
function rarestPair(services: readonly Service[]): (service: Service) => string | undefined {
  const sharing: Buckets = new Map();
  for (const service of services) for (const key in service.selector) group(sharing, key, service.selector[key]!).push(service);
  return ({ selector }) => {
    let rarest: string | undefined;
    let fewest = Infinity;
    for (const key in selector) {
      const { length } = group(sharing, key, selector[key]!);
      if (length < fewest) [rarest, fewest] = [key, length];
    }
    return rarest;
  };
}

function group(groups: Buckets, key: string, value: string): Service[] {
  let values = groups.get(key);
  if (values === undefined) groups.set(key, (values = new Map()));
  let members = values.get(value);
  if (members === undefined) values.set(value, (members = []));
  return members;
}

/** Reads one Service object; the same resource always gives the same view. */
export function serviceOf(resource: Resource): Service {
  const known = views.get(resource);
  if (known !== undefined) return known;
  const spec = record(resource.body['spec']);
  const externalName = text(spec['externalName']);
  const service: Service = {
    resource,
    namespace: resource.namespace ?? 'default',
    name: resource.name,
    annotations: texts(record(resource.body['metadata'])['annotations']),
    type: types.find((each) => each === spec['type']) ?? 'ClusterIP',
    selector: texts(spec['selector']),
    headless: spec['clusterIP'] === 'None',
    ports: list(spec['ports']).flatMap((value, index) => servicePort(value, ['spec', 'ports', index])),
    internalTrafficPolicy: spec['internalTrafficPolicy'] === 'Local' ? 'Local' : 'Cluster',
    externalTrafficPolicy: spec['externalTrafficPolicy'] === 'Local' ? 'Local' : 'Cluster',
    publishNotReadyAddresses: flag(spec['publishNotReadyAddresses']) === true,
    ...(externalName === undefined ? {} : { externalName }),
  };
  views.set(resource, service);
  return service;
}

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;

function servicePort(value: Json, path: Path): readonly ServicePort[] {
  const { name, port, targetPort, nodePort, appProtocol, protocol } = record(value);
  if (whole(port) === undefined) return [];
  return [
    {
      port: port as number,
      targetPort: whole(targetPort) ?? text(targetPort) ?? (port as number),
      protocol: text(protocol) ?? 'TCP',
      path,
      ...(typeof name === 'string' ? { name } : undefined),
      ...(typeof nodePort === 'number' ? { nodePort } : undefined),
      ...(typeof appProtocol === 'string' ? { appProtocol } : undefined),
    },
  ];
}
