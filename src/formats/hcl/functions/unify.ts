import { isLazy, isList, isMap, isSet, isUnknown, type Value } from '../values/value.ts';
import { setOf } from './equality.ts';
import { stringOf } from './primitives.ts';

/**
 * Values as members of one list: of one type, as cty unifies types. Texts, numbers and bools become texts where one of them is a
 * text; objects of the same attributes and tuples of the same length agree one by one, others as maps and lists. Undefined where
 * no type takes them all. Lists and tuples look the same here, so what only their difference decides is left as it is.
 */
export function unified(values: readonly Value[]): readonly Value[] | undefined {
  return together(values, { left: 400_000 });
}

/** Types are compared in steps, and nested ones anew at every level: beyond these steps no type is found. */
interface Steps {
  left: number;
}

function together(values: readonly Value[], steps: Steps): readonly Value[] | undefined {
  steps.left -= values.length;
  if (steps.left < 0) return undefined;
  const known = values.filter((value) => value !== null && !isUnknown(value));
  const [first] = known;
  if (first === undefined || known.every(isLazy)) return values;
  if (known.every((value) => typeof value !== 'object')) return primitives(values, known);
  if (known.every(isList)) return lists(values, known, steps);
  if (known.every(isSet)) return sets(values, steps);
  return known.every((value) => isMap(value) || isLazy(value)) ? maps(values, known, steps) : undefined;
}

function primitives(values: readonly Value[], known: readonly Value[]): readonly Value[] | undefined {
  const kind = typeof known[0];
  if (known.every((value) => typeof value === kind)) return values;
  return known.some((value) => typeof value === 'string') ? values.map((value) => stringOf(value)!) : undefined;
}

function lists(values: readonly Value[], known: readonly (readonly Value[])[], steps: Steps): readonly Value[] | undefined {
  const length = known[0]!.length;
  if (known.every((list) => list.length === length)) {
    const columns = Array.from({ length }, (_, at) => together(known.map((list) => list[at]!), steps));
    if (!columns.includes(undefined)) return filledIn(values, (at) => columns.map((column) => column![at]!));
  }
  const all = together(known.flat() as readonly Value[], steps);
  if (all === undefined) return undefined;
  let used = 0;
  return filledIn(values, (at) => all.slice(used, (used += known[at]!.length)));
}

function sets(values: readonly Value[], steps: Steps): readonly Value[] | undefined {
  const made = lists(values.map((value) => (value !== null && isSet(value) ? value.members : value)), values.flatMap((value) => (isSet(value) ? [value.members] : [])), steps);
  return made?.map((value) => (isList(value) ? setOf(value) : value));
}

function maps(values: readonly Value[], known: readonly Value[], steps: Steps): readonly Value[] | undefined {
  if (known.some(isLazy)) return values;
  const entries = known.map((value) => (isMap(value) ? value.entries : new Map<string, Value>()));
  const names = [...entries[0]!.keys()];
  const named = JSON.stringify(names);
  if (entries.every((each) => JSON.stringify([...each.keys()]) === named)) {
    const columns = names.map((name) => together(entries.map((each) => each.get(name)!), steps));
    if (!columns.includes(undefined)) return filledIn(values, (at) => ({ kind: 'map', entries: new Map(names.map((name, column) => [name, columns[column]![at]!])) }));
  }
  const all = together(entries.flatMap((each) => [...each.values()]), steps);
  if (all === undefined) return undefined;
  let used = 0;
  return filledIn(values, (at) => ({ kind: 'map', entries: new Map([...entries[at]!.keys()].map((name) => [name, all[used++]!])) }));
}

/** Nulls and unknowns stay where they stand; the others are taken one after another. */
function filledIn(values: readonly Value[], member: (at: number) => Value): readonly Value[] {
  let at = 0;
  return values.map((value) => (value === null || isUnknown(value) ? value : member(at++)));
}
