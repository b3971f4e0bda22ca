import type { Draft } from './minimise.ts';
import { minimise } from './minimise.ts';
import { intern, pairs, recall, records, remember } from './records.ts';
import type { Pairs, Records } from './records.ts';

/**
 * A partition divides all texts into numbered classes: a minimal deterministic automaton whose states have a class as
 * output. Equal partitions have equal numbers. Record: class count, state count n, n outputs, n+1 edge offsets, then
 * edges as boundary and target.
 */
export type Partition = number;

export interface Partitions {
  /** Automata above so many states are given up. */
  readonly limit: number;
  readonly records: Records;
  readonly met: Pairs;
  readonly meets: Meet[];
  readonly coarsened: Map<string, Relabelled>;
  readonly shifted: Pairs;
  readonly shifts: Relabelled[];
  readonly occurring: Map<string, readonly number[]>;
}

/** A partition and, for each of its classes, what it was or means. */
export interface Relabelled {
  readonly partition: Partition;
  readonly labels: readonly number[];
}

/** The common refinement of two partitions and, for each class, the class it has in each. */
export interface Meet {
  readonly partition: Partition;
  readonly left: readonly number[];
  readonly right: readonly number[];
}


/** Thrown where automata grow beyond the limit; whoever asks says "unknown" and goes on. Points stay exact. */
export class TooLarge extends Error {}

/** An empty table of partitions; automata of more than `limit` states are given up (TooLarge). */
export function partitions(limit: number): Partitions {
  return { limit, records: records(), met: pairs(), meets: [], coarsened: new Map(), shifted: pairs(), shifts: [], occurring: new Map() };
}

/** The partition a draft makes, and the output of each of its classes. */
export function partitionOf(all: Partitions, draft: Draft): Relabelled {
  const { record, labels } = minimise(draft);
  return { partition: intern(all.records, record, 0, record.length), labels };
}

/** How many classes a partition has. */
export function classCount(all: Partitions, partition: Partition): number {
  return all.records.pool[all.records.starts[partition]!]!;
}

/** How many states its automaton has. */
export function stateCount(all: Partitions, partition: Partition): number {
  return all.records.pool[all.records.starts[partition]! + 1]!;
}

/** The class of texts that end in a state. */
export function outputAt(all: Partitions, partition: Partition, state: number): number {
  return all.records.pool[all.records.starts[partition]! + 2 + state]!;
}

/** Boundaries and targets of a state's edges, flat. */
export function edgesAt(all: Partitions, partition: Partition, state: number): Int32Array {
  const { pool, starts } = all.records;
  const start = starts[partition]!;
  const size = pool[start + 1]!;
  const offsets = start + 2 + size;
  const edges = offsets + size + 1;
  return pool.subarray(edges + 2 * pool[offsets + state]!, edges + 2 * pool[offsets + state + 1]!);
}

/** The state after reading the text. */
export function run(all: Partitions, partition: Partition, text: string, from = 0): number {
  const { pool, starts } = all.records;
  const start = starts[partition]!;
  const size = pool[start + 1]!;
  const offsets = start + 2 + size;
  const edges = offsets + size + 1;
  let state = from;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let low = pool[offsets + state]!;
    let high = pool[offsets + state + 1]! - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pool[edges + 2 * middle]! <= unit) low = middle;
      else high = middle - 1;
    }
    state = pool[edges + 2 * low + 1]!;
  }
  return state;
}

/** The class of a text. */
export function classOf(all: Partitions, partition: Partition, text: string): number {
  return outputAt(all, partition, run(all, partition, text));
}

/** The coarsest partition that is finer than both, with the classes of both that each of its own lies in. */
export function meet(all: Partitions, p: Partition, q: Partition): Meet {
  const known = recall(all.met, p, q);
  if (known >= 0) return all.meets[known]!;
  const size = classCount(all, q);
  const made = partitionOf(all, productOf(all, [p, q], (outputs) => outputs[0]! * size + outputs[1]!));
  const left = made.labels.map((label) => Math.floor(label / size));
  const right = made.labels.map((label) => label % size);
  remember(all.met, p, q, all.meets.push({ partition: made.partition, left, right }) - 1);
  remember(all.met, q, p, all.meets.push({ partition: made.partition, left: right, right: left }) - 1);
  return all.meets[recall(all.met, p, q)]!;
}

