import { defaultReplicas } from '../facts/kubernetes.ts';
import { flag, list, record, text, texts, whole } from '../dialects/kubernetes/fields.ts';
import { selectorOf, selects, type Selector } from '../dialects/kubernetes/labels.ts';
import { podsOf, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf, type JsonObject, type Locate, type Path, type Problem, type Resource } from '../resource/resource.ts';
import { made, problemAt, type Controller } from './controller.ts';

/** Our own annotation: how many replicas one derived pod stands for. */
export const replicasAnnotation = 'sallyport/replicas';

/** Ordinals of a StatefulSet that get a pod of their own; the last one stands for the rest. */
const ordinalLimit = 100;

/**
 * The pods that workloads make of their templates. A StatefulSet has one pod an ordinal; all others have one pod, called
 * like the workload, that stands for all replicas, because those differ in nothing that a request meets. Pods that a file
 * holds take the place of derived ones; no controller makes such pods, so `reads` does not name them.
 */
export const workloads: Controller = {
  name: 'workloads',
  reads: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Rollout'],
  make: (estate, problems) => {
    const taken = new Set(estate.ofType('Pod').map(({ scope, namespace, name }) => `${scope}\n${namespace}\n${name}`));
    return kinds.flatMap((kind) => estate.ofType(kind.type).flatMap((workload) => podsMade(estate, kind, workload, taken, problems)));
  },
};

interface WorkloadKind {
  readonly type: string;
  readonly template: Path;
  /** Types that make such objects themselves: then their template decides. */
  readonly madeBy: readonly string[];
}

