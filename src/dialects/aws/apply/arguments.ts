import { argumentsOf, isKnownType, knownTypes, schemaVersion, type Argument, type ValueType } from '../../../facts/terraform-schema.ts';
import { isLookedUp, isObject, type Json, type JsonObject, type Path, type Resource, valueAt } from '../../../resource/resource.ts';
import { nearest } from '../../kubernetes/nearest.ts';
import { mendedBy, setTo, unknownAt, without, type Refusal, type RefusalMend } from './refusal.ts';
import { gone, isNewerThanKnown, isOlder, versionRefusals, type InUse } from './versions.ts';
import { comesFromPlan, isAssigned } from './written.ts';

type Members = ReadonlyMap<string, Argument>;

/** Of Terraform itself, and what inputs add of their own. */
const meta: ReadonlySet<string> = new Set(['unknown_after_apply', 'count', 'for_each', 'provider', 'depends_on', 'lifecycle', 'connection', 'provisioner']);

/**
 * What `terraform validate` refuses of a resource, at every level of nesting, in Terraform's words. What a plan says has passed:
 * there only words are told that are nearly an argument's.
 */
export function argumentRefusals(resource: Resource, versions: readonly InUse[] = []): readonly Refusal[] {
  if (isLookedUp(resource)) return [];
  const passed = comesFromPlan(resource);
  const members = argumentsOf(resource.type);
  if (members === undefined) return passed || !resource.type.startsWith('aws_') || isKnownType(resource.type) ? [] : typeRefusals(resource, versions);
  return [...(passed ? [] : versionRefusals(resource, versions)), ...inBlock({ resource, passed, versions }, members, resource.body, [])];
}

function typeRefusals(resource: Resource, versions: readonly InUse[]): readonly Refusal[] {
  const { type } = resource;
  const went = gone(type, undefined, versions);
  const near = nearest(type, knownTypes().filter((each) => !each.startsWith('data.')));
  if (went?.taken === true || (went === undefined && near === undefined && versions.some(mayBeOther))) return [];
  const also = went === undefined ? (near === undefined ? ` (${schemaVersion()})` : ` Did you mean "${near}"?`) : ` (${went.why})`;
  return [{ resource, path: [], message: `Invalid resource type: The provider hashicorp/aws does not support resource type "${type}".${also}` }];
}

/** Whether a schema that is not known here may be in use: of a version that is older than all of this one's, or newer. */
function mayBeOther(version: InUse): boolean {
  return isNewerThanKnown(version) || isOlder(version, `${schemaVersion().split('.')[0]!}.0.0`);
}

interface About {
  readonly resource: Resource;
  /** The provider has taken it as it is. */
  readonly passed: boolean;
  readonly versions: readonly InUse[];
}

function* inBlock(about: About, members: Members, body: JsonObject, path: Path): Iterable<Refusal> {
  const { resource, passed } = about;
  if (!passed) yield* missing(resource, members, body, path);
  for (const [name, value] of Object.entries(body)) {
    if (path.length === 0 && meta.has(name)) continue;
    const argument = members.get(name);
    const here = [...path, name];
    if (argument === undefined) {
      // Null is what nobody knows yet, or what is written: the provider looks at the name.
      if (passed && (value === null || isEmpty(value))) continue;
      const went = passed ? undefined : gone(resource.type, here, about.versions);
      const near = went === undefined ? nearestOf(name, members) : undefined;
      if (went?.taken === true || (went === undefined && near === undefined && (passed || about.versions.some(mayBeOther)))) continue;
      yield { resource, path: here, part: 'key', message: `${unexpected(name, value, near)}${went === undefined ? '' : ` (${went.why})`}`, ...mendedBy(near === undefined ? undefined : renamed(resource, here, near, body)) };
    } else if (value === null) {
      continue;
    } else if (!passed && !isConfigurable(argument)) {
      yield { resource, path: here, part: 'key', message: `Value for unconfigurable attribute: Can't configure a value for "${shown(here)}": its value will be decided automatically based on the result of applying this configuration`, mend: without(resource, `take ${name} out`, [here]) };
    } else if (argument.type === 'block') {
      yield* inBlocks(about, argument, value, here);
    } else if (!passed) {
      const wrong = misfit(value, argument);
      if (wrong !== undefined) yield { resource, path: here, message: isBlockLike(value) && argument.type !== 'list' && argument.type !== 'set' ? `Unsupported block type: Blocks of type "${name}" are not expected here. Did you mean to define argument "${name}"? If so, use the equals sign to assign it a value` : `Incorrect attribute value type: Inappropriate value for attribute "${name}": ${wrong}` };
    }
  }
}

function nearestOf(name: string, members: Members): string | undefined {
  return nearest(name, [...members.values()].filter(isConfigurable).map((each) => each.name));
}