/** What may be dropped of a product's state: returns the same components with -1 for those that no longer matter. */
export type Drop = (states: readonly number[]) => readonly number[];

/** The product of partitions, outputs labelled. A component that `drop` made -1 has output -1 from there on. */
export function productOf(all: Partitions, parts: readonly Partition[], label: (outputs: readonly number[]) => number, drop: Drop = (states) => states): Draft {
  const draft: Draft = { outputs: [], at: [], to: [] };
  const tuples: (readonly number[])[] = [];
  const known = records();
  const place = (states: readonly number[]): number => {
    const number = intern(known, states, 0, states.length);
    if (number === tuples.length) tuples.push(states);
    return number;
  };
  place(drop(parts.map(() => 0)));
  for (let at = 0; at < tuples.length; at++) {
    if (at > all.limit) throw new TooLarge(`more than ${all.limit} states`);
    const states = tuples[at]!;
    draft.outputs.push(label(states.map((state, part) => (state < 0 ? -1 : outputAt(all, parts[part]!, state)))));
    const [bounds, targets]: [number[], number[]] = [[], []];
    walkEdges(all, parts, states, (unit, next) => {
      const target = place(drop(next));
      if (target === targets.at(-1)) return;
      bounds.push(unit);
      targets.push(target);
    });
    draft.at.push(bounds);
    draft.to.push(targets);
  }
  return draft;
}

function walkEdges(all: Partitions, parts: readonly Partition[], states: readonly number[], visit: (unit: number, next: number[]) => void): void {
  const edges = states.map((state, part) => (state < 0 ? none : edgesAt(all, parts[part]!, state)));
  const cursors = states.map(() => 0);
  for (let unit = 0; ; ) {
    visit(unit, states.map((state, part) => (state < 0 ? -1 : edges[part]![cursors[part]! + 1]!)));
    let next = Infinity;
    for (let part = 0; part < edges.length; part++) {
      const bound = edges[part]![cursors[part]! + 2];
      if (bound !== undefined && bound < next) next = bound;
    }
    if (next === Infinity) return;
    unit = next;
    for (let part = 0; part < edges.length; part++) if (edges[part]![cursors[part]! + 2] === unit) cursors[part]! += 2;
  }
}

const none = new Int32Array(0);

/** Joins classes of equal label. */
export function coarsen(all: Partitions, partition: Partition, labels: readonly number[]): Relabelled {
  const first = new Map<number, number>();
  for (const label of labels) if (!first.has(label)) first.set(label, first.size);
  if (first.size === labels.length) return { partition, labels };
  const classes = labels.map((label) => first.get(label)!);
  const key = `${partition}:${classes.join()}`;
  let made = all.coarsened.get(key);
  if (made === undefined) {
    made = partitionOf(all, draftOf(all, partition, 0, (output) => classes[output]!));
    all.coarsened.set(key, made);
  }
  const originals = [...first.keys()];
  return { partition: made.partition, labels: made.labels.map((index) => originals[index]!) };
}

/** What the partition says of `head + text`, as a partition of `text`; labels are the old classes. */
export function shift(all: Partitions, partition: Partition, head: string): Relabelled {
  const state = run(all, partition, head);
  const known = recall(all.shifted, partition, state);
  if (known >= 0) return all.shifts[known]!;
  const made = partitionOf(all, draftOf(all, partition, state, (output) => output));
  return all.shifts[remember(all.shifted, partition, state, all.shifts.push(made) - 1)]!;
}

function draftOf(all: Partitions, partition: Partition, start: number, output: (of: number) => number): Draft {
  const draft: Draft = { outputs: [], at: [], to: [] };
  const order = [start];
  const place = new Map<number, number>([[start, 0]]);
  for (let index = 0; index < order.length; index++) {
    draft.outputs.push(output(outputAt(all, partition, order[index]!)));
    const edges = edgesAt(all, partition, order[index]!);
    const [at, to]: [number[], number[]] = [[], []];
    for (let edge = 0; edge < edges.length; edge += 2) {
      let target = place.get(edges[edge + 1]!);
      if (target === undefined) place.set(edges[edge + 1]!, (target = order.push(edges[edge + 1]!) - 1));
      at.push(edges[edge]!);
      to.push(target);
    }
    draft.at.push(at);
    draft.to.push(to);
  }
  return draft;
}
