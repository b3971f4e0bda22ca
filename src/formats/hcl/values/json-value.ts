import type { Argument, ValueType } from '../../../facts/terraform-schema.ts';
import { pathText, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import { mayRefer, mayStandIn } from '../../terraform/unknowns.ts';
import { conformedTo } from './conform.ts';
import { textOfReference } from '../functions/unknowns.ts';
import type { Instance } from '../instances/instance.ts';
import { isLazy, isList, isMap, isSet, isUnknown, type LazyValue, type MapValue, type Unknown, type Value } from './value.ts';

/** A body while it is put together. */
export interface Making {
  readonly instance: Instance;
  /** Paths of what only apply tells, or nobody. */
  readonly unknown: Set<string>;
}

/** Arguments that hold a document: what is not known in it stands there as a reference. */
const documents = /(?:^|_)(?:policy|document|policy_document|yaml_body|manifest|definition|template_body|container_definitions)$|^values$/;

type Typed = Pick<ValueType, 'type' | 'of'> | Argument | undefined;

/** A value as a plan would print it; undefined: nothing is said, or nothing is known, which is noted. */
export function jsonOf(value: Value, argument: Argument | undefined, at: Path, making: Making): Json | undefined {
  return made(conformedTo(argument, value), argument, at, making);
}

function made(value: Value, type: Typed, at: Path, making: Making): Json | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  if (isUnknown(value)) return unknownJson(value, type, at, making);
  if (isList(value)) return members(value, type, at, making);
  if (isSet(value)) return members(value.members, type, at, making);
  if (isLazy(value) && at.length > 0) return wholly(value, type, at, making);
  return entriesOf(value, type, at, making);
}

/** A whole instance as a value. One that holds itself, where files say so in a circle, is nowhere known. */
function wholly(value: LazyValue, type: Typed, at: Path, making: Making): Json | undefined {
  const around = opened.get(making) ?? new Set();
  opened.set(making, around);
  if (around.has(value) || at.length > deepest) {
    making.unknown.add(pathText(at));
    return undefined;
  }
  around.add(value);
  const body = entriesOf(value, type, at, making);
  around.delete(value);
  return body;
}

/** The instances around what is put together. */
const opened = new WeakMap<Making, Set<LazyValue>>();
const deepest = 200;

function entriesOf(value: MapValue | LazyValue, type: Typed, at: Path, making: Making): Json | undefined {
  const inner = type !== undefined && 'members' in type ? type.members : undefined;
  const entries = isMap(value) ? value.entries : new Map(value.names().map((name) => [name, value.get(name) ?? null] as const));
  const body: Record<string, Json> = {};
  for (const [key, member] of entries) {
    const of = inner === undefined ? memberType(type) : inner.get(key);
    const found = inner !== undefined && of !== undefined && 'name' in of ? jsonOf(member, of, [...at, key], making) : made(member, of, [...at, key], making);
    if (found !== undefined && !isEmptyText(key, found, at)) body[key] = found;
  }
  return body as JsonObject;
}

/** In blocks, an empty text where an id could stand says nothing. */
export function isEmptyText(key: string, value: Json, at: Path): boolean {
  return value === '' && at.length > 0 && /_id$|_arn$|cidr_block$/.test(key);
}

function members(values: readonly Value[], type: Typed, at: Path, making: Making): Json | undefined {
  const block = type !== undefined && 'members' in type && type.members !== undefined ? type : memberType(type);
  const found = values.flatMap((value, index): readonly Json[] => {
    if (value !== null && isUnknown(value)) {
      const key = String(at.findLast((step) => typeof step === 'string'));
      const reference = value.text !== undefined && value.is === undefined && documents.test(key) ? localText(value.text, making.instance.scope) : named(value, at, making);
      if (reference === undefined) making.unknown.add(pathText(at));
      return reference === undefined ? [] : [reference];
    }
    const one = made(value, block, [...at, index], making);
    return one === undefined ? [] : [one];
  });
  return found.length === 0 && values.some((value) => value !== null) ? undefined : found;
}

function memberType(type: Typed): Typed {
  return type === undefined || !('of' in type) ? undefined : type.of;
}

function unknownJson(value: Unknown, type: Typed, at: Path, making: Making): Json | undefined {
  const key = String(at.findLast((step) => typeof step === 'string'));
  if (value.text !== undefined && value.is === undefined && documents.test(key)) return localText(value.text, making.instance.scope);
  const reference = named(value, at, making);
  if (reference !== undefined && (type === undefined || type.type === 'string' || type.type === 'any')) return reference;
  if (reference !== undefined && (type?.type === 'list' || type?.type === 'set')) return [reference];
  making.unknown.add(pathText(at));
  return undefined;
}

/** The text that stands for an attribute of another resource, where the argument is one that names resources. */
function named({ is }: Unknown, at: Path, { instance }: Making): string | undefined {
  const key = String(at.findLast((step) => typeof step === 'string'));
  // Nobody knows which zone it is, and two of the same name are the same one, in whichever account.
  if (is?.type === 'aws_availability_zones' && /^availability_zone(?:_id)?s?$/.test(key)) return textOfReference(is, is.scope);
  if (is === undefined || (instance.type.startsWith('aws_') && !(mayRefer(instance, key, at) && mayStandIn(key, is.attribute)))) return undefined;
  return textOfReference({ ...is, attribute: is.attribute.replace(/\[.*$/, '') }, instance.scope);
}

/** In texts that are put together, references say their scope; those of the resource's own need not. */
export function localText(text: string, scope: string): string {
  return text.includes(`\${${scope}!`) ? text.replaceAll(`\${${scope}!`, '${') : text;
}
