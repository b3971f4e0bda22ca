import type { Key } from '../ir/ranges.ts';
import { headOf } from '../ir/ranges.ts';
import { absentAt, cellsAt, childrenAt, classes, narrowed, partitionAt, ranges, textKey } from './nodes.ts';
import { classOf, meet as meetPartitions } from './partition.ts';
import { pairs, recall, remember } from './records.ts';
import type { Pairs } from './records.ts';
import { all, isClasses, isLeaf, leaf, leafRank, levelAt, memo, none, rankOf, valueOf } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';

/** What a request has at a level: a key, null if the field is absent. */
export type Lookup = (level: Level) => Key | null;

/** A pair of outcomes where two diagrams disagree. */
export interface Difference {
  readonly before: unknown;
  readonly after: unknown;
}

/** What lies in both sets. */
export function meet(store: Store, a: Diagram, b: Diagram): Diagram {
  return a < b ? within(store, a, b) : within(store, b, a);
}

/** What lies in one of the sets. */
export function join(store: Store, a: Diagram, b: Diagram): Diagram {
  return a < b ? orElse(store, a, b) : orElse(store, b, a);
}

/** `a` outside the set `b`. */
export function minus(store: Store, a: Diagram, b: Diagram): Diagram {
  return apply(store, operation(store, 'minus'), a, b);
}

/** Everything that is not in the set. */
export function not(store: Store, a: Diagram): Diagram {
  return minus(store, all, a);
}

/** `d` inside the set, none outside. */
export function within(store: Store, set: Diagram, d: Diagram): Diagram {
  return apply(store, operation(store, 'within'), set, d);
}

/** `a`, and where that is none, `b`. */
export function orElse(store: Store, a: Diagram, b: Diagram): Diagram {
  return apply(store, operation(store, 'orElse'), a, b);
}

/** None where the two agree, else a leaf with both outcomes. */
export function differ(store: Store, before: Diagram, after: Diagram): Diagram {
  return apply(store, operation(store, 'differ'), before, after);
}

/** A leaf for each pair of leaves. The memo may be kept for further calls with the same `pair`. */
export function combine(store: Store, a: Diagram, b: Diagram, pair: (a: unknown, b: unknown) => Diagram, known: Pairs = pairs()): Diagram {
  const never = (): boolean => false;
  const decide = (one: Diagram, other: Diagram): Diagram => (isLeaf(store, one) && isLeaf(store, other) ? pair(valueOf(store, one), valueOf(store, other)) : -1);
  return apply(store, { memo: known, skipsLeft: never, skipsRight: never, decide }, a, b);
}

/** Replaces each leaf but none. The memo may be kept for further calls with the same `change`. */
export function mapLeaves(store: Store, d: Diagram, change: (value: unknown) => Diagram, known: Pairs = pairs()): Diagram {
  if (d === none) return none;
  const found = recall(known, d, 0);
  if (found >= 0) return found;
  return remember(known, d, 0, isLeaf(store, d) ? change(valueOf(store, d)) : rebuilt(store, d, (child) => mapLeaves(store, child, change, known)));
}

/** The node with its children replaced; children must stay below the node. */
export function rebuilt(store: Store, d: Diagram, change: (child: Diagram) => Diagram): Diagram {
  if (isClasses(store, d)) return classes(store, levelAt(store, d), partitionAt(store, d), Array.from(childrenAt(store, d), change));
  const absent = change(absentAt(store, d));
  return ranges(store, levelAt(store, d), absent, Array.from(cellsAt(store, d), (part, at) => (at % 2 === 0 ? part : change(part))));
}

/** The leaf a request gets. */
export function at(store: Store, d: Diagram, lookup: Lookup): unknown {
  for (let node = d; ; ) {
    if (isLeaf(store, node)) return valueOf(store, node);
    const key = lookup(store.levels[levelAt(store, node)!]!);
    node = key === null ? absentAt(store, node) : childOf(store, node, key);
  }
}

/** The child of a ranges node for a key, through the classes below it. */
export function childOf(store: Store, node: Diagram, key: Key): Diagram {
  const { pool, starts } = store.nodes;
  const [start, end] = [starts[node]! + 2, starts[node + 1]!];
  let [low, high] = [0, (end - start) / 2 - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (store.keys[pool[start + 2 * middle]!]! <= key) low = middle;
    else high = middle - 1;
  }
  const child = pool[start + 2 * low + 1]!;
  if (!isClasses(store, child)) return child;
  const next = start + 2 * low + 2;
  const head = headOf(textKey(store, pool[start + 2 * low]!)!, next < end ? textKey(store, pool[next]!) : undefined);
  return pool[starts[child]! + 2 + classOf(store.partitions, partitionAt(store, child), (key as string).slice(head.length))]!;
}

/**
 * An operation on two diagrams, leaf by leaf. `decide` answers where the two need not be opened, else -1; `skips` says
 * that the result is the same whatever the other side is.
 */
interface Operation {
  readonly decide: (a: Diagram, b: Diagram) => Diagram;
  readonly skipsRight: (a: Diagram) => boolean;
  readonly skipsLeft: (b: Diagram) => boolean;
  readonly memo: Pairs;
}

type Name = 'within' | 'orElse' | 'minus' | 'differ';

