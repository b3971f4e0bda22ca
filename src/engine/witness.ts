import type { Field } from '../ir/field.ts';
import type { Pattern } from '../ir/pattern.ts';
import { backToFront, headOf, keyOf, successor } from '../ir/ranges.ts';
import { takes } from '../ir/text.ts';
import { childOf } from './diagram.ts';
import { possible } from './lookup.ts';
import type { Fields } from './lookup.ts';
import { absentAt, cellsAt, childrenAt, partitionAt, textKey } from './nodes.ts';
import { classOf, partitionOf } from './partition.ts';
import { shortest } from './shortest.ts';
import { isClasses, isLeaf, levelAt, none } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';
import { addressIn, expected, ordinary, plainPaths, plainTaste, wellFormed } from './taste.ts';
import type { Taste } from './taste.ts';

/** A request of a set. Fields that the set does not ask for are left out. */
export interface Witness {
  readonly fields: Fields;
  /** What would have to be true of what is not known. */
  readonly supposing: readonly string[];
}

/** A request of the set, as readable as the set allows; undefined if the set has none, or none that can be written down. */
export function witness(store: Store, set: Diagram, taste: Taste = plainTaste): Witness | undefined {
  const fields: Partial<Record<Field, string | number | readonly string[]>> = {};
  const members = new Map<Field, Level[]>();
  const missing = new Map<Field, Level[]>();
  const supposing: string[] = [];
  let node = set;
  while (!isLeaf(store, node)) {
    const level = store.levels[levelAt(store, node)]!;
    const chosen = choose(store, node, level, taste);
    if (level.asks === 'member') (chosen.value === 1 ? members : missing).set(level.field!, [...((chosen.value === 1 ? members : missing).get(level.field!) ?? []), level]);
    else if (level.asks === 'free' && chosen.value === 1 && level.reason !== undefined) supposing.push(level.reason);
    else if (level.asks === 'value' && level.fresh === undefined && level.slot === undefined && chosen.value !== null) fields[level.field!] = chosen.value;
    node = chosen.child;
  }
  for (const [field, levels] of members) fields[field] = listed(levels, missing.get(field) ?? []);
  return node !== none && possible(store, set, fields) ? { fields, supposing } : undefined;
}

/**
 * A request of the set that a client can send, undefined if there is none; one whose path every normaliser leaves alone,
 * if the set has one.
 */
export function example(store: Store, set: Diagram, taste: Taste = plainTaste): Witness | undefined {
  const first = witness(store, set, taste);
  if (first === undefined || ordinary(first.fields)) return first;
  const formed = wellFormed(store, set);
  const plain = plainPaths(store, formed);
  return witness(store, plain === none ? formed : plain, taste);
}

interface Chosen {
  readonly value: string | number | null;
  readonly child: Diagram;
}

function choose(store: Store, node: Diagram, level: Level, taste: Taste): Chosen {
  const absent: Chosen = { value: null, child: absentAt(store, node) };
  if (level.asks !== 'value') return bit(store, node);
  if (absent.child !== none && !expected(level.field!)) return absent;
  for (const value of taste(level.field!)) {
    const key = keyOf(value, level);
    const child = key === undefined ? none : childOf(store, node, key);
    if (child !== none) return { value, child };
  }
  return exact(store, node, level) ?? within(store, node, level) ?? absent;
}

function bit(store: Store, node: Diagram): Chosen {
  const no = childOf(store, node, 0);
  return no === none ? { value: 1, child: childOf(store, node, 1) } : { value: 0, child: no };
}

/** The shortest text that somebody's rule names in full. */
function exact(store: Store, node: Diagram, level: Level): Chosen | undefined {
  if (level.domain !== 'text') return undefined;
  const cells = cellsAt(store, node);
  let best: { readonly text: string; readonly child: Diagram } | undefined;
  for (let at = 0; at + 2 < cells.length; at += 2) {
    const text = textKey(store, cells[at]!)!;
    if (cells[at + 1] !== none && textKey(store, cells[at + 2]!) === `${text}\0` && (best === undefined || text.length < best.text.length)) best = { text, child: cells[at + 1]! };
  }
  return best === undefined ? undefined : { value: level.reversed ? backToFront(best.text) : best.text, child: best.child };
}

/** A value of the first few cells that hold one: the shortest text, the first number, an ordinary address. */
function within(store: Store, node: Diagram, level: Level): Chosen | undefined {
  const cells = cellsAt(store, node);
  let best: Chosen | undefined;
  for (let at = 0, tried = 0; at < cells.length && tried < 16; at += 2) {
    if (cells[at + 1] === none) continue;
    const [low, high] = [cells[at]!, at + 2 < cells.length ? cells[at + 2]! : -1];
    if (level.domain === 'number') return { value: store.keys[low] as number, child: cells[at + 1]! };
    if (level.domain === 'address') return { value: addressIn(textKey(store, low)!, textKey(store, high)), child: cells[at + 1]! };
    tried++;
    const found = textIn(store, cells[at + 1]!, textKey(store, low)!, textKey(store, high), level);
    if (found !== undefined && (best === undefined || String(found.value).length < String(best.value).length)) best = found;
  }
  return best;
}

function textIn(store: Store, child: Diagram, low: string, high: string | undefined, level: Level): Chosen | undefined {
  const head = headOf(low, high);
  const partition = isClasses(store, child) ? partitionAt(store, child) : whole(store);
  const children = isClasses(store, child) ? childrenAt(store, child) : [child];
  const span = { low: low.slice(head.length), high: high === undefined || high === successor(head) ? undefined : high.slice(head.length) };
  const rest = shortest(store.partitions, partition, (one) => children[one] !== none, span);
  if (rest === undefined) return undefined;
  const text = head + rest;
  return { value: level.reversed ? backToFront(text) : text, child: children[classOf(store.partitions, partition, rest)]! };
}

function whole(store: Store): number {
  return partitionOf(store.partitions, { outputs: [0], at: [[0]], to: [[0]] }).partition;
}

/** Members for each pattern that needs one, which no pattern that must not have one takes. */
function listed(wanted: readonly Level[], unwanted: readonly Level[]): readonly string[] {
  const refused = (text: string): boolean => unwanted.some(({ patterns }) => patterns!.some((pattern) => takes(pattern, text) === true));
  const members = new Set<string>();
  for (const { patterns } of [...wanted].reverse()) {
    if ([...members].some((member) => patterns!.some((pattern) => takes(pattern, member) === true))) continue;
    const candidates = [...patterns!.flatMap((pattern) => candidatesOf(pattern)), 'member', 'another'];
    members.add(candidates.find((text) => !refused(text) && patterns!.some((pattern) => takes(pattern, text) === true)) ?? 'member');
  }
  return [...members].sort();
}

function candidatesOf(pattern: Pattern): readonly string[] {
  if ('exact' in pattern) return [pattern.exact];
  if ('prefix' in pattern) return [pattern.prefix, `${pattern.prefix}a`];
  if ('suffix' in pattern) return [pattern.suffix, `a${pattern.suffix}`];
  return 'glob' in pattern ? [pattern.glob.replace(/\*/g, ''), pattern.glob.replace(/[*?]/g, 'a')] : [];
}
