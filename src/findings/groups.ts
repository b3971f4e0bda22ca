import { balancersOf } from '../dialects/aws/balancers.ts';
import { targetGroupOf, type TargetGroup } from '../dialects/aws/target-groups.ts';
import { podAt, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { record } from '../dialects/kubernetes/fields.ts';
import { serviceAt, servicesSelecting, type Service } from '../dialects/kubernetes/services.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { isObject, valueAt, type Json, type Path } from '../resource/resource.ts';
import type { Spot } from './finding.ts';

/** A target group that a listener forwards to. */
export interface Forwarded {
  readonly group: TargetGroup;
  /** The hop that picks among its targets. */
  readonly hop: HopId;
}

/** Every target group behind a load balancer, once for each balancer. */
export function* forwarded(estate: Estate): Iterable<Forwarded> {
  for (const balancer of balancersOf(estate)) {
    const actions = balancer.listeners.flatMap((listener) => [...listener.actions, ...listener.rules.flatMap((rule) => rule.actions)]);
    const groups = new Set(actions.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }) => group) : [])));
    for (const resource of groups) {
      const group = targetGroupOf(estate, resource);
      yield { group, hop: `group/${balancer.name}/${group.name}` };
    }
  }
}

/** Each target group once, however many balancers share it. */
export function groupsOf(estate: Estate): readonly TargetGroup[] {
  return [...new Map([...forwarded(estate)].map(({ group }) => [group.resource, group])).values()];
}

/** Annotations of an Ingress that say what its target groups are like (AWS Load Balancer Controller guide). */
export type Annotation = 'backend-protocol' | 'backend-protocol-version' | 'healthcheck-path' | 'healthcheck-port' | 'healthcheck-protocol' | 'success-codes' | 'target-group-attributes' | 'target-type';

/** Where the Ingress that a target group was made of says this; undefined if it says nothing or there is none. */
export function annotated({ resource }: TargetGroup, annotation: Annotation): Spot | undefined {
  const from = resource.derived?.from;
  const path = annotationPath(annotation);
  return from !== undefined && valueAt(from.body, path) !== undefined ? { resource: from, path } : undefined;
}

/** The same where a Service that the group leads to may say it, whose word counts for more (AWS Load Balancer Controller guide). */
export function saidOf(estate: Estate, group: TargetGroup, annotation: Annotation): Spot | undefined {
  const path = annotationPath(annotation);
  const service = servicesBehind(estate, group).find(({ resource }) => valueAt(resource.body, path) !== undefined);
  return service === undefined ? annotated(group, annotation) : { resource: service.resource, path };
}

/** The Services whose ports the group was made for: those of its node ports, or those that select its pods. */
export function servicesBehind(estate: Estate, group: TargetGroup): readonly Service[] {
  const behind = group.targets.flatMap(({ service }) => {
    const [namespace = '', name = ''] = service?.split('/') ?? [];
    return serviceAt(estate, namespace, name) ?? [];
  });
  const selecting = group.targets.some(({ pod }) => pod !== undefined) ? podsBehind(estate, group).flatMap((pod) => servicesSelecting(estate, pod)) : [];
  const named = backendNames(group);
  return [...new Set([...behind, ...selecting.filter(({ name }) => named.size === 0 || named.has(name))])];
}

/** The Services that the Ingress behind a group names at all: others may select the same pods. */
function backendNames({ resource }: TargetGroup): ReadonlySet<string> {
  const from = resource.derived?.from;
  const names = new Set<string>();
  const visit = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) {
      const backend = record(value['service'])['name'] ?? value['serviceName'];
      if (typeof backend === 'string') names.add(backend);
      Object.values(value).forEach(visit);
    }
  };
  visit(from?.body['spec']);
  return names;
}

/** The place of an annotation in an Ingress or a Service. */
export function annotationPath(annotation: Annotation): Path {
  return ['metadata', 'annotations', `alb.ingress.kubernetes.io/${annotation}`];
}

/** The pods that a group leads to: its targets, or those behind its nodes. */
export function podsBehind(estate: Estate, { targets }: TargetGroup): readonly Pod[] {
  return targets.flatMap(({ pod, service }) => {
    const [namespace = '', name = ''] = (pod ?? service ?? '').split('/');
    if (pod !== undefined) return podAt(estate, namespace, name) ?? [];
    const behind = serviceAt(estate, namespace, name);
    return behind === undefined ? [] : podsWith(estate, behind.resource.scope, namespace, behind.selector);
  });
}
