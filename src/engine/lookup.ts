import type { Field } from '../ir/field.ts';
import { keyOf } from '../ir/ranges.ts';
import type { Key } from '../ir/ranges.ts';
import { takes } from '../ir/text.ts';
import { childOf } from './diagram.ts';
import type { Lookup } from './diagram.ts';
import { absentAt, cellsAt, childrenAt } from './nodes.ts';
import { isClasses, isLeaf, levelAt, none, valueOf } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';

/** A request by its fields; those that are not there are absent. */
export type Fields = Readonly<Partial<Record<Field, string | number | readonly string[]>>>;

/** Looks up a request given by its fields; free levels are false unless `free` names their reason. */
export function lookupOf(fields: Fields, free: ReadonlySet<string> = new Set()): Lookup {
  return (level: Level): Key | null => {
    if (level.asks === 'free') return free.has(level.reason ?? '') ? 1 : 0;
    const value = fields[level.field!];
    if (value === undefined || level.fresh !== undefined) return level.asks === 'member' ? 0 : null;
    if (level.asks === 'member') return [value].flat().some((one) => level.patterns!.some((pattern) => takes(pattern, one as string) === true)) ? 1 : 0;
    return keyOf(value as string | number, level) ?? null;
  };
}

/** Whether a set takes the request under some answer to what is not known. */
export function possible(store: Store, set: Diagram, fields: Fields): boolean {
  return possibleLeaves(store, set, fields).size > 0;
}

/** The leaves but none that the request gets under some choice, and some answer to what is not known. */
export function possibleLeaves(store: Store, d: Diagram, fields: Fields): ReadonlySet<unknown> {
  const lookup = lookupOf(fields);
  const leaves = new Set<unknown>();
  const seen = new Set<Diagram>();
  const open = [d];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === none || seen.has(node)) continue;
    seen.add(node);
    if (isLeaf(store, node)) {
      leaves.add(valueOf(store, node));
      continue;
    }
    const level = store.levels[levelAt(store, node)]!;
    if (level.asks !== 'free' && level.fresh === undefined) {
      const key = lookup(level);
      open.push(key === null ? absentAt(store, node) : childOf(store, node, key));
      continue;
    }
    open.push(absentAt(store, node));
    const cells = cellsAt(store, node);
    for (let at = 1; at < cells.length; at += 2) open.push(...(isClasses(store, cells[at]!) ? childrenAt(store, cells[at]!) : [cells[at]!]));
  }
  return leaves;
}
