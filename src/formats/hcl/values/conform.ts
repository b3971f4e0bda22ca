import type { Argument, ValueType } from '../../../facts/terraform-schema.ts';
import type { Constraint } from './constraint.ts';
import { setOf } from '../functions/equality.ts';
import { boolOf, numberFrom, stringOf } from '../functions/primitives.ts';
import { unified } from '../functions/unify.ts';
import type { Expression } from '../syntax/syntax.ts';
import { isLazy, isList, isMap, isSet, isUnknown, mapOf, type MapValue, type Value } from './value.ts';

/** A value that fits, or what it should have been, as Terraform says it: `a number is required`. */
export type Conformed = { readonly value: Value } | { readonly wrong: string };

/** Converts a value to a type (Terraform, "Conversion of Complex Types"); `work` works out fallbacks of optional attributes. */
export function conformed(value: Value, to: Constraint, work: (fallback: Expression) => Value): Conformed {
  if (to.kind === 'any' || value === null || isUnknown(value)) return { value };
  switch (to.kind) {
    case 'string':
      return primitive(stringOf(value), 'string required');
    case 'number':
      return primitive(numberFrom(value), 'a number is required');
    case 'bool':
      return primitive(boolOf(value), 'a bool is required');
    case 'list':
    case 'set':
      return inMembers(value, to, work);
    case 'map':
      return inMap(value, to.of, work);
    case 'tuple':
      return inTuple(value, to.of, work);
    case 'object':
      return inObject(value, to.of, work);
  }
}

/** Converts a value to the type that an argument of a provider has; what does not fit stays as it is. */
function fitted(value: Value, { type, of }: ValueType): Value {
  const found = conformed(value, constraintFor({ type, ...(of === undefined ? {} : { of }) }), () => null);
  return 'value' in found ? found.value : value;
}

function constraintFor({ type, of }: ValueType): Constraint {
  return type === 'list' || type === 'set' || type === 'map' ? { kind: type, of: of === undefined ? { kind: 'any' } : constraintFor(of) } : { kind: type };
}

function primitive(value: Value | undefined, wrong: string): Conformed {
  return value === undefined ? { wrong } : { value };
}

function inMembers(value: Value, to: { readonly kind: string; readonly of: Constraint }, work: (fallback: Expression) => Value): Conformed {
  const members = isList(value) ? value : value !== null && isSet(value) ? value.members : undefined;
  if (members === undefined) return { wrong: `${to.kind} of ${called(to.of)} required` };
  const made: Value[] = [];
  for (const [at, member] of members.entries()) {
    const found = conformed(member, to.of, work);
    if ('wrong' in found) return { wrong: `element ${at}: ${found.wrong}` };
    made.push(found.value);
  }
  const same = to.of.kind === 'any' ? (unified(made) ?? made) : made;
  return { value: to.kind === 'set' ? setOf(same) : same };
}

function inMap(value: Value, of: Constraint, work: (fallback: Expression) => Value): Conformed {
  const entries = entriesIn(value);
  if (entries === undefined) return { wrong: `map of ${called(of)} required` };
  // Instances of a block stay what answers when asked.
  if (of.kind === 'any') return { value: isMap(value) ? withValues(value, unified([...value.entries.values()])) : value };
  const made: [string, Value][] = [];
  for (const [key, member] of entries) {
    const found = conformed(member, of, work);
    if ('wrong' in found) return { wrong: `element "${key}": ${found.wrong}` };
    made.push([key, found.value]);
  }
  return { value: mapOf(made) };
}

function withValues(map: MapValue, values: readonly Value[] | undefined): MapValue {
  return values === undefined ? map : { kind: 'map', entries: new Map([...map.entries.keys()].map((key, at) => [key, values[at]!])) };
}

function inTuple(value: Value, of: readonly Constraint[], work: (fallback: Expression) => Value): Conformed {
  if (!isList(value) || value.length !== of.length) return { wrong: 'tuple required' };
  const made: Value[] = [];
  for (const [at, member] of value.entries()) {
    const found = conformed(member, of[at]!, work);
    if ('wrong' in found) return { wrong: `element ${at}: ${found.wrong}` };
    made.push(found.value);
  }
  return { value: made };
}

function inObject(value: Value, of: ReadonlyMap<string, { readonly type: Constraint; readonly optional: boolean; readonly fallback?: Expression }>, work: (fallback: Expression) => Value): Conformed {
  if (!isMapLike(value)) return { wrong: 'object required' };
  const made: [string, Value][] = [];
  const givenAs = (name: string): Value | undefined => (isMap(value) ? value.entries.get(name) : isLazyValue(value) ? value.get(name) : undefined);
  const missing = [...of].filter(([name, { optional }]) => !optional && givenAs(name) === undefined).map(([name]) => name).sort();
  if (missing.length > 0) return { wrong: missing.length === 1 ? `attribute "${missing[0]!}" is required` : `attributes ${missing.slice(0, -1).map((name) => `"${name}"`).join(', ')}${missing.length > 2 ? ',' : ''} and "${missing.at(-1)!}" are required` };
  for (const [name, { type, fallback }] of of) {
    const given = givenAs(name);
    const found = conformed((given === undefined || given === null) && fallback !== undefined ? work(fallback) : (given ?? null), type, work);
    if ('wrong' in found) return { wrong: `attribute "${name}": ${found.wrong}` };
    made.push([name, found.value]);
  }
  return { value: mapOf(made) };
}

function entriesIn(value: Value): Iterable<readonly [string, Value]> | undefined {
  if (value === null || !isMapLike(value)) return undefined;
  return isMap(value) ? value.entries : isLazyValue(value) ? value.names().map((name) => [name, value.get(name) ?? null] as const) : undefined;
}

function isMapLike(value: Value): boolean {
  return value !== null && (isMap(value) || isLazyValue(value));
}

function isLazyValue(value: Value): value is Value & { readonly kind: 'lazy' } & { readonly get: (name: string) => Value | undefined; readonly names: () => readonly string[] } {
  return value !== null && isLazy(value);
}

function called(of: Constraint): string {
  return of.kind === 'any' ? 'any single type' : of.kind;
}


/** Converts what an argument is given to the type that the provider says it has. */
export function conformedTo(argument: Argument | undefined, value: Value): Value {
  if (argument === undefined || argument.type === 'block' || argument.type === 'any') return value;
  return fitted(value, { type: argument.type, ...(argument.of === undefined ? {} : { of: argument.of }) });
}
