import { proxyContainer } from '../../facts/injection.ts';
import type { Edit } from '../../resource/edit.ts';
import type { Estate } from '../../resource/estate.ts';
import { valueAt, type Path, type Resource } from '../../resource/resource.ts';
import { list, record, text } from './fields.ts';
import type { Labels } from './labels.ts';
import { nearest } from './nearest.ts';
import { podsOf, podsWith, type Pod } from './pods.ts';
import { portOf, servicesOf, servicesSelecting, type Service, type ServicePort } from './services.ts';

/** The smallest edit that makes a reference lead somewhere. Nobody has tried it yet. */
export interface Repair {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * One pair of the selector changed so that it selects pods that no Service selects, where only one such change suggests
 * itself: a value or key that is a slip away, or the one value that pods have which meet all other pairs. Pods of another
 * Service are that one's, however alike the names: `data-1` is no slip of `data-0`.
 */
export function selectorRepairs(estate: Estate, service: Service): readonly Repair[] {
  const { resource, selector, namespace, name } = service;
  const changes = Object.keys(selector).flatMap((key) => changesOf(estate, service, key));
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) return [];
  const { key, to, value } = change;
  const found = podsWith(estate, resource.scope, namespace, { ...without(selector, key), [to]: value });
  if (found.length === 0) return [];
  const path = (last: string): Path => ['spec', 'selector', last];
  const edits: readonly Edit[] = [...(to === key ? [] : [{ edit: 'remove', of: resource, path: path(key) } as const]), { edit: 'set', of: resource, path: path(to), to: value }];
  return [{ title: `let Service ${name} select ${to}=${value}, as pod ${found[0]!.name} has it`, edits }];
}

/** Among more pods than this that no Service selects, nothing is plain. */
const fewEnough = 50;

interface Change {
  readonly key: string;
  readonly to: string;
  readonly value: string;
}

function changesOf(estate: Estate, { resource, selector, namespace }: Service, key: string): readonly Change[] {
  const value = selector[key]!;
  const rest = without(selector, key);
  const alone = Object.keys(rest).length === 0;
  const free = unclaimed(estate, namespace);
  const pods = alone ? [...free].filter((pod) => pod.resource.scope === resource.scope) : podsWith(estate, resource.scope, namespace, rest).filter((pod) => free.has(pod));
  if (pods.length > fewEnough) return [];
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))];
  const near = nearest(value, values) ?? (alone || values.length !== 1 ? undefined : values[0]);
  if (near !== undefined) return [{ key, to: key, value: near }];
  const keys = [...new Set(pods.flatMap((pod) => Object.keys(pod.labels).filter((each) => pod.labels[each] === value)))];
  const to = keys.length === 1 ? keys[0] : nearest(key, keys);
  return to === undefined ? [] : [{ key, to, value }];
}

/** The pods of a namespace that no Service selects. */
function unclaimed(estate: Estate, namespace: string): ReadonlySet<Pod> {
  const known = free.get(estate) ?? new Map<string, ReadonlySet<Pod>>();
  free.set(estate, known);
  const found = known.get(namespace) ?? new Set(podsOf(estate, namespace).filter((pod) => servicesSelecting(estate, pod).length === 0));
  known.set(namespace, found);
  return found;
}

const free = new WeakMap<Estate, Map<string, ReadonlySet<Pod>>>();

function without(labels: Labels, key: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([each]) => each !== key));
}

/** A targetPort that names no container port: the port that is a slip away, that the Service means, or the only one. */
export function portRepairs({ resource, name }: Service, { port, name: portName, targetPort, path, protocol }: ServicePort, pods: readonly Pod[]): readonly Repair[] {
  const declared = (pod: Pod): Pod['containers'][number]['ports'] => pod.containers.filter((container) => container.name !== proxyContainer).flatMap(({ ports }) => ports.filter((each) => each.protocol === protocol));
  const [first, ...others] = pods;
  if (first === undefined || typeof targetPort === 'number') return [];
  const shared = declared(first).filter((each) => others.every((pod) => declared(pod).some((its) => its.name === each.name && its.number === each.number)));
  const near = nearest(targetPort, shared.flatMap((each) => each.name ?? []));
  const meant = shared.find((each) => each.name !== undefined && each.name === near) ?? shared.find((each) => each.name !== undefined && each.name === portName) ?? shared.find(({ number }) => number === port) ?? (shared.length === 1 ? shared[0] : undefined);
  if (meant === undefined) return [];
  const to = meant.name ?? meant.number;
  return [{ title: `let port ${port} of Service ${name} lead to container port ${to === meant.number ? to : `${to} (${meant.number})`}`, edits: [{ edit: 'set', of: resource, path: [...path, 'targetPort'], to }] }];
}

/** A backend of an Ingress whose Service does not exist: the Service whose name is a slip away, and which has no rule yet. */
export function backendRepairs(estate: Estate, ingress: Resource, backend: Path): readonly Repair[] {
  const written = valueAt(ingress.body, [...backend, 'service', 'name']);
  const port = valueAt(ingress.body, [...backend, 'service', 'port', 'number']) ?? valueAt(ingress.body, [...backend, 'service', 'port', 'name']);
  if (typeof written !== 'string' || (typeof port !== 'number' && typeof port !== 'string')) return [];
  const others = new Set(backendNames(ingress));
  const services = servicesOf(estate, ingress.namespace ?? 'default').filter(({ resource, name }) => resource.scope === ingress.scope && !others.has(name));
  const name = nearest(written, services.map((service) => service.name));
  const meant = services.find((service) => service.name === name);
  if (meant === undefined) return [];
  const edit: Edit = { edit: 'set', of: ingress, path: [...backend, 'service', 'name'], to: meant.name };
  if (portOf(meant, port) !== undefined) return [{ title: `send these requests to Service ${meant.name}`, edits: [edit] }];
  const [only, ...more] = meant.ports;
  if (only === undefined || more.length > 0) return [];
  return [{ title: `send these requests to Service ${meant.name}, port ${only.port}`, edits: [edit, { edit: 'set', of: ingress, path: [...backend, 'service', 'port'], to: { number: only.port } }] }];
}

function backendNames({ body }: Resource): readonly string[] {
  const { rules } = record(body['spec']);
  return list(rules).flatMap((rule) => list(record(record(rule)['http'])['paths']).flatMap((path) => text(record(record(record(path)['backend'])['service'])['name']) ?? []));
}
