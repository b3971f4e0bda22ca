import { headOf, successor } from '../ir/ranges.ts';
import { classesIn } from './occurring.ts';
import { coarsen, shift } from './partition.ts';
import type { Partition } from './partition.ts';
import { intern } from './records.ts';
import { isClasses, levelAt } from './store.ts';
import type { Diagram, Store } from './store.ts';

/**
 * The constructors that keep diagrams small and honest: neighbours that are equal become one, a test that decides
 * nothing disappears, and a class that no text of its cell has is forgotten, so that `none` means empty.
 */

/** A test of a field: the child where it is absent, and boundary key numbers with children in turn, the first boundary being the first key. */
export function ranges(store: Store, level: number, absent: Diagram, cells: readonly number[]): Diagram {
  const tag = 2 * level;
  const content = [tag, absent];
  for (let at = 0; at < cells.length; at += 2) {
    const child = cells[at + 1]!;
    const next = at + 2 < cells.length ? cells[at + 2]! : -1;
    const kept = isClasses(store, child) ? settled(store, child, cells[at]!, next) : child;
    if (content.length > 2) {
      const last = content.at(-1)!;
      if (last === kept && !isClasses(store, kept)) continue;
      const joined = isClasses(store, last) && isClasses(store, kept) ? joint(store, last, kept, content.at(-2)!, cells[at]!, next) : undefined;
      if (joined !== undefined) {
        content[content.length - 1] = joined;
        continue;
      }
    }
    content.push(cells[at]!, kept);
  }
  return content.length === 4 && content[3] === absent ? absent : intern(store.nodes, content, 0, content.length);
}

/** A test of what follows a cell's head. Classes with equal children are joined. */
export function classes(store: Store, level: number, partition: Partition, children: readonly Diagram[]): Diagram {
  const coarse = coarsen(store.partitions, partition, children);
  if (coarse.labels.length === 1) return coarse.labels[0]!;
  const content = [2 * level + 1, coarse.partition, ...coarse.labels];
  return intern(store.nodes, content, 0, content.length);
}

/** The partition by whose classes a node divides texts. */
export function partitionAt(store: Store, d: Diagram): Partition {
  return store.nodes.pool[store.nodes.starts[d]! + 1]!;
}

/** The children of a classes node, by class. */
export function childrenAt(store: Store, d: Diagram): Int32Array {
  return store.nodes.pool.subarray(store.nodes.starts[d]! + 2, store.nodes.starts[d + 1]!);
}

/** The boundary keys and children of a ranges node, flat. */
export function cellsAt(store: Store, d: Diagram): Int32Array {
  return store.nodes.pool.subarray(store.nodes.starts[d]! + 2, store.nodes.starts[d + 1]!);
}

/** Where a node leads if the field is absent. */
export function absentAt(store: Store, d: Diagram): Diagram {
  return store.nodes.pool[store.nodes.starts[d]! + 1]!;
}

/** A text key by number; -1 is the end. */
export function textKey(store: Store, key: number): string | undefined {
  return key < 0 ? undefined : (store.keys[key] as string);
}

/** The child of the cell `[low, high)` as the child of the narrower cell `[from, to)`. */
export function narrowed(store: Store, child: Diagram, low: number, high: number, from: number, to: number): Diagram {
  if (!isClasses(store, child) || (low === from && high === to)) return child;
  const outer = headOf(textKey(store, low)!, textKey(store, high));
  const inner = headOf(textKey(store, from)!, textKey(store, to));
  return settled(store, beheaded(store, child, inner.slice(outer.length)), from, to);
}

/** A classes node that reads from behind `head`. */
export function beheaded(store: Store, d: Diagram, head: string): Diagram {
  if (head === '' || !isClasses(store, d)) return d;
  const level = levelAt(store, d);
  const shifted = shift(store.partitions, partitionAt(store, d), head);
  const children = childrenAt(store, d);
  return classes(store, level, shifted.partition, shifted.labels.map((old) => children[old]!));
}

/** Forgets classes that no text of the cell has: they take the child of the first class that occurs. */
export function settled(store: Store, d: Diagram, from: number, to: number): Diagram {
  if (!isClasses(store, d)) return d;
  const [low, high] = [textKey(store, from)!, textKey(store, to)];
  const head = headOf(low, high);
  if (low === head && high === successor(head)) return d;
  const span = { low: low.slice(head.length), high: high === undefined || high === successor(head) ? undefined : high.slice(head.length) };
  const occurring = classesIn(store.partitions, partitionAt(store, d), span);
  const children = childrenAt(store, d);
  if (occurring.length === children.length) return d;
  if (occurring.length === 1) return children[occurring[0]!]!;
  const kept = new Set(occurring);
  const first = children[occurring[0]!]!;
  return classes(store, levelAt(store, d), partitionAt(store, d), [...children].map((child, index) => (kept.has(index) ? child : first)));
}

/** One node for two neighbouring cells, if the node of one of them says of the other's texts what the other's node says. */
function joint(store: Store, left: Diagram, right: Diagram, from: number, middle: number, to: number): Diagram | undefined {
  const [low, between, high] = [textKey(store, from)!, textKey(store, middle)!, textKey(store, to)];
  const [whole, first, second] = [headOf(low, high), headOf(low, between), headOf(between, high)];
  if (first === whole && settled(store, beheaded(store, left, second.slice(whole.length)), middle, to) === right) return left;
  if (second === whole && settled(store, beheaded(store, right, first.slice(whole.length)), from, middle) === left) return right;
  return undefined;
}
