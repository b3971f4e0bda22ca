import { dryRunPlanAnnotation } from '../../../facts/load-balancer-controller.ts';
import { isObject, type Json, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import { record, texts } from '../../../dialects/kubernetes/fields.ts';
import { jsonIn } from '../annotations.ts';

/** A stack as a live controller wrote it, by type and id. */
export interface LiveStack {
  readonly id: string;
  readonly resources: JsonObject;
}

/** What stands where a live plan is looked for, and is none. */
export interface NoPlan {
  readonly wrong: string;
  readonly at?: readonly [Resource, Path];
}

/** The plans in a JSON text: one stack, or a list of stacks; undefined where it is something else. */
export function stacksIn(value: Json | undefined): readonly LiveStack[] | undefined {
  if (Array.isArray(value)) {
    const each = (value as readonly Json[]).map(stacksIn);
    return each.length === 0 || each.includes(undefined) ? undefined : each.flatMap((stacks) => stacks!);
  }
  if (!isObject(value) || typeof value['id'] !== 'string' || !isObject(value['resources'])) return undefined;
  return [{ id: value['id'], resources: value['resources'] }];
}

/** The plans in the annotations of Ingresses: of a group only its first member has one. */
export function annotatedStacks(resources: readonly Resource[]): { readonly stacks: readonly LiveStack[]; readonly wrong: readonly NoPlan[] } {
  const stacks: LiveStack[] = [];
  const wrong: NoPlan[] = [];
  for (const resource of resources) {
    if (resource.type !== 'Ingress') continue;
    const written = texts(record(resource.body['metadata'])['annotations'])[dryRunPlanAnnotation];
    if (written === undefined) continue;
    const found = stacksIn(jsonIn(written));
    if (found === undefined) wrong.push({ wrong: `the annotation ${dryRunPlanAnnotation} of Ingress ${resource.namespace ?? 'default'}/${resource.name} is no plan of the controller: it has an id and resources, as JSON`, at: [resource, ['metadata', 'annotations', dryRunPlanAnnotation]] });
    else stacks.push(...found);
  }
  return { stacks, wrong };
}
