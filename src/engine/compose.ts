import type { Key } from '../ir/ranges.ts';
import { successor } from '../ir/ranges.ts';
import { childOf, cursor, mapLeaves, minus, orElse, rebuilt, seek, smaller, within } from './diagram.ts';
import { absentAt, cellsAt, childrenAt, classes, narrowed, partitionAt, ranges, textKey } from './nodes.ts';
import { pairs, recall, remember } from './records.ts';
import type { Pairs } from './records.ts';
import { all, isClasses, isLeaf, keyId, leaf, levelAt, memo, none, rankOf, valueOf } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';

/**
 * Puts a diagram under every leaf but none. Leaves with one diagram are joined first; what was composed once is known
 * wherever it comes again.
 */
export function compose(store: Store, classifier: Diagram, next: (value: unknown) => Diagram): Diagram {
  const leaves = leavesOf(store, classifier);
  const results = leaves.map((one) => next(valueOf(store, one)));
  if (isLeaf(store, classifier)) return results[0] ?? none;
  const key = `${classifier}:${results.join()}`;
  const known = store.composed.get(key);
  if (known !== undefined) return known;
  const distinct = [...new Set(results)];
  const marks = new Map(leaves.map((one, at) => [one, leaf(store, distinct.indexOf(results[at]!))]));
  const marked = mapLeaves(store, classifier, (value) => marks.get(leaf(store, value))!);
  const made = isLeaf(store, marked) ? distinct[0]! : composed(store, marked, distinct);
  store.composed.set(key, made);
  return made;
}

/** Few diagrams above a classifier of lower levels: each is cut to its part once, not at every node of the classifier. */
function composed(store: Store, marked: Diagram, results: readonly Diagram[]): Diagram {
  const top = rankOf(store, marked);
  if (results.length > 16 || results.every((one) => rankOf(store, one) >= top)) {
    const known = pairs();
    const below = (d: Diagram): Diagram => {
      if (d === none) return none;
      const found = recall(known, d, 0);
      if (found >= 0) return found;
      return remember(known, d, 0, isLeaf(store, d) ? results[valueOf(store, d) as number]! : graft(store, d, below));
    };
    return below(marked);
  }
  store.fallbacks += results.length;
  const part = (at: number): Diagram => mapLeaves(store, marked, (value) => (value === at ? all : none));
  return results.reduce((sum, result, at) => orElse(store, sum, within(store, part(at), result)), none);
}

/** The leaves of a diagram but none, in the order of a walk. */
function leavesOf(store: Store, d: Diagram): readonly Diagram[] {
  const known = store.leaves.get(d);
  if (known !== undefined) return known;
  const found: Diagram[] = [];
  const seen = new Set<Diagram>([none]);
  const open = [d];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (isLeaf(store, node)) found.push(node);
    else open.push(...childrenBelow(store, node));
  }
  store.leaves.set(d, found);
  return found;
}

/**
 * The ranges node with the children below it (and below its classes) replaced by any diagrams. Those that test the same
 * level are merged in place; those that test a level above, or this level from under a class, cost an `orElse` each.
 */
export function graft(store: Store, d: Diagram, change: (child: Diagram) => Diagram): Diagram {
  const old = childrenBelow(store, d);
  const made = old.map(change);
  // Only now: a change may have met new levels, which moves all places.
  const rank = rankOf(store, d);
  if (made.every((one) => rankOf(store, one) > rank + 1)) return replaced(store, d, made);
  return merged(store, d, rank, new Map(old.map((child, at) => [child, made[at]!])));
}

/** The children of a ranges node in order, those of its classes in their place. */
function childrenBelow(store: Store, d: Diagram): Diagram[] {
  const children = [absentAt(store, d)];
  const cells = cellsAt(store, d);
  for (let at = 1; at < cells.length; at += 2) {
    if (isClasses(store, cells[at]!)) children.push(...childrenAt(store, cells[at]!));
    else children.push(cells[at]!);
  }
  return children;
}

/** The node with these children, all of them below it. */
function replaced(store: Store, d: Diagram, made: readonly Diagram[]): Diagram {
  const old = cellsAt(store, d);
  const cells: number[] = [];
  let next = 1;
  for (let at = 0; at < old.length; at += 2) {
    const child = old[at + 1]!;
    if (!isClasses(store, child)) cells.push(old[at]!, made[next++]!);
    else {
      const count = childrenAt(store, child).length;
      cells.push(old[at]!, classes(store, levelAt(store, child), partitionAt(store, child), made.slice(next, next + count)));
      next += count;
    }
  }
  return ranges(store, levelAt(store, d), made[0]!, cells);
}

function merged(store: Store, d: Diagram, rank: number, changed: ReadonlyMap<Diagram, Diagram>): Diagram {
  const level = levelAt(store, d);
  const misplaced = new Map<Diagram, Diagram>();
  const placed = (child: Diagram, lowest: number): Diagram => {
    const made = changed.get(child)!;
    if (rankOf(store, made) > lowest) return made;
    misplaced.set(child, made);
    return none;
  };
  const oldAbsent = absentAt(store, d);
  const newAbsent = placed(oldAbsent, rank - 1);
  const absent = newAbsent !== none && rankOf(store, newAbsent) === rank ? absentAt(store, newAbsent) : newAbsent;
  const old = cellsAt(store, d);
  const cells: number[] = [];
  for (let at = 0; at < old.length; at += 2) {
    const [low, high] = [old[at]!, at + 2 < old.length ? old[at + 2]! : -1];
    const child = old[at + 1]!;
    if (isClasses(store, child)) {
      const below = Array.from(childrenAt(store, child), (one) => placed(one, rank + 1));
      cells.push(low, classes(store, level, partitionAt(store, child), below));
      continue;
    }
    const made = placed(child, rank - 1);
    if (rankOf(store, made) === rank) clip(store, made, low, high, cells);
    else cells.push(low, made);
  }
  let result = ranges(store, level, absent, cells);
  for (const [child, made] of misplaced) {
    store.fallbacks++;
    result = orElse(store, result, within(store, where(store, d, child), made));
  }
  return result;
}