/** The same value under the name that is meant; undefined where that one says something, too. */
function renamed(resource: Resource, path: Path, near: string, { [near]: there }: JsonObject): RefusalMend | undefined {
  const within = path.slice(0, -1);
  const body = valueAt(resource.body, within);
  // What is written and not known yet is neither moved nor written over.
  if (!isObject(body) || valueAt(resource.body, path) === null || unknownAt(resource, [...within, near]) || (there !== undefined && there !== null && !isEmpty(there))) return undefined;
  // Taken out and written in one: of a block that makes several, all change at once.
  const to = Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (name === near ? [] : [[name === path.at(-1) ? near : name, value]])));
  return setTo(resource, `call it ${near}`, within, to);
}

function* inBlocks(about: About, argument: Argument, value: Json, path: Path): Iterable<Refusal> {
  const { resource, passed } = about;
  const { name, nesting, written } = argument;
  if (nesting === 'map') return;
  if (!passed && nesting !== 'single' && written === 'block' && (isObject(value) || isAssigned(resource, path))) {
    yield { resource, path, part: 'key', message: `Unsupported argument: An argument named "${name}" is not expected here. Did you mean to define a block of type "${name}"?` };
    return;
  }
  if (!Array.isArray(value) && !isObject(value)) {
    if (!passed && !isOpen(value)) yield { resource, path, part: 'key', message: `Unsupported argument: An argument named "${name}" is not expected here. Did you mean to define a block of type "${name}"?` };
    return;
  }
  const members: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (!passed && (nesting === 'one' || nesting === 'single') && members.length > 1) yield { resource, path: [...path, 1], message: `Too many ${name} blocks: No more than 1 "${name}" blocks are allowed` };
  for (const [index, member] of members.entries()) {
    if (isObject(member) && argument.members !== undefined) yield* inBlock(about, argument.members, member, Array.isArray(value) ? [...path, index] : path);
  }
}

function* missing(resource: Resource, members: Members, body: JsonObject, path: Path): Iterable<Refusal> {
  for (const [name, { required, type }] of members) {
    if (!required || unknownAt(resource, [...path, name])) continue;
    const value = body[name];
    if (value !== undefined && value !== null && !(type === 'block' && Array.isArray(value) && value.length === 0)) continue;
    // What stands there under nearly that name is it.
    const meant = Object.keys(body).find((each) => !members.has(each) && !(path.length === 0 && meta.has(each)) && nearestOf(each, members) === name);
    const mend = meant === undefined ? undefined : renamed(resource, [...path, meant], name, body);
    yield { resource, path, ...mendedBy(mend), message: type === 'block' ? `Insufficient ${name} blocks: At least 1 "${name}" blocks are required` : `Missing required argument: The argument "${name}" is required, but no definition was found` };
  }
}

function unexpected(name: string, value: Json, near: string | undefined): string {
  const [title, what] = isBlockLike(value) ? ['Unsupported block type', `Blocks of type "${name}" are`] : ['Unsupported argument', `An argument named "${name}" is`];
  return `${title}: ${what} not expected here.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
}

function isConfigurable({ required, optional }: Argument): boolean {
  return required || optional;
}

function isBlockLike(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && (value as readonly Json[]).every(isObject);
}

function isEmpty(value: Json): boolean {
  return value === '' || value === false || value === 0 || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

/** A text that holds a reference is what apply makes of it. */
function isOpen(value: Json): boolean {
  return typeof value === 'string' && value.includes('${');
}

/** What Terraform asks for where a value cannot be converted; undefined where it can. */
function misfit(value: Json, { type, of }: ValueType | Argument): string | undefined {
  if (value === null || isOpen(value)) return undefined;
  switch (type) {
    case 'string':
      return typeof value === 'object' ? 'string required' : undefined;
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) ? undefined : 'a number is required';
    case 'bool':
      return typeof value === 'boolean' || value === 'true' || value === 'false' || value === '1' || value === '0' ? undefined : 'a bool is required';
    case 'list':
    case 'set':
      if (!Array.isArray(value)) return `${type} of ${of?.type ?? 'any single type'} required`;
      return (value as readonly Json[]).map((member, index) => misfitAt(`element ${index}`, member, of)).find((each) => each !== undefined);
    case 'map':
      if (!isObject(value)) return `map of ${of?.type ?? 'any single type'} required`;
      return Object.entries(value).map(([key, member]) => misfitAt(`element "${key}"`, member, of)).find((each) => each !== undefined);
    default:
      return undefined;
  }
}

function misfitAt(where: string, value: Json, of: ValueType | undefined): string | undefined {
  const wrong = of === undefined ? undefined : misfit(value, of);
  return wrong === undefined ? undefined : `${where}: ${wrong}`;
}

function shown(path: Path): string {
  return path.filter((part) => typeof part === 'string').join('.');
}
