import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { list, record, text, texts, whole, words } from '../../dialects/kubernetes/fields.ts';
import type { Labels } from '../../dialects/kubernetes/labels.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { compareTexts } from '../../resource/order.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kept } from '../kept.ts';
import { grantsOf, type Grants } from './grants.ts';
import type { Settings } from './settings.ts';

/** One cluster as istiod's Gateway API controller sees it. */
export interface World {
  readonly estate: Estate;
  readonly scope: string;
  readonly settings: Settings;
  readonly grants: Grants;
  /** Objects of a type, oldest first where they say their age, then by namespace and name. */
  all(type: string): readonly Resource[];
  find(type: string, namespace: string | undefined, name: string): Resource | undefined;
}

/** What the controller looks at in one cluster; kinds are read and sorted when they are first asked for. */
export function worldOf(estate: Estate, scope: string, settings: Settings): World {
  const sorted = new Map<string, readonly Resource[]>();
  const all = (type: string): readonly Resource[] => kept(sorted, type, () => estate.ofType(type).filter((resource) => resource.scope === scope).toSorted(byAge));
  return {
    estate,
    scope,
    settings,
    grants: grantsOf(all('ReferenceGrant')),
    all,
    find: (type, namespace, name) => estate.find({ scope, type, name, ...(namespace === undefined ? {} : { namespace }) }),
  };
}

/** Older first: creationTimestamp, then namespace, then name. */
export function byAge(a: Resource, b: Resource): number {
  return compareTexts(createdAt(a), createdAt(b)) || compareTexts(a.namespace ?? '', b.namespace ?? '') || compareTexts(a.name, b.name);
}

/** Metadata of something that is made of a resource: its namespace and age. */
export function metadataFrom(resource: Resource, name: string, annotations: Labels): JsonObject {
  const created = createdAt(resource);
  return { name, namespace: resource.namespace ?? '', ...(created === '' ? {} : { creationTimestamp: created }), annotations };
}

function createdAt(resource: Resource): string {
  return text(record(resource.body['metadata'])['creationTimestamp']) ?? '';
}

/** The labels of an object; none where there is no object. */
export function labelsOf(resource: Resource | undefined): Labels {
  return texts(record(resource?.body['metadata'])['labels']);
}

/** The annotations of an object. */
export function annotationsOf(resource: Resource): Labels {
  return texts(record(resource.body['metadata'])['annotations']);
}

/** The labels that a selector of namespaces looks at: its name is one of them. */
export function namespaceLabels(world: World, name: string): Labels {
  return { ...labelsOf(world.find('Namespace', undefined, name)), 'kubernetes.io/metadata.name': name };
}

/** Namespaces that exist: those with an object, and those that hold something of the Gateway API. */
export function namespacesOf(world: World): readonly string[] {
  const holding = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'ListenerSet'].flatMap((type) => world.all(type).map(({ namespace }) => namespace ?? ''));
  return [...new Set([...world.all('Namespace').map(({ name }) => name), ...holding])].filter((name) => name !== '').sort();
}

/** A service of the mesh as far as a Gateway's addresses depend on it. */
export interface Registered {
  readonly namespace: string;
  readonly labels: Labels;
  readonly type: string;
  readonly ports: readonly RegisteredPort[];
  readonly clusterAddresses: readonly string[];
  readonly externalAddresses: readonly string[];
}

export interface RegisteredPort {
  readonly number: number;
  /** Ports of the pods behind it; empty: nothing is behind it. */
  readonly targets: readonly number[];
}

/** Every service of that host name: a Kubernetes Service, or ServiceEntries. */
export function registered(world: World, host: string): readonly Registered[] {
  const suffix = `.svc.${world.settings.domain}`;
  const [name, namespace, ...more] = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
  const resource = name === undefined || namespace === undefined || more.length > 0 ? undefined : world.find('Service', namespace, name);
  return [...(resource === undefined ? [] : [kubernetesService(world, resource)]), ...entriesOf(world, host)];
}

function kubernetesService(world: World, resource: Resource): Registered {
  const spec = record(resource.body['spec']);
  const service = serviceAt(world.estate, resource.namespace ?? '', resource.name);
  const ingress = list(record(record(resource.body['status'])['loadBalancer'])['ingress']).map(record);
  return {
    namespace: resource.namespace ?? '',
    labels: labelsOf(resource),
    type: text(spec['type']) ?? 'ClusterIP',
    ports: (service?.ports ?? []).map((port) => ({ number: port.port, targets: [...new Set(endpointsOf(world.estate, service!, port).map((endpoint) => endpoint.port))] })),
    clusterAddresses: [text(spec['clusterIP']) ?? ''].filter((address) => address !== '' && address !== 'None'),
    externalAddresses: [...ingress.flatMap(({ ip, hostname }) => [text(ip) ?? text(hostname) ?? []].flat()), ...words(spec['externalIPs'])],
  };
}

function entriesOf(world: World, host: string): readonly Registered[] {
  return world.all('ServiceEntry').flatMap((resource) => {
    const spec = record(resource.body['spec']);
    if (!words(spec['hosts']).includes(host)) return [];
    const endpoints = list(spec['endpoints']).map(record);
    const behind = endpoints.length > 0 || (text(spec['resolution']) ?? '').startsWith('DNS') || spec['workloadSelector'] !== undefined;
    const ports = list(spec['ports']).map(record).flatMap((port) => {
      const number = whole(port['number']);
      const name = text(port['name']) ?? '';
      if (number === undefined) return [];
      const target = whole(port['targetPort']) ?? number;
      const targets = endpoints.length === 0 ? [target] : endpoints.map((endpoint) => whole(record(endpoint['ports'])[name]) ?? target);
      return [{ number, targets: behind ? [...new Set(targets)] : [] }];
    });
    return [{ namespace: resource.namespace ?? '', labels: labelsOf(resource), type: '', ports, clusterAddresses: words(spec['addresses']), externalAddresses: [] }];
  });
}
