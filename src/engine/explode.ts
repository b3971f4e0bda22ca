import { narrowed, ranges, classes, childrenAt, partitionAt } from './nodes.ts';
import { cursor, seek, smaller } from './diagram.ts';
import { meet } from './partition.ts';
import { recall, remember } from './records.ts';
import { isLeaf, levelAt, memo, none, rankOf, valueOf } from './store.ts';
import type { Diagram, Store } from './store.ts';

/** Divides a set by a classifier, in one pass: for each leaf but none, the part of the set that gets it. */
export function explode(store: Store, set: Diagram, classifier: Diagram): ReadonlyMap<unknown, Diagram> {
  return new Map([...pieces(store, set, classifier)].map(([leaf, part]) => [valueOf(store, leaf), part]));
}

/** The same by number of leaf, in the order of the leaves' values, which are numbers. */
export function divided(store: Store, set: Diagram, classifier: Diagram): readonly { readonly index: number; readonly part: Diagram }[] {
  const parts: { readonly index: number; readonly part: Diagram }[] = [];
  for (const [leaf, part] of pieces(store, set, classifier)) {
    const index = valueOf(store, leaf);
    if (typeof index === 'number') parts.push({ index, part });
  }
  return parts.length < 2 ? parts : parts.sort((a, b) => a.index - b.index);
}

type Pieces = ReadonlyMap<Diagram, Diagram>;

const empty: Pieces = new Map();

function pieces(store: Store, set: Diagram, classifier: Diagram): Pieces {
  if (set === none || classifier === none) return empty;
  if (isLeaf(store, classifier)) return new Map([[classifier, set]]);
  const known = memo(store, 'explode');
  const found = recall(known, set, classifier);
  if (found >= 0) return store.exploded[found]!;
  const top = Math.min(rankOf(store, set), rankOf(store, classifier));
  const made = (top & 1) === 1 ? byClass(store, set, classifier, top) : byRange(store, set, classifier, top);
  remember(known, set, classifier, store.exploded.push(made) - 1);
  return made;
}

/** The cells of one leaf's part; gaps are none. */
interface Growing {
  readonly cells: number[];
  end: number;
  absent: Diagram;
}

function byRange(store: Store, set: Diagram, classifier: Diagram, top: number): Pieces {
  const [left, right] = [cursor(store, set, rankOf(store, set) === top), cursor(store, classifier, rankOf(store, classifier) === top)];
  const level = levelAt(store, left.size > 0 ? set : classifier);
  const first = left.size > 0 ? left.low : right.low;
  const growing = new Map<Diagram, Growing>();
  const of = (leaf: Diagram): Growing => growing.get(leaf) ?? growing.set(leaf, { cells: [], end: first, absent: none }).get(leaf)!;
  for (const [leaf, part] of pieces(store, left.absent, right.absent)) of(leaf).absent = part;
  for (let low = first; low >= 0; ) {
    const skips = left.child === none || right.child === none;
    let high = smaller(store, left.high, right.high);
    if (skips) high = left.child === none ? left.high : right.high;
    else {
      const ofSet = narrowed(store, left.child, left.low, left.high, low, high);
      const ofClassifier = narrowed(store, right.child, right.low, right.high, low, high);
      for (const [leaf, part] of pieces(store, ofSet, ofClassifier)) grow(of(leaf), low, high, part);
    }
    if (high >= 0) {
      seek(store, left, high);
      seek(store, right, high);
    }
    low = high;
  }
  return new Map([...growing].map(([leaf, { cells, end, absent }]) => [leaf, ranges(store, level, absent, end >= 0 ? [...cells, end, none] : cells)]));
}

function grow(growing: Growing, low: number, high: number, part: Diagram): void {
  if (growing.end !== low) growing.cells.push(growing.end, none);
  growing.cells.push(low, part);
  growing.end = high;
}

function byClass(store: Store, set: Diagram, classifier: Diagram, top: number): Pieces {
  const [setHere, classifierHere] = [rankOf(store, set) === top, rankOf(store, classifier) === top];
  const level = levelAt(store, setHere ? set : classifier);
  const both = setHere && classifierHere ? meet(store.partitions, partitionAt(store, set), partitionAt(store, classifier)) : undefined;
  const partition = both?.partition ?? partitionAt(store, setHere ? set : classifier);
  const [ofSet, ofClassifier] = [setHere ? childrenAt(store, set) : [], classifierHere ? childrenAt(store, classifier) : []];
  const count = both?.left.length ?? Math.max(ofSet.length, ofClassifier.length);
  const children = new Map<Diagram, Diagram[]>();
  for (let index = 0; index < count; index++) {
    const one = setHere ? ofSet[both?.left[index] ?? index]! : set;
    const other = classifierHere ? ofClassifier[both?.right[index] ?? index]! : classifier;
    for (const [leaf, part] of pieces(store, one, other)) {
      const parts = children.get(leaf) ?? children.set(leaf, Array.from({ length: count }, () => none)).get(leaf)!;
      parts[index] = part;
    }
  }
  return new Map([...children].map(([leaf, parts]) => [leaf, classes(store, level, partition, parts)]));
}
