import { defaultClassAnnotation, groupOrder, ingressController, oldClassAnnotation, paramsGroup } from '../../facts/load-balancer-controller.ts';
import { record, text, texts } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { annotationsOf, type Annotations } from './annotations.ts';
import type { Refusal } from './place.ts';
import type { GroupId } from './names.ts';
import type { Settings } from './settings.ts';

/** One Ingress of a group. */
export interface Member {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Annotations;
  /** `spec` of its IngressClassParams; it beats annotations. Empty: none. */
  readonly params: JsonObject;
}

export interface Group {
  readonly id: GroupId;
  /** In the group's order: `group.order`, then namespace/name. */
  readonly members: readonly Member[];
  /** Anything that keeps the controller from applying the whole group. */
  readonly complaints: Refusal[];
}

/** The Ingresses of one cluster that belong to the controller, by the load balancer they share. */
export function groupsOf(estate: Estate, scope: string, settings: Settings): readonly Group[] {
  const groups = new Map<string, { id: GroupId; ordered: { member: Member; order: number }[]; complaints: Refusal[] }>();
  for (const resource of estate.ofType('Ingress')) {
    const params = resource.scope === scope ? paramsOf(estate, resource, settings) : undefined;
    if (params === undefined) continue;
    const complaints: Refusal[] = [];
    const annotations = annotationsOf(resource, (refusal) => complaints.push(refusal));
    const { namespace = 'default', name } = resource;
    const named = text(record(params['group'])['name']) ?? annotations.text('group.name');
    const id: GroupId = named === undefined ? { id: `${namespace}/${name}`, ingress: { namespace, name } } : { id: named };
    if (named !== undefined && !/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(named)) complaints.push({ at: annotations.place('group.name'), message: `"${named}" is no group name: lower-case letters, digits, - and . only, 63 at most` });
    const order = annotations.number('group.order') ?? groupOrder.default;
    if (order < groupOrder.from || order > groupOrder.to) complaints.push({ at: annotations.place('group.order'), message: `group.order ${order} is outside ${groupOrder.from} to ${groupOrder.to}` });
    let group = groups.get(id.id);
    if (group === undefined) groups.set(id.id, (group = { id, ordered: [], complaints }));
    else group.complaints.push(...complaints);
    const owner = group;
    group.ordered.push({ member: { resource, namespace, name, params, annotations: annotationsOf(resource, (refusal) => owner.complaints.push(refusal)) }, order });
  }
  return [...groups.values()].map(({ id, ordered, complaints }) => ({ id, complaints, members: ordered.sort((a, b) => a.order - b.order || compare(a.member, b.member)).map(({ member }) => member) }));
}

/** Undefined: another controller's Ingress. The old annotation beats the field, and skips the class's parameters. */
function paramsOf(estate: Estate, ingress: Resource, { ingressClass }: Settings): JsonObject | undefined {
  const old = texts(record(ingress.body['metadata'])['annotations'])[oldClassAnnotation];
  if (old !== undefined) return old === ingressClass ? {} : undefined;
  const name = text(record(ingress.body['spec'])['ingressClassName']);
  const classes = estate.ofType('IngressClass').filter(({ scope }) => scope === ingress.scope);
  const found = name === undefined ? classes.find(isDefault) : classes.find((each) => each.name === name);
  // A class that no file holds is the controller's if it has the name that its chart gives.
  if (found === undefined) return name === ingressClass ? {} : undefined;
  const spec = record(found.body['spec']);
  if (spec['controller'] !== ingressController) return undefined;
  const { apiGroup, kind, name: params } = record(spec['parameters']);
  if (apiGroup !== paramsGroup || kind !== 'IngressClassParams' || typeof params !== 'string') return {};
  return record(estate.find({ scope: ingress.scope, type: 'IngressClassParams', name: params })?.body['spec']);
}

function isDefault({ body }: Resource): boolean {
  return texts(record(body['metadata'])['annotations'])[defaultClassAnnotation] === 'true';
}

function compare(a: Member, b: Member): number {
  const [left, right] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
