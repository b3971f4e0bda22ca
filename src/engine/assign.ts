import { negated, together } from './condition.ts';
import type { Condition } from './conditions.ts';
import type { Store } from './store.ts';

/** The condition with its atoms of one level replaced; the level must be the highest that the condition asks, or above it. */
export function assigned(store: Store, condition: Condition, level: number, truth: (atom: number) => Condition): Condition {
  if (store.conditions.tops[condition] !== level) return condition;
  const { pool, starts } = store.conditions.records;
  const [start, end] = [starts[condition]!, starts[condition + 1]!];
  const kind = pool[start]!;
  if (kind === 2) return truth(pool[start + 1]!);
  if (kind === 3) return negated(store, assigned(store, pool[start + 1]!, level, truth));
  const members: Condition[] = [];
  for (let at = start + 1; at < end; at++) members.push(assigned(store, store.conditions.records.pool[at]!, level, truth));
  return together(store, kind as 4 | 5, members);
}

/** The atoms of one level that the condition asks; the level must be the highest it asks, or above it. */
export function atomsAt(store: Store, condition: Condition, level: number): readonly number[] {
  if (store.conditions.tops[condition] !== level) return [];
  const { pool, starts } = store.conditions.records;
  const [start, end] = [starts[condition]!, starts[condition + 1]!];
  if (pool[start] === 2) return [pool[start + 1]!];
  const atoms = new Set<number>();
  for (let at = start + 1; at < end; at++) for (const atom of atomsAt(store, pool[at]!, level)) atoms.add(atom);
  return [...atoms];
}
