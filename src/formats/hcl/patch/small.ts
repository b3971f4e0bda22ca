import type { Edit } from '../../../resource/edit.ts';
import { isObject, valueAt, type Identity, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import { sameValue } from './same.ts';

/** One change of one place in a resource's body. */
export type Small =
  | { readonly edit: 'set'; readonly path: Path; readonly to: Json }
  | { readonly edit: 'remove'; readonly path: Path }
  | { readonly edit: 'insert'; readonly path: Path; readonly at: number; readonly value: Json }
  /** What stands there under one name stands there under another. */
  | { readonly edit: 'rename'; readonly path: Path; readonly to: string };

/** A small change as edits of its resource's body. */
export function editsOf(small: Small, of: Identity, body: JsonObject): readonly Edit[] {
  if (small.edit !== 'rename') return [{ ...small, of }];
  return [{ edit: 'set', of, path: [...small.path.slice(0, -1), small.to], to: valueAt(body, small.path)! }, { edit: 'remove', of, path: small.path }];
}

/** An edit as the smallest changes that do the same: what is alike before and after is not written anew. */
export function smallEdits(body: JsonObject, edit: Exclude<Edit, { edit: 'add' }>): readonly Small[] {
  switch (edit.edit) {
    case 'remove':
      return removals(valueAt(body, edit.path), edit.path);
    case 'insert':
      return [{ edit: 'insert', path: edit.path, at: edit.at, value: edit.value }];
    case 'set':
      return differences(valueAt(body, edit.path), edit.to, edit.path);
  }
}

/** Blocks of a list go one by one, the last one first. */
function removals(value: Json | undefined, path: Path): readonly Small[] {
  if (!isListOfObjects(value)) return [{ edit: 'remove', path }];
  return value.map((_, index): Small => ({ edit: 'remove', path: [...path, index] })).toReversed();
}

function differences(before: Json | undefined, after: Json, path: Path): readonly Small[] {
  if (before !== undefined && sameValue(before, after)) return [];
  if (isObject(before) && isObject(after) && Object.keys(before).length > 0) {
    const gone = Object.keys(before).filter((name) => after[name] === undefined || after[name] === null);
    const said = Object.entries(after).filter(([, value]) => value !== null);
    const [old, ...others] = gone.filter((name) => before[name] !== null);
    const [fresh, ...more] = said.filter(([name]) => before[name] === undefined);
    if (old !== undefined && fresh !== undefined && others.length + more.length === 0 && said.every(([name, value]) => name === fresh[0] || sameValue(before[name]!, value)) && sameValue(before[old]!, fresh[1])) return [{ edit: 'rename', path: [...path, old], to: fresh[0] }];
    return [...gone.flatMap((name) => (before[name] === null ? [] : removals(before[name], [...path, name]))), ...said.flatMap(([name, value]) => differences(before[name], value, [...path, name]))];
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0) return ofLists(before as readonly Json[], after as readonly Json[], path);
  if (isListOfObjects(after) && (before === undefined || before === null || (Array.isArray(before) && before.length === 0))) return after.map((value, at) => ({ edit: 'insert', path, at, value }));
  return [{ edit: 'set', path, to: after }];
}

function ofLists(before: readonly Json[], after: readonly Json[], path: Path): readonly Small[] {
  let head = 0;
  while (head < before.length && head < after.length && sameValue(before[head]!, after[head]!)) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && sameValue(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail++;
  const common = Math.min(before.length, after.length) - head - tail;
  const small: Small[] = [];
  for (let index = head; index < head + common; index++) small.push(...differences(before[index], after[index]!, [...path, index]));
  for (let index = before.length - tail - 1; index >= head + common; index--) small.push({ edit: 'remove', path: [...path, index] });
  for (let index = head + common; index < after.length - tail; index++) small.push({ edit: 'insert', path, at: index, value: after[index]! });
  return small;
}

function isListOfObjects(value: Json | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && (value as readonly Json[]).every(isObject);
}
