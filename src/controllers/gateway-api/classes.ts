import { record, text } from '../../dialects/kubernetes/fields.ts';
import { builtinClasses, classFacts, type ClassFacts } from '../../facts/gateway-api.ts';
import type { Resource } from '../../resource/resource.ts';
import { conditionsOver, type Status } from './conditions.ts';
import type { World } from './world.ts';

/** A GatewayClass that istiod answers for. */
export interface Class extends ClassFacts {
  readonly name: string;
  readonly controller: string;
}

/** The class of a Gateway; undefined: another controller's. A built-in name counts if no object of Istio's has it. */
export function classOf(world: World, name: string): Class | undefined {
  const written = world.find('GatewayClass', undefined, name);
  const controller = (written === undefined ? undefined : controllerOf(written)) ?? builtinClasses[name];
  const facts = controller === undefined ? undefined : classFacts[controller];
  return facts === undefined ? undefined : { ...facts, name, controller: controller! };
}

/** The status of a GatewayClass of Istio's. */
export function classStatuses(world: World): readonly Status[] {
  return world.all('GatewayClass').flatMap((resource) => {
    if (controllerOf(resource) === undefined) return [];
    const conditions = conditionsOver(record(resource.body['status'])['conditions'], { Accepted: { reason: 'Accepted', message: 'Handled by Istio controller' } }, resource);
    return [{ resource, status: { conditions }, refusals: [] }];
  });
}

function controllerOf(resource: Resource): string | undefined {
  const controller = text(record(resource.body['spec'])['controllerName']);
  return controller !== undefined && classFacts[controller] !== undefined ? controller : undefined;
}
