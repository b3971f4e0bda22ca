import type { Path } from '../resource/resource.ts';

/**
 * Where every node of a text stands, in three numbers a node, in document order: start, end, and the index behind its
 * subtree. The end of a container is one of the constants below. In a map, keys and values take turns.
 */
export interface Tree {
  /** The text the offsets count in. */
  readonly source: string;
  readonly spans: Int32Array;
  /** Node of an alias -> node it stands for. */
  readonly targets: ReadonlyMap<number, number>;
  /** Node of a key -> the key it is read as, where the text says it otherwise: `"a\u0062"`, `yes`, `0777`. */
  readonly names: ReadonlyMap<number, string>;
}

export const mapEnd = -1;
export const listEnd = -2;
export const aliasEnd = -3;
/** A scalar of which nothing is written; it starts where the node before it ends. */
export const emptyEnd = -4;
export const width = 3;

export const mergeKey = '<<';

/** A node found by a path: its key if it stands in a map, and whether the path led all the way. */
export interface Found {
  readonly node: number;
  readonly key: number | undefined;
  readonly complete: boolean;
}

/** The node at a path below `root`, or the nearest parent that stands there. Aliases and merges lead to what they mean. */
export function find(tree: Tree, root: number, path: Path): Found {
  let node = settled(tree, root);
  let key: number | undefined;
  for (const step of path) {
    const next = typeof step === 'number' ? memberOf(tree, node, step) : fieldOf(tree, node, step);
    if (next === undefined) return { node, key, complete: false };
    key = typeof step === 'number' ? undefined : next;
    node = settled(tree, typeof step === 'number' ? next : next + width);
  }
  return { node, key, complete: true };
}

/** The nodes of a list's members, or of a map's keys. */
export function childrenOf(tree: Tree, container: number): number[] {
  const { spans } = tree;
  const kind = spans[container + 1];
  const children: number[] = [];
  if (kind !== mapEnd && kind !== listEnd) return children;
  const behind = spans[container + 2] as number;
  for (let child = container + width; child < behind; ) {
    children.push(child);
    child = kind === listEnd ? (spans[child + 2] as number) : (spans[child + width + 2] as number);
  }
  return children;
}

/** The node an alias stands for; others stand for themselves. */
export function settled(tree: Tree, node: number): number {
  return tree.spans[node + 1] === aliasEnd ? (tree.targets.get(node) ?? node) : node;
}

function memberOf(tree: Tree, list: number, index: number): number | undefined {
  const { spans } = tree;
  if (spans[list + 1] !== listEnd) return undefined;
  const behind = spans[list + 2] as number;
  let member = list + width;
  for (let left = index; left > 0 && member < behind; left--) member = spans[member + 2] as number;
  return member < behind ? member : undefined;
}

/** The key's node. The last one written wins, and so does a merge that is written behind the key. */
function fieldOf(tree: Tree, map: number, name: string): number | undefined {
  const { spans } = tree;
  if (spans[map + 1] !== mapEnd) return undefined;
  const behind = spans[map + 2] as number;
  let found: number | undefined;
  for (let key = map + width; key < behind; key = spans[key + width + 2] as number) {
    if (says(tree, key, name)) found = key;
    else if (isMerge(tree, key)) found = mergedField(tree, settled(tree, key + width), name) ?? found;
  }
  return found;
}

function mergedField(tree: Tree, node: number, name: string): number | undefined {
  if (tree.spans[node + 1] === mapEnd) return fieldOf(tree, node, name);
  for (const member of childrenOf(tree, node)) {
    const found = fieldOf(tree, settled(tree, member), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function says({ source, spans, names }: Tree, key: number, name: string): boolean {
  const start = spans[key] as number;
  const end = spans[key + 1] as number;
  if (names.size > 0) {
    const other = names.get(key);
    if (other !== undefined) return other === name;
  }
  return end - start === name.length && source.startsWith(name, start);
}

function isMerge({ source, spans, names }: Tree, key: number): boolean {
  const start = spans[key] as number;
  return (spans[key + 1] as number) - start === 2 && source.startsWith(mergeKey, start) && !names.has(key);
}
