import type { Estate } from '../resource/estate.ts';
import type { Problem, Resource } from '../resource/resource.ts';
import type { Controller } from './controller.ts';
import { layered } from './layer.ts';
import { standardControllers } from './standard.ts';

export interface Controlled {
  readonly estate: Estate;
  readonly problems: readonly Problem[];
}

/** Rounds after which controllers that still undo each other's work are left as they are. */
const roundLimit = 8;

interface Run {
  readonly made: readonly Resource[];
  readonly problems: readonly Problem[];
}

/** Lets every controller work until none has anything left to change. What they make is laid over the estate. */
export function runControllers(estate: Estate, controllers: readonly Controller[] = standardControllers): Controlled {
  const runs = new Map<Controller, Run>();
  let due: ReadonlySet<Controller> = new Set(controllers);
  for (let round = 0; round < roundLimit && due.size > 0; round++) {
    const next = new Set<Controller>();
    for (const controller of controllers) {
      if (!due.has(controller) && !next.has(controller)) continue;
      next.delete(controller);
      const problems: Problem[] = [];
      const made = controller.make(without(estate, controllers, runs, controller), problems);
      const changed = changedTypes(runs.get(controller)?.made ?? [], made);
      runs.set(controller, { made, problems });
      for (const other of controllers) if (other !== controller && runs.has(other) && other.reads.some((type) => changed.has(type))) next.add(other);
    }
    due = next;
  }
  return {
    estate: laid(estate, controllers.map((controller) => runs.get(controller)!.made)),
    problems: controllers.flatMap((controller) => runs.get(controller)!.problems),
  };
}

/** What a controller sees: the files, and the work of all others. */
function without(estate: Estate, controllers: readonly Controller[], runs: ReadonlyMap<Controller, Run>, self: Controller): Estate {
  return laid(estate, controllers.filter((controller) => controller !== self).map((controller) => runs.get(controller)?.made ?? none));
}

const none: readonly Resource[] = [];

/** Layers are kept by what they lie on, so that lists and look-ups of an unchanged layer are made once. */
function laid(estate: Estate, layers: readonly (readonly Resource[])[]): Estate {
  return layers.reduce((base, made) => {
    if (made.length === 0) return base;
    let over = above.get(base);
    if (over === undefined) above.set(base, (over = new WeakMap()));
    const known = over.get(made) ?? layered(base, made);
    over.set(made, known);
    return known;
  }, estate);
}

const above = new WeakMap<Estate, WeakMap<readonly Resource[], Estate>>();

/** Types of which something is new, gone or different. */
function changedTypes(before: readonly Resource[], after: readonly Resource[]): ReadonlySet<string> {
  if (before.length === 0) return new Set(after.map(({ type }) => type));
  const faces = (resources: readonly Resource[]): Map<string, string[]> => {
    const byType = new Map<string, string[]>();
    for (const { type, scope, namespace, name, body } of resources) byType.set(type, [...(byType.get(type) ?? []), JSON.stringify([scope, namespace, name, body])]);
    return byType;
  };
  const [old, fresh] = [faces(before), faces(after)];
  const differs = (type: string): boolean => old.get(type)?.join('\n') !== fresh.get(type)?.join('\n');
  return new Set([...old.keys(), ...fresh.keys()].filter(differs));
}