function operation(store: Store, name: Name): Operation {
  const never = (): boolean => false;
  const full = (d: Diagram): boolean => d !== none && isLeaf(store, d);
  const known = memo(store, name);
  switch (name) {
    case 'within':
      return {
        memo: known,
        skipsRight: (a) => a === none,
        skipsLeft: (b) => b === none,
        decide: (a, b) => (a === none || b === none ? none : a === b || full(a) ? b : -1),
      };
    case 'orElse':
      return { memo: known, skipsRight: full, skipsLeft: never, decide: (a, b) => (a === none ? b : b === none || a === b || full(a) ? a : -1) };
    case 'minus':
      return {
        memo: known,
        skipsRight: (a) => a === none,
        skipsLeft: full,
        decide: (a, b) => (a === none || a === b || full(b) ? none : b === none ? a : -1),
      };
    case 'differ':
      return { memo: known, skipsRight: never, skipsLeft: never, decide: (a, b) => (a === b ? none : -1) };
  }
}

function apply(store: Store, operation: Operation, a: Diagram, b: Diagram): Diagram {
  const decided = operation.decide(a, b);
  if (decided >= 0) return decided;
  const known = recall(operation.memo, a, b);
  if (known >= 0) return known;
  const [rankA, rankB] = [rankOf(store, a), rankOf(store, b)];
  const top = Math.min(rankA, rankB);
  if (top === leafRank) return remember(operation.memo, a, b, leaf(store, { before: valueOf(store, a), after: valueOf(store, b) } satisfies Difference));
  const result = (top & 1) === 1 ? applyClasses(store, operation, a, b, rankA, rankB) : applyRanges(store, operation, a, b, rankA, rankB);
  return remember(operation.memo, a, b, result);
}

function applyClasses(store: Store, operation: Operation, a: Diagram, b: Diagram, rankA: number, rankB: number): Diagram {
  const level = levelAt(store, rankA <= rankB ? a : b);
  if (rankA < rankB) return classes(store, level, partitionAt(store, a), Array.from(childrenAt(store, a), (child) => apply(store, operation, child, b)));
  if (rankB < rankA) return classes(store, level, partitionAt(store, b), Array.from(childrenAt(store, b), (child) => apply(store, operation, a, child)));
  const { partition, left, right } = meetPartitions(store.partitions, partitionAt(store, a), partitionAt(store, b));
  const [ofA, ofB] = [childrenAt(store, a), childrenAt(store, b)];
  return classes(store, level, partition, left.map((one, index) => apply(store, operation, ofA[one]!, ofB[right[index]!]!)));
}

function applyRanges(store: Store, operation: Operation, a: Diagram, b: Diagram, rankA: number, rankB: number): Diagram {
  const level = levelAt(store, rankA <= rankB ? a : b);
  const [left, right] = [cursor(store, a, rankA <= rankB), cursor(store, b, rankB <= rankA)];
  const absent = apply(store, operation, left.absent, right.absent);
  const cells: number[] = [];
  for (let low = left.size > 0 ? left.low : right.low; low >= 0; ) {
    let high = smaller(store, left.high, right.high);
    const skipsRight = high !== left.high && operation.skipsRight(left.child);
    const skipsLeft = high !== right.high && operation.skipsLeft(right.child);
    if (skipsRight) high = left.high;
    else if (skipsLeft) high = right.high;
    const ofA = skipsLeft && !skipsRight ? left.child : narrowed(store, left.child, left.low, left.high, low, high);
    const ofB = skipsRight ? right.child : narrowed(store, right.child, right.low, right.high, low, high);
    cells.push(low, apply(store, operation, ofA, ofB));
    if (high >= 0) {
      seek(store, left, high);
      seek(store, right, high);
    }
    low = high;
  }
  return ranges(store, level, absent, cells);
}

/** A place among the cells of a node; a node of a lower level is one cell without end. */
export interface Cursor {
  readonly end: number;
  readonly size: number;
  readonly absent: Diagram;
  at: number;
  low: number;
  high: number;
  child: Diagram;
}

/** A cursor at the first cell of a node; where the node is not `here`, at the diagram itself for every key. */
export function cursor(store: Store, d: Diagram, here: boolean): Cursor {
  if (!here) return { end: 0, size: 0, absent: d, at: 0, low: -1, high: -1, child: d };
  const { pool, starts } = store.nodes;
  const [at, end] = [starts[d]! + 2, starts[d + 1]!];
  return { end, size: (end - at) / 2, absent: pool[at - 1]!, at, low: pool[at]!, high: at + 2 < end ? pool[at + 2]! : -1, child: pool[at + 1]! };
}

/** Moves to the cell that holds the key, which is not before the present cell. */
export function seek(store: Store, place: Cursor, key: number): void {
  if (place.size === 0) return;
  const pool = store.nodes.pool;
  let at = place.at;
  let step = 2;
  for (; at + step < place.end && !exceeds(store, pool[at + step]!, key); step *= 2) at += step;
  for (step = step / 2; step >= 2; step /= 2) if (at + step < place.end && !exceeds(store, pool[at + step]!, key)) at += step;
  place.at = at;
  place.low = pool[at]!;
  place.high = at + 2 < place.end ? pool[at + 2]! : -1;
  place.child = pool[at + 1]!;
}

function exceeds(store: Store, a: number, b: number): boolean {
  return a !== b && before(store, b, a);
}

/** Whether one key comes before another, both by number. */
export function before(store: Store, a: number, b: number): boolean {
  return store.keys[a]! < store.keys[b]!;
}

/** The smaller of two boundaries by number; -1 is the end. */
export function smaller(store: Store, a: number, b: number): number {
  if (a < 0 || a === b) return b;
  if (b < 0) return a;
  return before(store, a, b) ? a : b;
}
