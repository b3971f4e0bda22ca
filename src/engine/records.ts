/**
 * Lists of integers, each kept once: equal content has equal number. All content lies in one array, so that hundreds of
 * thousands of records cost no objects. Records are append-only.
 */
export interface Records {
  pool: Int32Array;
  /** Where record `n` starts; `starts[count]` is where the next will. */
  starts: Int32Array;
  count: number;
  /** Open addressing: record number + 1, or 0. */
  slots: Int32Array;
}

/** An empty table of records. */
export function records(): Records {
  return { pool: new Int32Array(64), starts: new Int32Array(16), count: 0, slots: new Int32Array(32) };
}

/** The number of the record with this content, which is `content[from..to)`. */
export function intern(into: Records, content: ArrayLike<number>, from: number, to: number): number {
  const length = to - from;
  let hash = length;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ content[at]!, 0x9e3779b1) ^ (hash >>> 15);
  const mask = into.slots.length - 1;
  let slot = (hash ^ (hash >>> 13)) & mask;
  for (let found = into.slots[slot]!; found !== 0; found = into.slots[slot]!) {
    if (equal(into, found - 1, content, from, length)) return found - 1;
    slot = (slot + 1) & mask;
  }
  into.slots[slot] = into.count + 1;
  return append(into, content, from, length);
}

function equal(into: Records, record: number, content: ArrayLike<number>, from: number, length: number): boolean {
  const start = into.starts[record]!;
  if (into.starts[record + 1]! - start !== length) return false;
  const pool = into.pool;
  for (let at = 0; at < length; at++) if (pool[start + at] !== content[from + at]) return false;
  return true;
}

function append(into: Records, content: ArrayLike<number>, from: number, length: number): number {
  const start = into.starts[into.count]!;
  if (start + length > into.pool.length) into.pool = grown(into.pool, start + length);
  for (let at = 0; at < length; at++) into.pool[start + at] = content[from + at]!;
  const record = into.count++;
  if (into.count + 1 > into.starts.length) into.starts = grown(into.starts, into.count + 1);
  into.starts[into.count] = start + length;
  if (into.count * 2 > into.slots.length) {
    into.slots = new Int32Array(into.slots.length * 2);
    place(into);
  }
  return record;
}

function place(all: Records): void {
  const mask = all.slots.length - 1;
  for (let record = 0; record < all.count; record++) {
    const [start, end] = [all.starts[record]!, all.starts[record + 1]!];
    let hash = end - start;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ all.pool[at]!, 0x9e3779b1) ^ (hash >>> 15);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (all.slots[slot] !== 0) slot = (slot + 1) & mask;
    all.slots[slot] = record + 1;
  }
}

function grown(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Remembers one non-negative number for each pair of non-negative numbers. */
export interface Pairs {
  entries: Int32Array;
  count: number;
}

/** An empty memo of pairs. */
export function pairs(): Pairs {
  return { entries: new Int32Array(3 * 16).fill(-1), count: 0 };
}

/** What was remembered for the pair; -1 if nothing. */
export function recall(memo: Pairs, a: number, b: number): number {
  const { entries } = memo;
  for (let slot = slotOf(entries, a, b); ; slot = slot + 3 === entries.length ? 0 : slot + 3) {
    if (entries[slot] === -1) return -1;
    if (entries[slot] === a && entries[slot + 1] === b) return entries[slot + 2]!;
  }
}

/** Notes a value for a pair that has none yet, and gives it back. */
export function remember(memo: Pairs, a: number, b: number, value: number): number {
  if (memo.count * 6 > memo.entries.length) widen(memo);
  put(memo.entries, a, b, value);
  memo.count++;
  return value;
}

function slotOf(entries: Int32Array, a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b ^ 0x5bd1e995, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) & (entries.length / 3 - 1)) * 3;
}

function put(entries: Int32Array, a: number, b: number, value: number): void {
  let slot = slotOf(entries, a, b);
  while (entries[slot] !== -1 && !(entries[slot] === a && entries[slot + 1] === b)) slot = slot + 3 === entries.length ? 0 : slot + 3;
  entries[slot] = a;
  entries[slot + 1] = b;
  entries[slot + 2] = value;
}

function widen(memo: Pairs): void {
  const larger = new Int32Array(memo.entries.length * 2).fill(-1);
  for (let slot = 0; slot < memo.entries.length; slot += 3) {
    if (memo.entries[slot] !== -1) put(larger, memo.entries[slot]!, memo.entries[slot + 1]!, memo.entries[slot + 2]!);
  }
  memo.entries = larger;
}
