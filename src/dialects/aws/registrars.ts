import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Json, type JsonObject, type Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { blocks, referred } from './references.ts';

/** What registers targets by itself, as it starts and stops them. */
export interface Registrar {
  readonly resource: Resource;
  /** `the instances of aws_autoscaling_group web`. */
  readonly registers: string;
}

/** Who else fills a target group. The same estate always gives the same views. */
export function registrarsOf(estate: Estate, group: Resource): readonly Registrar[] {
  let known = viewed.get(estate);
  if (known === undefined) viewed.set(estate, (known = made(estate)));
  return known.get(group) ?? [];
}

const viewed = new WeakMap<Estate, ReadonlyMap<Resource, readonly Registrar[]>>();

function made(estate: Estate): ReadonlyMap<Resource, readonly Registrar[]> {
  const found = new Map<Resource, Registrar[]>();
  for (const [type, { groups, what }] of Object.entries(kinds)) {
    for (const resource of estate.ofType(type)) {
      for (const value of groups(resource.body)) {
        const group = referred(estate, resource, 'aws_lb_target_group', value);
        if (group === undefined) continue;
        const registrar = { resource, registers: `${what} of ${nameOf(resource)}` };
        if (!(found.get(group) ?? []).some((each) => each.resource === resource)) found.set(group, [...(found.get(group) ?? []), registrar]);
      }
    }
  }
  return found;
}

interface Kind {
  readonly groups: (body: JsonObject) => readonly (Json | undefined)[];
  readonly what: string;
}

const sources = (body: JsonObject): readonly (Json | undefined)[] => blocks(body['traffic_source']).map((each) => each['identifier']);
const balanced = (body: JsonObject): readonly (Json | undefined)[] => blocks(body['load_balancer']).map((each) => each['target_group_arn']);

/** Auto Scaling registers the instances that it starts (EC2 Auto Scaling guide, "Attach a load balancer"), and ECS the tasks of a service (ECS guide, "Service load balancing"). */
const kinds: Readonly<Record<string, Kind>> = {
  aws_autoscaling_group: { groups: (body) => [...words(body['target_group_arns']), ...sources(body)], what: 'the instances' },
  aws_autoscaling_attachment: { groups: (body) => [body['lb_target_group_arn'], text(body['alb_target_group_arn'])], what: 'the instances' },
  aws_autoscaling_traffic_source_attachment: { groups: sources, what: 'the instances' },
  aws_ecs_service: { groups: balanced, what: 'the tasks' },
  aws_ecs_task_set: { groups: balanced, what: 'the tasks' },
};