/** The set of requests that get this child of the node. */
function where(store: Store, d: Diagram, child: Diagram): Diagram {
  const mark = (one: Diagram): Diagram => (one === child ? all : none);
  return rebuilt(store, d, (one) => (isClasses(store, one) ? rebuilt(store, one, mark) : mark(one)));
}

/** Adds the cells of a ranges node between two boundaries. */
function clip(store: Store, d: Diagram, from: number, to: number, cells: number[], renamed: (key: number) => number = (key) => key): void {
  const place = cursor(store, d, true);
  for (let low = from; low !== to && low >= 0; ) {
    seek(store, place, low);
    const high = smaller(store, place.high, to);
    cells.push(renamed(low), narrowed(store, place.child, place.low, place.high, low, high));
    low = high;
  }
}

/** A head of a text that is replaced by another where the text starts with it. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
}

/** Where a level's value comes from. */
export type Source =
  | { readonly kind: 'key'; readonly key: Key | null }
  /** The value of another level after rewrites; `absent` is the value where that level is absent, null for absent again. */
  | { readonly kind: 'level'; readonly level: number; readonly rewrites: readonly Rewrite[]; readonly absent: Key | null }
  | { readonly kind: 'either'; readonly when: Diagram; readonly inside: Source; readonly outside: Source };

/** What each level of a diagram becomes; undefined: it stays. The key names everything that `source` depends on. */
export interface Substitution {
  readonly key: string;
  readonly source: (level: Level, id: number) => Source | undefined;
}

/** The diagram as a function of the sources: the preimage of each of its sets. */
export function substitute(store: Store, d: Diagram, by: Substitution, known: Pairs = memo(store, `substitute ${by.key}`)): Diagram {
  if (isLeaf(store, d)) return d;
  const found = recall(known, d, 0);
  if (found >= 0) return found;
  const level = levelAt(store, d);
  const source = by.source(store.levels[level]!, level);
  const change = (child: Diagram): Diagram => substitute(store, child, by, known);
  return remember(known, d, 0, source === undefined ? graft(store, d, change) : sourced(store, d, source, change));
}

function sourced(store: Store, d: Diagram, source: Source, change: (child: Diagram) => Diagram): Diagram {
  switch (source.kind) {
    case 'key':
      return change(source.key === null ? absentAt(store, d) : childOf(store, d, source.key));
    case 'either': {
      const inside = within(store, source.when, sourced(store, d, source.inside, change));
      return orElse(store, inside, minus(store, sourced(store, d, source.outside, change), source.when));
    }
    case 'level': {
      const absent = source.absent === null ? absentAt(store, d) : childOf(store, d, source.absent);
      let moved = relevelled(store, d, source.level, absent);
      for (const rewrite of source.rewrites.toReversed()) if (moved !== absent) moved = unwritten(store, moved, rewrite, source.level, absent);
      return moved === absent ? change(absent) : graft(store, moved, change);
    }
  }
}

/** The same test of another level. Its children may stand above it until they are grafted. */
function relevelled(store: Store, d: Diagram, level: number, absent: Diagram): Diagram {
  const retag = (child: Diagram): Diagram =>
    isClasses(store, child) ? classes(store, level, partitionAt(store, child), Array.from(childrenAt(store, child))) : child;
  return ranges(store, level, absent, Array.from(cellsAt(store, d), (part, at) => (at % 2 === 0 ? part : retag(part))));
}

/** Texts `from + w` take the child that `to + w` has; all others keep theirs. */
function unwritten(store: Store, d: Diagram, { from, to }: Rewrite, level: number, absent: Diagram): Diagram {
  if (from === to) return d;
  const [first, start, end] = [keyId(store, ''), keyId(store, from), successor(from)];
  const [target, targetEnd] = [keyId(store, to), successor(to)];
  const cells: number[] = [];
  if (start !== first) clip(store, d, first, start, cells);
  clip(store, d, target, targetEnd === undefined ? -1 : keyId(store, targetEnd), cells, (key) => keyId(store, from + textKey(store, key)!.slice(to.length)));
  if (end !== undefined) clip(store, d, keyId(store, end), -1, cells);
  return ranges(store, level, absent, cells);
}

/** The diagram where a level's value is known. */
export function fix(store: Store, d: Diagram, level: number, key: Key | null): Diagram {
  return substitute(store, d, { key: `${level}=${typeof key} ${key}`, source: (_, id) => (id === level ? { kind: 'key', key } : undefined) });
}

/** The diagram where a text level's value starts with `from` before, and with `to` when it is asked. */
export function replaceHead(store: Store, d: Diagram, level: number, from: string, to: string): Diagram {
  const source: Source = { kind: 'level', level, rewrites: [{ from, to }], absent: null };
  return substitute(store, d, { key: `${level}:${JSON.stringify([from, to])}`, source: (_, id) => (id === level ? source : undefined) });
}

/** The diagram with a level's questions asked of another level. */
export function rename(store: Store, d: Diagram, level: number, fresh: number): Diagram {
  const source: Source = { kind: 'level', level: fresh, rewrites: [], absent: null };
  return substitute(store, d, { key: `${level}>${fresh}`, source: (_, id) => (id === level ? source : undefined) });
}
