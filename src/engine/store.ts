import type { Field } from '../ir/field.ts';
import { levelOf, ruleOf } from '../ir/field.ts';
import type { Pattern } from '../ir/pattern.ts';
import type { Kept, Key } from '../ir/ranges.ts';
import { conditions } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { partitions } from './partition.ts';
import type { Partitions } from './partition.ts';
import { intern, pairs, records } from './records.ts';
import type { Pairs, Records } from './records.ts';

/** A set of requests, or a function of requests: the number of a node in one store. 0 = none, 1 = all. */
export type Diagram = number;
export const none: Diagram = 0;
export const all: Diagram = 1;

/**
 * What a level asks of a request. `value`: where the field's value lies. `member`: whether some member of a list is
 * taken by the patterns. `free`: nothing about the request; true or false by a choice or for reasons we do not know.
 */
export interface Level extends Kept {
  readonly name: string;
  readonly asks: 'value' | 'member' | 'free';
  /** Absent for a free level. A `fresh` field is a value we know nothing of, which the field holds from some op on. */
  readonly field?: Field;
  readonly fresh?: string;
  readonly slot?: string;
  readonly patterns?: readonly Pattern[];
  /** Of a free level: why it is not known, or which choice it is. */
  readonly reason?: string;
}

/** All diagrams of one run. Create one for a question, or one for both versions of a comparison; never share globally. */
export interface Store {
  readonly levels: Level[];
  readonly levelIds: Map<string, number>;
  /** Level numbers from the top, and the place of each in that order; relative order never changes. */
  readonly order: number[];
  readonly places: number[];
  readonly sortKeys: (readonly [number, string, string])[];
  readonly keys: Key[];
  readonly keyIds: Map<Key, number>;
  /**
   * Leaf: -1, value. Ranges: 2*level, child if absent, then boundary key and child in turn. Classes: 2*level+1,
   * partition, one child a class; the partition reads what follows the head of the cell it stands in.
   */
  readonly nodes: Records;
  readonly values: unknown[];
  readonly valueIds: Map<unknown, Diagram>;
  readonly partitions: Partitions;
  readonly memos: Map<string, Pairs>;
  readonly conditions: Conditions;
  /** Lists of results and conditions that a switch comes down to, and the diagrams of those compiled. */
  readonly lists: Records;
  readonly compiled: Diagram[];
  readonly products: Map<string, Diagram>;
  readonly supports: Map<Diagram, ReadonlySet<number>>;
  readonly leaves: Map<Diagram, readonly Diagram[]>;
  readonly composed: Map<string, Diagram>;
  /** Leaves of objects that are equal by name: see `namedLeaf`. */
  readonly named: Map<string, Diagram>;
  readonly exploded: ReadonlyMap<Diagram, Diagram>[];
  /** Times that `compose` met a child above its parent: each costs an `orElse`. */
  fallbacks: number;
}

/** Above so many states, about two seconds of work, an automaton is given up. */
const mostStates = 50_000;

/** An empty store; automata of more than `limit` states are given up (TooLarge). */
export function createStore(limit = mostStates): Store {
  const store: Store = {
    levels: [],
    levelIds: new Map(),
    order: [],
    places: [],
    sortKeys: [],
    keys: [],
    keyIds: new Map(),
    nodes: records(),
    values: [],
    valueIds: new Map(),
    partitions: partitions(limit),
    memos: new Map(),
    conditions: conditions(),
    lists: records(),
    compiled: [],
    products: new Map(),
    supports: new Map(),
    leaves: new Map(),
    composed: new Map(),
    named: new Map(),
    exploded: [],
    fallbacks: 0,
  };
  leaf(store, false);
  leaf(store, true);
  return store;
}

/** The constant diagram of a value: primitives by content, objects by identity. `false` is none, `true` is all. */
export function leaf(store: Store, value: unknown): Diagram {
  const known = store.valueIds.get(value);
  if (known !== undefined) return known;
  const made = intern(store.nodes, [-1, store.values.push(value) - 1], 0, 2);
  store.valueIds.set(value, made);
  return made;
}

/** The constant diagram of an object that is the same as every other of its name. */
export function namedLeaf(store: Store, name: string, value: object): Diagram {
  let known = store.named.get(name);
  if (known === undefined) store.named.set(name, (known = leaf(store, value)));
  return known;
}

/** The value of a leaf. Only for leaves. */
export function valueOf(store: Store, d: Diagram): unknown {
  return store.values[store.nodes.pool[store.nodes.starts[d]! + 1]!];
}

