import { parseDocument } from 'yaml';
import { applyEdits, type Edit } from '../resource/edit.ts';
import { isObject, valueAt, type Json, type JsonObject, type Path } from '../resource/resource.ts';
import { kindOf, nodeAt, shapeOf, valuesOf, type Shape } from './shape.ts';
import { entryAdded, memberInserted, removed, replaced, type Splice } from './splice.ts';
import { find, mergeKey, width } from './tree.ts';
import { deepest } from './yaml.ts';

/** A change at a path of one document. */
export type Change =
  | { readonly change: 'set'; readonly path: Path; readonly to: Json }
  | { readonly change: 'remove'; readonly path: Path }
  | { readonly change: 'insert'; readonly path: Path; readonly at: number; readonly value: Json };

/**
 * The document's text with the change made, and everything that did not have to change left as it was written. What is
 * written too unusually for that (explicit keys, say) is printed anew: its top-level field, or the whole document.
 */
export function rewritten(text: string, change: Change): string {
  const expected = changedValue(read(text).value, change);
  for (const attempt of [() => edited(text, change), () => reprinted(text, expected, 'fields'), () => reprinted(text, expected, 'document')]) {
    const result = attempted(attempt);
    if (result !== undefined && same(attempted(() => read(result).value), expected)) return result;
  }
  throw new Error(`A document could not be edited: ${change.change} ${JSON.stringify(change.path)}.`);
}

function edited(text: string, change: Change): string {
  switch (change.change) {
    case 'set':
      return set(text, change.path, change.to);
    case 'remove':
      return take(text, change.path);
    case 'insert':
      return insert(text, change.path, change.at, change.value);
  }
}

/** The value with the change made, as the model has it. */
function changedValue(value: Json, change: Change): Json {
  const identity = { scope: '', type: 'Document', name: '' };
  const resource = { ...identity, body: value as JsonObject, locate: () => undefined };
  const { path } = change;
  const edit: Edit =
    change.change === 'set'
      ? { edit: 'set', of: identity, path, to: change.to }
      : change.change === 'remove'
        ? { edit: 'remove', of: identity, path }
        : { edit: 'insert', of: identity, path, at: change.at, value: change.value };
  return applyEdits([resource], [edit])[0]?.body ?? null;
}