const kinds: readonly WorkloadKind[] = [
  { type: 'Deployment', template: ['spec', 'template'], madeBy: [] },
  { type: 'ReplicaSet', template: ['spec', 'template'], madeBy: ['Deployment', 'Rollout'] },
  { type: 'StatefulSet', template: ['spec', 'template'], madeBy: [] },
  { type: 'DaemonSet', template: ['spec', 'template'], madeBy: [] },
  { type: 'Job', template: ['spec', 'template'], madeBy: ['CronJob'] },
  { type: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'], madeBy: [] },
  // Argo Rollouts: a Deployment with another strategy (argoproj.io documentation, "Rollout Specification").
  { type: 'Rollout', template: ['spec', 'template'], madeBy: [] },
];

function podsMade(estate: Estate, kind: WorkloadKind, workload: Resource, taken: Set<string>, problems: Problem[]): readonly Resource[] {
  const spec = record(workload.body['spec']);
  const borrowed = templateOf(estate, kind, workload);
  const template = kind.template.reduce((value: JsonObject, step) => record(value[step]), borrowed.body);
  const labels = texts(record(template['metadata'])['labels']);
  const selector = selectorOf(record(borrowed.body['spec'])['selector']);
  const replicas = replicasOf(kind.type, spec);
  if (replicas === 0 || madeByAnother(estate, kind, workload)) return [];
  if (selector !== undefined && kind.type !== 'Job' && !selects(selector, labels)) {
    const message = `${nameOf(workload)} never gets a pod: its selector does not take the labels of its own template, and the API server refuses it`;
    problems.push(problemAt(workload, ['spec', 'selector'], 'selector-does-not-match-template', 'error', message));
    return [];
  }
  if (candidates(estate, workload, selector).some((pod) => belongs(pod, workload, selector))) return [];
  if (kind.type !== 'StatefulSet') return [pod(workload, borrowed, kind.template, template, free(workload, kind.type, taken), replicas, undefined, undefined)];
  const count = Number(replicas);
  const first = whole(record(spec['ordinals'])['start']) ?? 0;
  return Array.from({ length: Math.min(count, ordinalLimit) }, (_, index) => {
    const name = `${workload.name}-${first + index}`;
    const stands = index === ordinalLimit - 1 ? count - index : 1;
    const subdomain = text(spec['serviceName']);
    return pod(workload, borrowed, kind.template, template, name, stands, { 'statefulset.kubernetes.io/pod-name': name }, { hostname: name, ...(subdomain === undefined ? {} : { subdomain }) });
  });
}

/** The object that holds the template: a Rollout may take that of a Deployment, which is then scaled to 0. */
function templateOf(estate: Estate, { type }: WorkloadKind, workload: Resource): Resource {
  const { kind, name } = record(record(workload.body['spec'])['workloadRef']);
  if (type !== 'Rollout' || typeof kind !== 'string' || typeof name !== 'string') return workload;
  const { scope, namespace } = workload;
  return estate.find({ scope, type: kind, name, ...(namespace === undefined ? {} : { namespace }) }) ?? workload;
}

/** How many pods run: a number, or words where the cluster decides. */
function replicasOf(type: string, spec: JsonObject): number | string {
  if (flag(spec['suspend']) === true) return 0;
  if (type === 'DaemonSet') return 'one on every node';
  if (type === 'CronJob') return 'one each time it runs';
  if (type === 'Job') return whole(spec['parallelism']) ?? 1;
  return whole(spec['replicas']) ?? defaultReplicas;
}

function madeByAnother(estate: Estate, { madeBy }: WorkloadKind, { scope, namespace, body }: Resource): boolean {
  const owners = list(record(body['metadata'])['ownerReferences']).map(record);
  return owners.some(({ kind, name }) => typeof kind === 'string' && madeBy.includes(kind) && typeof name === 'string' && estate.find({ scope, type: kind, name, ...(namespace === undefined ? {} : { namespace }) }) !== undefined);
}

/** Pods of the namespace that may be the workload's, found by the selector's labels where it has any. */
function candidates(estate: Estate, { scope, namespace = 'default' }: Resource, selector: Selector | undefined): readonly Pod[] {
  if (estate.ofType('Pod', namespace).length === 0) return [];
  const labels = selector?.matchLabels ?? {};
  return Object.keys(labels).length === 0 ? podsOf(estate, namespace) : podsWith(estate, scope, namespace, labels);
}

/** Whether a file's pod is one of the workload's: by owner, or by name where the file leaves owners out. */
function belongs(pod: Pod, workload: Resource, selector: Selector | undefined): boolean {
  if (pod.resource.derived !== undefined || pod.resource.scope !== workload.scope) return false;
  if (selector !== undefined && !selects(selector, pod.labels)) return false;
  if (pod.owner?.type === workload.type) return pod.owner.name === workload.name;
  const between = pod.owner === undefined || ['ReplicaSet of Deployment', 'ReplicaSet of Rollout', 'Job of CronJob'].includes(`${pod.owner.type} of ${workload.type}`);
  return between && (pod.owner?.name ?? pod.name).startsWith(`${workload.name}-`);
}

/** The workload's own name; if a pod of that name exists, with the type behind it. */
function free({ scope, namespace, name }: Resource, type: string, taken: Set<string>): string {
  const key = (candidate: string): string => `${scope}\n${namespace}\n${candidate}`;
  const found = taken.has(key(name)) ? `${name}-${type.toLowerCase()}` : name;
  taken.add(key(found));
  return found;
}

function pod(workload: Resource, holder: Resource, path: Path, template: JsonObject, name: string, replicas: number | string, labels: Readonly<Record<string, string>> | undefined, placed: JsonObject | undefined): Resource {
  const metadata = record(template['metadata']);
  const stands = replicas === 1 ? undefined : { [replicasAnnotation]: String(replicas) };
  const owner = { apiVersion: workload.apiVersion ?? '', kind: workload.type, name: workload.name, controller: true };
  const namespace = workload.namespace ?? 'default';
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: joined(texts(metadata['labels']), labels), annotations: joined(texts(metadata['annotations']), stands), ownerReferences: [owner] },
    spec: joined(record(template['spec']), placed),
  };
  return made({ by: 'workloads', from: holder, path }, 'Pod', 'v1', body, locator(holder, path));
}

function joined<T extends JsonObject>(written: T, added: T | undefined): T {
  return added === undefined ? written : { ...written, ...added };
}

/** What stands in the template is located there; what the workload adds, at what makes it do so. */
function locator(workload: Resource, template: Path): Locate {
  return (path, part) => {
    const [first, second] = path;
    if (first === 'spec' || (first === 'metadata' && (second === 'labels' || second === 'annotations'))) return workload.locate([...template, ...path], part);
    return workload.locate(['metadata', 'name'], part);
  };
}
