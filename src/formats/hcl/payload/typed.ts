import { fieldsOf, type FieldCode } from '../../../facts/kubernetes-fields.ts';
import { isObject, pathText, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';

/** The object of Kubernetes that a resource with an argument for each field stands for. */
export interface Typed {
  readonly object: JsonObject;
  /** Where a part of the object is said: by its path in the object, the path in the resource. */
  readonly places: ReadonlyMap<string, Path>;
}

/** What Terraform's provider for Kubernetes makes, by its own name of the type; `_v1` behind a name says the same. */
const kinds: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  kubernetes_namespace: ['v1', 'Namespace'],
  kubernetes_service: ['v1', 'Service'],
  kubernetes_service_account: ['v1', 'ServiceAccount'],
  kubernetes_default_service_account: ['v1', 'ServiceAccount'],
  kubernetes_config_map: ['v1', 'ConfigMap'],
  kubernetes_secret: ['v1', 'Secret'],
  kubernetes_endpoints: ['v1', 'Endpoints'],
  kubernetes_pod: ['v1', 'Pod'],
  kubernetes_replication_controller: ['v1', 'ReplicationController'],
  kubernetes_deployment: ['apps/v1', 'Deployment'],
  kubernetes_stateful_set: ['apps/v1', 'StatefulSet'],
  kubernetes_daemonset: ['apps/v1', 'DaemonSet'],
  kubernetes_daemon_set: ['apps/v1', 'DaemonSet'],
  kubernetes_job: ['batch/v1', 'Job'],
  kubernetes_cron_job: ['batch/v1', 'CronJob'],
  kubernetes_ingress: ['networking.k8s.io/v1', 'Ingress'],
  kubernetes_ingress_class: ['networking.k8s.io/v1', 'IngressClass'],
  kubernetes_network_policy: ['networking.k8s.io/v1', 'NetworkPolicy'],
  kubernetes_pod_disruption_budget: ['policy/v1', 'PodDisruptionBudget'],
  kubernetes_horizontal_pod_autoscaler: ['autoscaling/v1', 'HorizontalPodAutoscaler'],
  kubernetes_horizontal_pod_autoscaler_v2: ['autoscaling/v2', 'HorizontalPodAutoscaler'],
};

/** The API version and kind of what a type makes; undefined where it is not known here. */
export function kindMadeBy(type: string): readonly [apiVersion: string, kind: string] | undefined {
  // Without `_v1` it is the Ingress of extensions/v1beta1, with another backend, which clusters served until 1.22.
  if (type === 'kubernetes_ingress') return ['extensions/v1beta1', 'Ingress'];
  const name = Object.hasOwn(kinds, type) ? type : type.replace(/_v1$/, '');
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/**
 * Blocks and arguments in snake case as the fields of the object. A list of blocks is called in the singular, and what there can
 * only be one of is a list for Terraform, too: which of the two it is says the schema of the object. undefined: of this type
 * nothing is known here.
 */
export function typedObject(type: string, body: JsonObject): Typed | undefined {
  const made = kindMadeBy(type);
  if (made === undefined) return undefined;
  const [apiVersion, kind] = made;
  const fields = fieldsOf({ kind: `${kind === 'Ingress' ? 'networking.k8s.io/v1' : apiVersion}/${kind}` }) ?? secretFields;
  const places = new Map<string, Path>();
  const object = fielded(body, fields, { from: [], to: [] }, places);
  return { object: { apiVersion, kind, ...object }, places };
}

/** Secrets have no schema here: their values are never shown. */
const secretFields: ReadonlyMap<string, FieldCode> = new Map([['metadata', '1'], ['type', 's'], ['immutable', 'b'], ['data', '{s'], ['binaryData', '{s']]);

/** Where something stands in the resource, and where in the object. */
interface At {
  readonly from: Path;
  readonly to: Path;
}

function fielded(body: JsonObject, fields: ReadonlyMap<string, FieldCode>, at: At, places: Map<string, Path>): JsonObject {
  const names = new Map([...fields.keys()].map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(Object.entries(body).flatMap(([written, value]) => {
    const name = nameFor(written, names);
    if (name === undefined || value === null) return [];
    const inside: At = { from: [...at.from, written], to: [...at.to, name] };
    const found = valueFor(value, fields.get(name)!, inside, places);
    if (found === undefined) return [];
    places.set(pathText(inside.to), inside.from);
    return [[name, found]];
  }));
}

/** `load_balancer_ip` is `loadBalancerIP`, and a block `port` stands for a member of `ports`. */
function nameFor(written: string, names: ReadonlyMap<string, string>): string | undefined {
  const plain = written.replaceAll('_', '').toLowerCase();
  return names.get(plain) ?? names.get(`${plain}s`) ?? names.get(`${plain}es`) ?? names.get(plain.replace(/y$/, 'ies'));
}

function valueFor(value: Json, code: FieldCode, at: At, places: Map<string, Path>): Json | undefined {
  if (code.startsWith('[')) {
    const members = Array.isArray(value) ? (value as readonly Json[]) : [value];
    // A block that is not written is an empty list.
    return members.length === 0 ? undefined : members.flatMap((member, index) => valueFor(member, code.slice(1), { from: Array.isArray(value) ? [...at.from, index] : at.from, to: [...at.to, index] }, places) ?? []);
  }
  if (code.startsWith('{')) return isObject(value) ? value : undefined;
  const fields = fieldsOf({ code });
  if (fields !== undefined) {
    const [block, ...others] = Array.isArray(value) ? (value as readonly Json[]) : [value];
    return isObject(block) && others.length === 0 ? fielded(block, fields, { from: Array.isArray(value) ? [...at.from, 0] : at.from, to: at.to }, places) : undefined;
  }
  switch (code) {
    case 'i':
    case 'n':
      return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    // Whole numbers and names both come as texts.
    case 'p':
      return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    case 'b':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 's':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    default:
      return value;
  }
}
