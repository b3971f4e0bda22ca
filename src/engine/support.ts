import { absentAt, cellsAt, childrenAt } from './nodes.ts';
import { isClasses, isLeaf, levelAt } from './store.ts';
import type { Diagram, Store } from './store.ts';

/** The levels that a diagram asks. */
export function supportOf(store: Store, d: Diagram): ReadonlySet<number> {
  const known = store.supports.get(d);
  if (known !== undefined) return known;
  const levels = new Set<number>();
  const seen = new Set<Diagram>();
  const open = [d];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isLeaf(store, node) || seen.has(node)) continue;
    seen.add(node);
    levels.add(levelAt(store, node));
    if (isClasses(store, node)) open.push(...childrenAt(store, node));
    else {
      open.push(absentAt(store, node));
      const cells = cellsAt(store, node);
      for (let at = 1; at < cells.length; at += 2) open.push(cells[at]!);
    }
  }
  store.supports.set(d, levels);
  return levels;
}
