import { isLazy, isList, isMap, isSet, isUnknown, type LazyValue, type MapValue, type Value } from '../values/value.ts';
import { setOf } from './equality.ts';
import { isRefused, refused, type FunctionError, type ParameterType } from './function.ts';
import { boolOf, numberFrom, stringOf } from './primitives.ts';
import { unified } from './unify.ts';
import { memberOfUnknown } from './unknowns.ts';

/** A value as a parameter takes it (cty's convert); a null and an unknown are of every type. */
export function converted(value: Value, to: ParameterType): Value | FunctionError {
  if (value === null || to === 'any' || isUnknown(value)) return value;
  switch (to) {
    case 'string':
      return stringOf(value) ?? refused('string required.');
    case 'number':
      return numberFrom(value) ?? refused(typeof value === 'string' ? 'a number is required.' : 'number required.');
    case 'bool':
      return boolOf(value) ?? refused(typeof value === 'string' ? 'a bool is required.' : 'bool required.');
    case 'list of string':
      return membersAs(value, stringOf, 'string');
    case 'list of bool':
      return membersAs(value, boolOf, 'bool');
    case 'list':
      return listOf(value) ?? refused('list of any single type required.');
    case 'set': {
      const members = listOf(value);
      return members === undefined ? refused('set of any single type required.') : setOf(members);
    }
    case 'map':
      return mapFrom(value) ?? refused('map of any single type required.');
    case 'map of list of string':
      return listsByKey(value);
  }
}

/** A list, tuple or set as a list of members of one type; undefined where there is no such type. */
export function listOf(value: Value): readonly Value[] | undefined {
  const members = membersOf(value);
  return members === undefined ? undefined : unified(members);
}

/** The members of a list, tuple or set as they are. */
export function membersOf(value: Value): readonly Value[] | undefined {
  return isList(value) ? value : isSet(value) ? value.members : undefined;
}

/** A map, an object, or what answers by attribute, as a map. */
export function entriesOf(value: Value): MapValue | undefined {
  return isMap(value) ? value : isLazy(value) ? attributesOf(value) : undefined;
}

function attributesOf(value: LazyValue): MapValue {
  const entries = new Map<string, Value>();
  for (const name of [...value.names()].sort()) entries.set(name, value.get(name) ?? null);
  return { kind: 'map', entries };
}

/** A map or object as a map of values of one type. */
function mapFrom(value: Value): MapValue | undefined {
  if (isMap(value) && [...value.entries.values()].every(isLazy)) return value;
  const map = entriesOf(value);
  const values = map === undefined ? undefined : unified([...map.entries.values()]);
  return map === undefined || values === undefined ? undefined : { kind: 'map', entries: new Map([...map.entries.keys()].map((key, at) => [key, values[at]!])) };
}

function membersAs(value: Value, one: (value: Value) => Value | undefined, name: string): readonly Value[] | FunctionError {
  const members = membersOf(value);
  if (members === undefined) return refused(`list of ${name} required.`);
  const made = members.map(one);
  const wrong = made.indexOf(undefined);
  return wrong < 0 ? (made as readonly Value[]) : refused(typeof members[wrong] === 'string' ? `a ${name} is required.` : isList(value) ? `element ${wrong}: ${name} required.` : `list of ${name} required.`);
}

function listsByKey(value: Value): Value | FunctionError {
  const map = entriesOf(value);
  if (map === undefined) return refused('map of list of string required.');
  const entries = new Map<string, Value>();
  for (const [key, each] of map.entries) {
    const list = isUnknown(each) ? memberOfUnknown(each) : membersAs(each, stringOf, 'string');
    if (isRefused(list)) return refused(`element ${JSON.stringify(key)}: ${list.message}`);
    entries.set(key, list);
  }
  return { kind: 'map', entries };
}
