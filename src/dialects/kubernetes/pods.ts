import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import { containersOf, type Container } from './containers.ts';
import { list, record, text, texts, whole } from './fields.ts';
import { carries, type Labels } from './labels.ts';

/** A pod as its API object says, whether a file or a controller holds the object. */
export interface Pod {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  /** Containers, then init containers that keep running (restartPolicy Always), which is the order of named ports. */
  readonly containers: readonly Container[];
  /** The workload it belongs to; absent for a pod on its own. */
  readonly owner?: Owner;
  /** Absent: not placed yet, or the input holds no status. */
  readonly address?: string;
  readonly node?: string;
  /** The Ready condition; absent: the input holds no status, and the pod is taken to be ready. */
  readonly ready?: boolean;
  /** A deletion has been asked for. */
  readonly terminating: boolean;
  /** Succeeded or Failed: nothing runs any more. */
  readonly finished: boolean;
}

export interface Owner {
  readonly type: string;
  readonly name: string;
}

/** Every pod of the estate, or of one namespace, by namespace and name. */
export function podsOf(estate: Estate, namespace?: string): readonly Pod[] {
  const resources = estate.ofType('Pod', namespace);
  const known = viewed.get(resources);
  if (known !== undefined) return known;
  const pods = resources.map(podOf);
  viewed.set(resources, pods);
  return pods;
}

/** The pod of that name, if the estate holds it. */
export function podAt(estate: Estate, namespace: string, name: string): Pod | undefined {
  const resources = estate.ofType('Pod', namespace);
  let named = byName.get(resources);
  if (named === undefined) byName.set(resources, (named = new Map(podsOf(estate, namespace).map((pod) => [pod.name, pod]))));
  return named.get(name);
}

/**
 * The number of a pod's container port by name and protocol, containers before init containers that keep running
 * (EndpointSlice controller). Looks at the object itself: Services ask this of every pod.
 */
export function portNamed({ resource }: Pod, name: string, protocol: string): number | undefined {
  const spec = record(resource.body['spec']);
  for (const container of list(spec['containers'])) {
    const number = numberOf(record(container), name, protocol);
    if (number !== undefined) return number;
  }
  for (const container of list(spec['initContainers'])) {
    const number = record(container)['restartPolicy'] === 'Always' ? numberOf(record(container), name, protocol) : undefined;
    if (number !== undefined) return number;
  }
  return undefined;
}

function numberOf(container: JsonObject, name: string, protocol: string): number | undefined {
  for (const member of list(container['ports'])) {
    const port = record(member);
    if (port['name'] === name && (port['protocol'] ?? 'TCP') === protocol) return whole(port['containerPort']);
  }
  return undefined;
}

/** The pods of one namespace whose labels hold all the pairs: a lookup by the rarest pair. No pairs, no pods. */
export function podsWith(estate: Estate, scope: string, namespace: string, pairs: Labels): readonly Pod[] {
  const labelled = labelsOf(estate, namespace);
  let rarest: readonly Pod[] | undefined;
  for (const key in pairs) {
    const pods = labelled.get(`${key}=${pairs[key]}`) ?? [];
    if (rarest === undefined || pods.length < rarest.length) rarest = pods;
  }
  return (rarest ?? []).filter((pod) => pod.resource.scope === scope && carries(pod.labels, pairs));
}

const viewed = new WeakMap<readonly Resource[], readonly Pod[]>();
const byName = new WeakMap<readonly Resource[], ReadonlyMap<string, Pod>>();
const byLabel = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly Pod[]>>();
const views = new WeakMap<Resource, Pod>();

function labelsOf(estate: Estate, namespace: string): ReadonlyMap<string, readonly Pod[]> {
  const resources = estate.ofType('Pod', namespace);
  const known = byLabel.get(resources);
  if (known !== undefined) return known;
  const labelled = new Map<string, Pod[]>();
  for (const pod of podsOf(estate, namespace)) {
    for (const key in pod.labels) {
      const pair = `${key}=${pod.labels[key]}`;
      const pods = labelled.get(pair);
      if (pods === undefined) labelled.set(pair, [pod]);
      else pods.push(pod);
    }
  }
  byLabel.set(resources, labelled);
  return labelled;
}

/** Reads one Pod object; the same resource always gives the same view. Containers are read when first looked at. */
export function podOf(resource: Resource): Pod {
  const known = views.get(resource);
  if (known !== undefined) return known;
  const metadata = record(resource.body['metadata']);
  const spec = record(resource.body['spec']);
  let containers: readonly Container[] | undefined;
  const pod: Pod = {
    resource,
    namespace: resource.namespace ?? 'default',
    name: resource.name,
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    serviceAccount: text(spec['serviceAccountName']) ?? text(spec['serviceAccount']) ?? 'default',
    hostNetwork: spec['hostNetwork'] === true,
    get containers() {
      return (containers ??= containersOf(spec));
    },
    terminating: typeof metadata['deletionTimestamp'] === 'string',
    finished: false,
    ...ownerOf(metadata['ownerReferences']),
    ...(typeof spec['nodeName'] === 'string' ? { node: spec['nodeName'] } : undefined),
    ...(resource.body['status'] === undefined ? undefined : statusOf(record(resource.body['status']))),
  };
  views.set(resource, pod);
  return pod;
}

function statusOf(status: JsonObject): Pick<Pod, 'address' | 'ready' | 'finished'> {
  const address = text(status['podIP']);
  const condition = list(status['conditions']).map(record).find(({ type }) => type === 'Ready');
  return {
    finished: status['phase'] === 'Succeeded' || status['phase'] === 'Failed',
    ...(address === undefined ? {} : { address }),
    ...(condition === undefined ? {} : { ready: condition['status'] === 'True' }),
  };
}

function ownerOf(value: Json | undefined): Pick<Pod, 'owner'> | undefined {
  if (value === undefined) return undefined;
  const references = list(value).map(record);
  const { kind, name } = references.find(({ controller }) => controller === true) ?? references[0] ?? {};
  return typeof kind === 'string' && typeof name === 'string' ? { owner: { type: kind, name } } : undefined;
}
