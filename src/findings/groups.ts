import { balancersOf } from '../dialects/aws/balancers.ts';
import { serviceAttribute, targetGroupOf, type TargetGroup } from '../dialects/aws/target-groups.ts';
import { podAt, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { text } from '../dialects/kubernetes/fields.ts';
import { serviceAt, type Service } from '../dialects/kubernetes/services.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { valueAt, type Path } from '../resource/resource.ts';
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

/** The Services that the group was made for, or whose node ports are its targets. */
export function servicesBehind(estate: Estate, { resource, targets }: TargetGroup): readonly Service[] {
  const named = [text(resource.body[serviceAttribute]), ...targets.map(({ service }) => service)];
  return [...new Set(named.flatMap((each) => {
    const [namespace = '', name = ''] = each?.split('/') ?? [];
    return serviceAt(estate, namespace, name) ?? [];
  }))];
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
