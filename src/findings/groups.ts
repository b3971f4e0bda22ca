import { balancersOf } from '../dialects/aws/balancers.ts';
import { targetGroupOf, type TargetGroup } from '../dialects/aws/target-groups.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { valueAt, type Resource } from '../resource/resource.ts';

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

/** The Ingress that a target group was made of, if it says this by an annotation of its own; else nobody can be edited. */
export function annotatedBy({ resource }: TargetGroup, annotation: string): Resource | undefined {
  const from = resource.derived?.from;
  return from !== undefined && valueAt(from.body, ['metadata', 'annotations', annotation]) !== undefined ? from : undefined;
}
