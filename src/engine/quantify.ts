import { join, meet, rebuilt } from './diagram.ts';
import { absentAt, cellsAt, childrenAt } from './nodes.ts';
import { pairs, recall, remember } from './records.ts';
import type { Pairs } from './records.ts';
import { isClasses, isLeaf, levelAt } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';

/** The requests that are in the set for some answer to what the chosen levels ask: choices, unknowns. */
export function forSome(store: Store, set: Diagram, forgotten: (level: Level) => boolean): Diagram {
  return forget(store, set, forgotten, join, pairs());
}

/** The requests that are in the set whatever the answer is. */
export function forEvery(store: Store, set: Diagram, forgotten: (level: Level) => boolean): Diagram {
  return forget(store, set, forgotten, meet, pairs());
}

/** Choices that a hop makes among targets: no request decides them. */
export function isChoice(level: Level): boolean {
  return level.asks === 'free' && level.reason === undefined;
}

/** What nobody knows: unknown conditions and values. */
export function isUnknown(level: Level): boolean {
  return level.reason !== undefined || level.fresh !== undefined;
}

function forget(store: Store, d: Diagram, forgotten: (level: Level) => boolean, merged: typeof join, known: Pairs): Diagram {
  if (isLeaf(store, d)) return d;
  const found = recall(known, d, 0);
  if (found >= 0) return found;
  const below = (child: Diagram): Diagram => forget(store, child, forgotten, merged, known);
  const level = store.levels[levelAt(store, d)]!;
  if (!forgotten(level)) return remember(known, d, 0, rebuilt(store, d, (child) => (isClasses(store, child) ? rebuilt(store, child, below) : below(child))));
  // Only a value can be absent; the other levels have no third answer.
  const children = level.asks === 'value' ? [absentAt(store, d)] : [];
  const cells = cellsAt(store, d);
  for (let at = 1; at < cells.length; at += 2) children.push(...(isClasses(store, cells[at]!) ? childrenAt(store, cells[at]!) : [cells[at]!]));
  return remember(known, d, 0, children.map(below).reduce((sum, child) => merged(store, sum, child)));
}
