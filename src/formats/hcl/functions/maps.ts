import { isLazy, isMap, isSet, isUnknown, mapOf, type Value } from '../values/value.ts';
import { entriesOf, membersOf } from './convert.ts';
import { identityOf } from './equality.ts';
import { refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { typeName } from './type-names.ts';
import { areKnown, memberOfUnknown, unknownFrom } from './unknowns.ts';
import { unified } from './unify.ts';

const keys: Parameter = { name: 'keys', is: 'list of string' };

/** Functions of maps and objects. */
export const maps: Definitions = {
  keys: { takes: [{ name: 'inputMap', is: 'any' }], unknowns: 'any', run: ([map]) => (isLazy(map!) ? [...map.names()].sort() : isMap(map!) ? [...map.entries.keys()] : refused('must have map or object type', 0)) },
  lookup: { takes: [{ name: 'inputMap', is: 'any', unknowns: true }, { name: 'key', is: 'string', unknowns: true }], rest: { name: 'default', is: 'any', nulls: true, unknowns: true }, unknowns: 'any', run: lookedUp },
  matchkeys: { takes: [{ name: 'values', is: 'list' }, { name: 'keys', is: 'list' }, { name: 'searchset', is: 'list' }], unknowns: 'any', run: (args) => matched(args as readonly (readonly Value[])[]) },
  merge: { takes: [], rest: { name: 'maps', is: 'any', nulls: true }, unknowns: 'any', run: merged },
  transpose: { takes: [{ name: 'values', is: 'map of list of string' }], run: ([map]) => transposed(map!) },
  values: { takes: [{ name: 'mapping', is: 'any' }], unknowns: 'any', run: ([map]) => valuesOf(map!) },
  zipmap: { takes: [keys, { name: 'values', is: 'any', unknowns: true }], unknowns: 'any', run: ([names, values]) => zipped(names as readonly Value[], values!) },
};

function valuesOf(map: Value): Value | FunctionError {
  const entries = entriesOf(map);
  return entries === undefined ? refused('values() requires a map as the first argument') : [...entries.entries.values()];
}

function lookedUp([map, key, ...defaults]: readonly Value[]): Value | FunctionError {
  if (defaults.length > 1) return refused(`lookup() takes two or three arguments, got ${defaults.length + 2}`);
  if (isUnknown(map!)) return unknownFrom([map, key!]);
  if (!isMap(map!) && !isLazy(map!)) return refused('lookup() requires a map as the first argument', 0);
  if (isUnknown(key!)) return unknownFrom([map, key, ...defaults]);
  const found = isLazy(map) ? map.get(key as string) : map.entries.get(key as string);
  if (found !== undefined) return found;
  return defaults[0] ?? (defaults.length > 0 ? null : refused(`the given object has no attribute ${JSON.stringify(key)}`, 0));
}

function matched([values, keys, search]: readonly (readonly Value[])[]): Value | FunctionError {
  if (values!.length !== keys!.length) return refused('length of keys and values should be equal');
  if (!areKnown([keys!, search!])) return unknownFrom([values!, keys!, search!]);
  const same = unified([...keys!, ...search!]) ?? [...keys!, ...search!];
  const wanted = new Set(same.slice(keys!.length).map(identityOf));
  return values!.filter((_, at) => wanted.has(identityOf(same[at]!)));
}

function merged(maps: readonly Value[]): Value | FunctionError {
  const given = maps.filter((map) => map !== null);
  const all = new Map<string, Value>();
  for (const map of given) {
    const entries = entriesOf(map);
    if (entries === undefined) return refused(`arguments must be maps or objects, got ${JSON.stringify(typeName(map))}`);
    for (const [key, value] of entries.entries) all.set(key, value);
  }
  return mapOf(all);
}

/** The lists of a map by their members. */
function transposed(map: Value): Value {
  const lists = new Map<string, string[]>();
  for (const [key, members] of isMap(map) ? map.entries : []) {
    for (const member of members as readonly string[]) {
      const keys = lists.get(member);
      if (keys === undefined) lists.set(member, [key]);
      else keys.push(key);
    }
  }
  return mapOf(lists);
}

function zipped(names: readonly Value[], values: Value): Value | FunctionError {
  if (!areKnown(names)) return unknownFrom([names, values]);
  if (isUnknown(values)) return memberOfUnknown(values);
  const members = isSet(values) ? undefined : membersOf(values);
  if (members === undefined) return refused('values argument must be a list or tuple value');
  if (names.length !== members.length) return refused(`number of keys (${names.length}) does not match number of values (${members.length})`);
  return mapOf(new Map(names.map((name, at) => [name as string, members[at]!])));
}
