import { isObject, valueAt, type Json, type JsonObject, type Path } from '../../resource/resource.ts';
import type { Address, ModuleStep } from './names.ts';

/** A part of a plan's `configuration`, and where it stands in the document. */
export interface Configured {
  readonly value: JsonObject;
  readonly at: Path;
}

/** A plan's configuration of one module, root being the empty list. */
export function moduleConfigured(plan: JsonObject, module: readonly ModuleStep[]): Configured | undefined {
  return below(plan, ['configuration', 'root_module', ...module.flatMap(({ name }) => ['module_calls', name, 'module'])]);
}

/** The call that makes a module, in the module around it. */
export function callConfigured(plan: JsonObject, module: readonly ModuleStep[]): Configured | undefined {
  const last = module.at(-1);
  const around = last === undefined ? undefined : moduleConfigured(plan, module.slice(0, -1));
  return last === undefined || around === undefined ? undefined : within(around, ['module_calls', last.name]);
}

/** The configuration that all instances of a resource share. */
export function resourceConfigured(plan: JsonObject, { module, mode, type, name }: Address): Configured | undefined {
  const around = moduleConfigured(plan, module);
  const resources = around?.value['resources'];
  if (around === undefined || !Array.isArray(resources)) return undefined;
  const index = indexed(resources as readonly Json[]).get(`${mode} ${type}.${name}`);
  return index === undefined ? undefined : within(around, ['resources', index]);
}

/** The places of a module's resources; worked out once, for plans of thousands. */
function indexed(resources: readonly Json[]): ReadonlyMap<string, number> {
  const known = places.get(resources);
  if (known !== undefined) return known;
  const found = new Map<string, number>();
  resources.forEach((each, index) => {
    if (isObject(each)) found.set(`${each['mode'] === 'data' ? 'data' : 'managed'} ${String(each['type'])}.${String(each['name'])}`, index);
  });
  places.set(resources, found);
  return found;
}

const places = new WeakMap<readonly Json[], ReadonlyMap<string, number>>();

/** A part of a part. */
export function within({ value, at }: Configured, path: Path): Configured | undefined {
  const found = valueAt(value, path);
  return isObject(found) ? { value: found, at: [...at, ...path] } : undefined;
}

/** The references of an expression, and of all expressions in it where it is written as a block. */
export function referencesIn(expression: Json | undefined): readonly string[] {
  if (Array.isArray(expression)) return (expression as readonly Json[]).flatMap(referencesIn);
  if (!isObject(expression)) return [];
  const own = expression['references'];
  if (Array.isArray(own)) return (own as readonly Json[]).filter((each): each is string => typeof each === 'string');
  return 'constant_value' in expression ? [] : Object.values(expression).flatMap(referencesIn);
}

function below(plan: JsonObject, path: Path): Configured | undefined {
  return within({ value: plan, at: [] }, path);
}
