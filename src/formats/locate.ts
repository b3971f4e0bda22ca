import type { Locate, Position } from '../resource/resource.ts';
import type { SourceFile } from './source.ts';
import { emptyEnd, find, width, type Tree } from './tree.ts';

/** A tree and the file it is of; `base` is where the file starts in the tree's text. */
export interface Placed {
  readonly tree: Tree;
  readonly file: SourceFile;
  readonly base: number;
}

/** Positions of what stands below `root`; nothing is worked out before it is asked. */
export function locateIn(placed: Placed, root: number): Locate {
  return (path, part = 'value') => {
    const { node, key } = find(placed.tree, root, path);
    return part === 'key' && key !== undefined ? keyPosition(placed, key) : nodePosition(placed, node);
  };
}

/** The place of a key, its quotes included. */
export function keyPosition({ tree: { source, spans }, file, base }: Placed, key: number): Position {
  const start = spans[key] as number;
  const end = spans[key + 1] as number;
  const quote = source[start - 1];
  const quoted = (quote === '"' || quote === "'") && source[end] === quote ? 1 : 0;
  return file.position(start - quoted - base, end + quoted - base);
}

/** The place of a value: of a container, from its first sign to the end of its last member. */
export function nodePosition({ tree: { spans }, file, base }: Placed, node: number): Position {
  const start = spans[node] as number;
  const end = spans[node + 1] as number;
  if (end >= 0) return file.position(start - base, end - base);
  return file.position(start - base, (end === emptyEnd ? start : endOf(spans, node)) - base);
}

/** Where the last thing written in a container ends. */
export function endOf(spans: Int32Array, node: number): number {
  const behind = spans[node + 2] as number;
  for (let last = behind - width; last > node; last -= width) if ((spans[last + 1] as number) >= 0) return spans[last + 1] as number;
  return (spans[node] as number) + 1;
}
