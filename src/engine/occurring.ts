import { classCount, edgesAt, outputAt, stateCount } from './partition.ts';
import type { Partition, Partitions } from './partition.ts';

/** Texts from `low` on and before `high` (undefined: no end), by code unit. */
export interface Span {
  readonly low: string;
  readonly high: string | undefined;
}

/**
 * The classes that texts of a span can have, ascending. The two bounds are walked; beside them every continuation is
 * free.
 */
export function classesIn(all: Partitions, partition: Partition, span: Span): readonly number[] {
  const key = `${partition}:${span.low}${span.high === undefined ? '\ue000' : `\ue001${span.high}`}`;
  const known = all.occurring.get(key);
  if (known !== undefined) return known;
  const search: Search = { all, partition, found: new Set(), seen: new Uint8Array(stateCount(all, partition)), count: classCount(all, partition) };
  along(search, span);
  const classes = [...search.found].sort((a, b) => a - b);
  if (all.occurring.size > 200_000) all.occurring.clear();
  all.occurring.set(key, classes);
  return classes;
}

interface Search {
  readonly all: Partitions;
  readonly partition: Partition;
  readonly found: Set<number>;
  readonly seen: Uint8Array;
  readonly count: number;
}

function along(search: Search, { low, high }: Span): void {
  let state = 0;
  let at = 0;
  for (; high !== undefined && at < low.length && at < high.length && low[at] === high[at]; at++) state = step(search, state, low.charCodeAt(at));
  if (high === undefined) return lower(search, state, low, at, 0x10000);
  const end = high.charCodeAt(at);
  if (at < low.length) {
    lower(search, state, low, at, end);
    return upper(search, step(search, state, end), high, at + 1);
  }
  point(search, state);
  free(search, state, 0, end);
  upper(search, step(search, state, end), high, at + 1);
}

/** Texts that follow `low` up to `at`, are not smaller than it, and go on with a unit below `end`. */
function lower(search: Search, from: number, low: string, from_: number, end: number): void {
  let state = from;
  for (let at = from_; at < low.length; at++) {
    const unit = low.charCodeAt(at);
    free(search, state, unit + 1, at === from_ ? end : 0x10000);
    state = step(search, state, unit);
  }
  reach(search, state);
}

/** Texts that follow `high` up to `at` and are smaller than it. */
function upper(search: Search, from: number, high: string, start: number): void {
  let state = from;
  for (let at = start; at < high.length; at++) {
    point(search, state);
    const unit = high.charCodeAt(at);
    free(search, state, 0, unit);
    state = step(search, state, unit);
  }
}

function point(search: Search, state: number): void {
  search.found.add(outputAt(search.all, search.partition, state));
}

/** All continuations whose next unit is in the half-open range. */
function free(search: Search, state: number, from: number, to: number): void {
  if (from >= to) return;
  const edges = edgesAt(search.all, search.partition, state);
  for (let edge = 0; edge < edges.length; edge += 2) {
    const end = edge + 2 < edges.length ? edges[edge + 2]! : 0x10000;
    if (edges[edge]! < to && end > from) reach(search, edges[edge + 1]!);
  }
}

function reach(search: Search, state: number): void {
  const open = [state];
  for (let next = open.pop(); next !== undefined && search.found.size < search.count; next = open.pop()) {
    if (search.seen[next] === 1) continue;
    search.seen[next] = 1;
    point(search, next);
    const edges = edgesAt(search.all, search.partition, next);
    for (let edge = 1; edge < edges.length; edge += 2) open.push(edges[edge]!);
  }
}

function step(search: Search, state: number, unit: number): number {
  const edges = edgesAt(search.all, search.partition, state);
  let target = 0;
  for (let edge = 0; edge < edges.length && edges[edge]! <= unit; edge += 2) target = edges[edge + 1]!;
  return target;
}
