import { isObject, valueAt, type Json, type JsonObject, type Path } from '../../resource/resource.ts';
import { moduleSteps, type Address, type ModuleStep } from './names.ts';

/** One instance of a resource in a plan or a state. */
export interface Instance extends Address {
  readonly values: JsonObject;
  /** What only apply can know: a tree with true at its leaves. */
  readonly unknown: JsonObject;
  /** What is not to be printed, likewise. */
  readonly sensitive: Json;
  /** Where its values stand in the document, and where it is named. */
  readonly valuesAt: Path;
  readonly namedAt: Path;
  /** The provider configuration, where a raw state names it. */
  readonly provider?: string;
}

/** What lies in `values` of a state or `planned_values` of a plan. What is malformed is told, and left out. */
export function instancesIn(value: Json | undefined, at: Path, wrong: (message: string, at: Path) => void): readonly Instance[] {
  const root = valueAt(value, ['root_module']);
  if (root === undefined) return [];
  return inModule(root, [...at, 'root_module'], [], wrong);
}

function inModule(module: Json, at: Path, steps: readonly ModuleStep[], wrong: (message: string, at: Path) => void): readonly Instance[] {
  if (!isObject(module)) {
    wrong('a module is an object with resources and child_modules', at);
    return [];
  }
  const own = members(module['resources'], [...at, 'resources'], wrong).flatMap(([resource, place]) => instanceOf(resource, place, steps, wrong) ?? []);
  const inner = members(module['child_modules'], [...at, 'child_modules'], wrong).flatMap(([child, place]) => {
    const address = isObject(child) && typeof child['address'] === 'string' ? moduleSteps(child['address']) : undefined;
    if (address !== undefined && address.length > 0) return inModule(child, place, address, wrong);
    wrong('a module has no address, and what is in it is left out', place);
    return [];
  });
  return [...own, ...inner];
}

function instanceOf(resource: Json, at: Path, module: readonly ModuleStep[], wrong: (message: string, at: Path) => void): Instance | undefined {
  if (!isObject(resource)) {
    wrong('a resource is an object with type, name and values', at);
    return undefined;
  }
  const { type, name, mode, index, values, sensitive_values: sensitive, address } = resource;
  if (!isIdentifier(type) || !isIdentifier(name) || !isObject(values ?? {})) {
    wrong('a resource needs type and name as Terraform takes them, and values as an object: this one is left out', at);
    return undefined;
  }
  // What is left of a resource that was replaced.
  if (resource['deposed_key'] !== undefined) return undefined;
  const key = typeof index === 'string' || typeof index === 'number' ? index : undefined;
  return {
    module,
    mode: mode === 'data' ? 'data' : 'managed',
    type,
    name,
    ...(key === undefined ? {} : { key }),
    values: (values ?? {}) as JsonObject,
    unknown: {},
    sensitive: sensitive ?? {},
    valuesAt: [...at, 'values'],
    namedAt: [...at, ...(address === undefined ? ['name'] : ['address'])],
  };
}

/** The instances of a raw `terraform.tfstate` of version 4. */
export function instancesOfRawState(value: JsonObject, wrong: (message: string, at: Path) => void): readonly Instance[] {
  return members(value['resources'], ['resources'], wrong).flatMap(([resource, at]) => {
    const { type, name, mode, provider } = isObject(resource) ? resource : ({} as JsonObject);
    if (!isObject(resource) || !isIdentifier(type) || !isIdentifier(name)) {
      wrong('a resource of a state needs type and name as Terraform takes them: this one is left out', at);
      return [];
    }
    const module = typeof resource['module'] === 'string' ? (moduleSteps(resource['module']) ?? []) : [];
    return members(resource['instances'], [...at, 'instances'], wrong).flatMap(([instance, place]): readonly Instance[] => {
      const values = isObject(instance) ? instance['attributes'] : undefined;
      // A deposed object is what is left of a resource that was replaced.
      if (!isObject(instance) || !isObject(values) || instance['deposed'] !== undefined) return [];
      const key = instance['index_key'];
      return [{
        module,
        mode: mode === 'data' ? 'data' : 'managed',
        type,
        name,
        ...(typeof key === 'string' || typeof key === 'number' ? { key } : {}),
        values,
        unknown: {},
        sensitive: sensitivePaths(instance['sensitive_attributes']),
        valuesAt: [...place, 'attributes'],
        namedAt: [...at, 'name'],
        ...(typeof provider === 'string' ? { provider } : {}),
      }];
    });
  });
}

/** Letters, digits, underscores and hyphens (Terraform, "Identifiers"). */
function isIdentifier(value: Json | undefined): value is string {
  return typeof value === 'string' && /^[A-Za-z_][\w-]*$/.test(value);
}

/** Paths such as `[{ type: 'get_attr', value: 'password' }]` as a tree; the first step is enough, and never shows too much. */
function sensitivePaths(value: Json | undefined): Json {
  const paths = Array.isArray(value) ? (value as readonly Json[]) : [];
  return Object.fromEntries(paths.flatMap((path) => {
    const first = valueAt(path, [0, 'value']);
    return typeof first === 'string' ? [[first, true]] : [];
  }));
}

/** The members of a list with their places; anything but a list is told. */
export function members(value: Json | undefined, at: Path, wrong: (message: string, at: Path) => void): readonly (readonly [Json, Path])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).map((member, index) => [member, [...at, index]] as const);
  wrong(`${String(at.at(-1))} is a list`, at);
  return [];
}