function reprinted(text: string, expected: Json, what: 'fields' | 'document'): string {
  const document = parseDocument(text, { version: '1.1' });
  const old = read(text).value;
  if (what === 'document' || !isObject(expected) || !isObject(old)) document.contents = document.createNode(expected) as typeof document.contents;
  else {
    for (const name of Object.keys(old)) if (!Object.hasOwn(expected, name)) document.delete(name);
    for (const [name, value] of Object.entries(expected)) if (!same(old[name], value)) document.set(name, document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

function attempted<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** Sets a value by the smallest changes: what is alike in the old and the new value is not touched. */
function set(text: string, path: Path, to: Json): string {
  const found = read(text);
  const old = valueAt(found.value, path);
  if (old !== undefined && same(old, to)) return text;
  if (isObject(old) && isObject(to) && Object.keys(old).length > 0 && Object.keys(to).length > 0) {
    let edited = text;
    for (const name of Object.keys(old)) if (!Object.hasOwn(to, name)) edited = take(edited, [...path, name]);
    for (const [name, value] of Object.entries(to)) edited = set(edited, [...path, name], value);
    return edited;
  }
  if (Array.isArray(old) && Array.isArray(to) && old.length > 0 && to.length > 0) return setMembers(text, path, old as Json[], to as Json[]);
  const standing = standingPath(found.value, path);
  if (standing.length === path.length) return spliced(text, path, (shape) => replaced(shape, path, to));
  return add(text, standing, path, to);
}

/** Adds what is missing below the last place of the path that stands. */
function add(text: string, standing: Path, path: Path, to: Json): string {
  const step = path[standing.length];
  const value = path.slice(standing.length + 1).reduceRight<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), to);
  const parent = valueAt(read(text).value, standing);
  if (typeof step === 'number') return insert(text, standing, step, value);
  if (!isObject(parent) || Object.keys(parent).length === 0) {
    return spliced(text, standing, (shape) => replaced(shape, standing, { [String(step)]: value }));
  }
  return spliced(text, standing, (shape) => entryAdded(shape, standing, String(step), value));
}

/** Members that are alike at both ends stay; those between are set one by one. */
function setMembers(text: string, path: Path, old: readonly Json[], to: readonly Json[]): string {
  let head = 0;
  while (head < old.length && head < to.length && same(old[head] as Json, to[head] as Json)) head++;
  let tail = 0;
  while (tail < old.length - head && tail < to.length - head && same(old[old.length - 1 - tail] as Json, to[to.length - 1 - tail] as Json)) tail++;
  const common = Math.min(old.length, to.length) - head - tail;
  let edited = text;
  for (let index = head; index < head + common; index++) edited = set(edited, [...path, index], to[index] as Json);
  for (let index = old.length - tail - 1; index >= head + common; index--) if (old.length > to.length) edited = take(edited, [...path, index]);
  for (let index = head + common; index < to.length - tail; index++) if (to.length > old.length) edited = insert(edited, path, index, to[index] as Json);
  return edited;
}

function insert(text: string, path: Path, at: number, value: Json): string {
  const list = valueAt(read(text).value, path);
  if (!Array.isArray(list) || list.length === 0) return set(text, path, [value]);
  return spliced(text, path, (shape) => memberInserted(shape, path, at, value));
}

/** A key that stands twice is taken out twice, or the older one would come back. */
function take(text: string, path: Path): string {
  let edited = spliced(text, path, (shape) => removed(shape, path));
  while (typeof path.at(-1) === 'string' && valueAt(read(edited).value, path) !== undefined) {
    edited = spliced(edited, path, (shape) => removed(shape, path));
  }
  return edited;
}

/** Makes one change in the text, after aliases in its way have been written out. */
function spliced(text: string, path: Path, splice: (shape: Shape) => Splice): string {
  const own = withoutAliases(text, path);
  return applied(own, splice(read(own)));
}

/**
 * The text in which no alias or merge stands on the way to a path, and nothing else refers to what stands there: an edit
 * of one user of an anchor must not change the others.
 */
function withoutAliases(text: string, path: Path): string {
  const shape = read(text);
  if (shape.tree.targets.size === 0) return text;
  for (let length = 0; length <= path.length; length++) {
    const place = path.slice(0, length);
    const node = nodeAt(shape, place);
    if (node === undefined) break;
    const value = valueAt(shape.value, place) as Json;
    if (kindOf(shape, node) === 'alias') return withoutAliases(applied(text, replaced(shape, place, value)), path);
    if (isShadowedByMerge(shape, node, path[length])) return withoutAliases(withoutMerge(text, place, value), path);
  }
  const user = usersOf(shape, path)[0];
  if (user === undefined) return text;
  const value = valueAt(shape.value, user) as Json;
  if (user.at(-1) === mergeKey) return withoutAliases(withoutMerge(text, user.slice(0, -1), valueAt(shape.value, user.slice(0, -1)) as Json), path);
  return withoutAliases(applied(text, replaced(shape, user, value)), path);
}

/** Whether a merge in the map gives the key, or stands behind it and would win. */
function isShadowedByMerge(shape: Shape, map: number, name: string | number | undefined): boolean {
  if (typeof name !== 'string' || kindOf(shape, map) !== 'map') return false;
  const merge = ownKey(shape, map, mergeKey);
  if (merge === undefined) return false;
  const key = ownKey(shape, map, name);
  return key === undefined ? find(shape.tree, map, [name]).complete : key < merge;
}

/** The map's text with the merged keys written out. */
function withoutMerge(text: string, map: Path, value: Json): string {
  let own = applied(text, removed(read(text), [...map, mergeKey]));
  for (const [name, member] of Object.entries(value as JsonObject)) own = set(own, [...map, name], member);
  return own;
}

/** Paths of aliases elsewhere that stand for something on the way to a path, or below it. */
function usersOf(shape: Shape, path: Path): Path[] {
  const { tree } = shape;
  const standing = standingPath(shape.value, path);
  const onWay = new Set(standing.map((_, index) => nodeAt(shape, standing.slice(0, index))));
  const last = nodeAt(shape, standing) ?? shape.root;
  const behind = tree.spans[last + 2] as number;
  const means = (target: number): boolean => onWay.has(target) || (target >= last && target < behind);
  return [...tree.targets].flatMap(([alias, target]) => (means(target) && !(alias >= last && alias < behind) ? [pathTo(shape, alias)] : []));
}

/** The path of a node; of a list of merges, the path of the merge key. */
function pathTo(shape: Shape, wanted: number): Path {
  const { tree } = shape;
  const path: (string | number)[] = [];
  for (let node = shape.root; node !== wanted; ) {
    const values = valuesOf(shape, node);
    const index = values.findLastIndex((value) => value <= wanted);
    const value = values[index];
    if (value === undefined) throw new Error('A node is not in its tree.');
    const step = kindOf(shape, node) === 'map' ? nameAt(shape, value - width) : index;
    path.push(step);
    if (step === mergeKey) return path;
    node = value;
    if (wanted > node && wanted >= (tree.spans[node + 2] as number)) throw new Error('A node is not in its tree.');
  }
  return path;
}

function ownKey(shape: Shape, map: number, name: string): number | undefined {
  return valuesOf(shape, map)
    .map((value) => value - width)
    .findLast((key) => nameAt(shape, key) === name);
}

function nameAt({ tree }: Shape, key: number): string {
  return tree.names.get(key) ?? tree.source.slice(tree.spans[key], tree.spans[key + 1]);
}

function applied(text: string, { start, end, text: replacement }: Splice): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function read(text: string): Shape {
  return shapeOf(text, deepest);
}

/** The part of a path that leads to something. */
function standingPath(value: Json, path: Path): Path {
  let length = 0;
  while (length < path.length && valueAt(value, path.slice(0, length + 1)) !== undefined) length++;
  return path.slice(0, length);
}

/** Whether two values are the same JSON; the order of keys does not count. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && same((a as JsonObject)[name], (b as JsonObject)[name]));
}