/** The number of a key; the same key always has the same one. */
export function keyId(store: Store, key: Key): number {
  const known = store.keyIds.get(key);
  if (known !== undefined) return known;
  const made = store.keys.push(key) - 1;
  store.keyIds.set(key, made);
  return made;
}

/** The level of a field's value. */
export function valueLevel(store: Store, field: Field): number {
  const { domain, reversed = false } = ruleOf(field);
  return level(store, { name: field, asks: 'value', field, domain, reversed }, [...levelOf(field), ''] as const);
}

/** The level that asks whether a list has a member that the patterns take. */
export function memberLevel(store: Store, field: Field, patterns: readonly Pattern[]): number {
  const key = JSON.stringify(patterns);
  const place = levelOf(field);
  return level(store, { name: `${field} has ${key}`, asks: 'member', field, patterns, domain: 'number', reversed: false }, [place[0], place[1], key]);
}

/** A value nobody knows, of the same kind as the field's own; all levels of one name and hop are the same value. */
export function freshLevel(store: Store, field: Field, fresh: string, hop = ''): number {
  const { domain, reversed = false } = ruleOf(field);
  return level(store, { name: `${field} after ${fresh} at ${hop}`, asks: 'value', field, fresh, domain, reversed }, [1000 + levelOf(field)[0], levelOf(field)[1], `${fresh} at ${hop}`]);
}

/** A truth nobody knows, named by its reason, and by what is asked where one reason stands for several questions. */
export function freeLevel(store: Store, reason: string, about = ''): number {
  return level(store, { name: `unknown ${reason} ${about}`, asks: 'free', reason, domain: 'number', reversed: false }, [3000, reason, about]);
}

/** A field of a TLS session that is open, or ended last, when a hop is entered. */
export function slotLevel(store: Store, field: Field, slot: string): number {
  const { domain, reversed = false } = ruleOf(field);
  return level(store, { name: `${field} of session ${slot}`, asks: 'value', field, slot, domain, reversed }, [levelOf(field)[0], slot, '']);
}

/** A choice among `count` shares that no field of the request decides, named by the pick. */
export function choiceLevel(store: Store, pick: string): number {
  return level(store, { name: `pick ${pick}`, asks: 'free', domain: 'number', reversed: false }, [2000, pick, '']);
}

function level(store: Store, made: Level, sortKey: readonly [number, string, string]): number {
  const known = store.levelIds.get(made.name);
  if (known !== undefined) return known;
  const id = store.levels.push(made) - 1;
  store.levelIds.set(made.name, id);
  store.sortKeys.push(sortKey);
  let [low, high] = [0, store.order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(store.sortKeys[store.order[middle]!]!, sortKey) < 0) low = middle + 1;
    else high = middle;
  }
  store.order.splice(low, 0, id);
  for (let place = low; place < store.order.length; place++) store.places[store.order[place]!] = place;
  return id;
}

function compare(a: readonly [number, string, string], b: readonly [number, string, string]): number {
  const at = a[0] !== b[0] ? 0 : a[1] !== b[1] ? 1 : 2;
  return a[at]! < b[at]! ? -1 : a[at]! > b[at]! ? 1 : 0;
}

export const leafRank = 0x7fffffff;

/** Height of a node: smaller is nearer the top. A field's ranges stand above its classes. */
export function rankOf(store: Store, d: Diagram): number {
  const tag = store.nodes.pool[store.nodes.starts[d]!]!;
  return tag < 0 ? leafRank : store.places[tag >> 1]! * 2 + (tag & 1);
}

/** The level a node tests. Not for leaves. */
export function levelAt(store: Store, d: Diagram): number {
  return store.nodes.pool[store.nodes.starts[d]!]! >> 1;
}

/** Whether a diagram asks nothing any more: an outcome, `all` or `none`. */
export function isLeaf(store: Store, d: Diagram): boolean {
  return store.nodes.pool[store.nodes.starts[d]!]! < 0;
}

/** Whether a diagram asks for the class of a text, and not for a range of numbers. */
export function isClasses(store: Store, d: Diagram): boolean {
  const tag = store.nodes.pool[store.nodes.starts[d]!]!;
  return tag >= 0 && (tag & 1) === 1;
}

/** The memo of an operation, by its name: every argument of the operation must be in the name or in the pair. */
export function memo(store: Store, name: string): Pairs {
  const known = store.memos.get(name);
  if (known !== undefined) return known;
  const made = pairs();
  store.memos.set(name, made);
  return made;
}
