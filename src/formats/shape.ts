import { parseEvents } from 'js-yaml';
import type { Json, Path } from '../resource/resource.ts';
import { build } from './build.ts';
import type { Layout } from './print.ts';
import { childrenOf, emptyEnd, find, listEnd, mapEnd, settled, width, type Tree } from './tree.ts';

/** One document's text with the place of every node; offsets count in `text`. */
export interface Shape {
  readonly text: string;
  readonly tree: Tree;
  readonly root: number;
  readonly value: Json;
  readonly layout: Layout;
}

/** Reads one document. Throws if the text holds another number of documents, or one that cannot be read: our own bug. */
export function shapeOf(text: string, deepest: number): Shape {
  const documents = build(text, parseEvents(text, { filename: '', maxDepth: deepest }));
  const [document] = documents;
  if (document === undefined || documents.length !== 1 || document.refused !== undefined) throw new Error('A text to edit is not one document.');
  const { tree, root, value } = document;
  return { text, tree, root, value, layout: layoutOf(text, tree, root) };
}

export type Kind = 'map' | 'list' | 'scalar' | 'empty' | 'alias';

/** What stands at a node. */
export function kindOf({ tree }: Shape, node: number): Kind {
  const end = tree.spans[node + 1] as number;
  if (end >= 0) return 'scalar';
  return end === mapEnd ? 'map' : end === listEnd ? 'list' : end === emptyEnd ? 'empty' : 'alias';
}

/** Whether a container is written with brackets. */
export function isFlow({ text, tree }: Shape, node: number): boolean {
  const start = text[tree.spans[node] as number];
  return start === '{' || start === '[';
}

/** Where a node starts, behind its anchor and tag. */
export function startAt({ tree }: Shape, node: number): number {
  return tree.spans[node] as number;
}

/** Where a node ends: behind its last sign, closing bracket included. */
export function endAt(shape: Shape, node: number): number {
  const { tree, text } = shape;
  const start = tree.spans[node] as number;
  switch (kindOf(shape, node)) {
    case 'scalar':
      return tree.spans[node + 1] as number;
    case 'empty':
      return start;
    case 'alias':
      return start + (/^\*[^\s,[\]{}]+/.exec(text.slice(start, start + 1024))?.[0].length ?? 1);
    default: {
      const last = valuesOf(shape, node).at(-1);
      const inside = last === undefined ? start + 1 : endAt(shape, last);
      return isFlow(shape, node) ? closerFrom(text, inside) + 1 : inside;
    }
  }
}

/** The nodes of the values of a container. */
export function valuesOf(shape: Shape, node: number): number[] {
  const step = kindOf(shape, node) === 'map' ? width : 0;
  return childrenOf(shape.tree, node).map((child) => child + step);
}

/** The node at a path; undefined where nothing stands. Aliases are not followed. */
export function nodeAt(shape: Shape, path: Path): number | undefined {
  const { node, complete } = find({ ...shape.tree, targets: new Map() }, shape.root, path);
  return complete ? node : undefined;
}

/** The node of the key a path ends in. */
export function keyAt(shape: Shape, path: Path): number | undefined {
  return find({ ...shape.tree, targets: new Map() }, shape.root, path).key;
}

/** Where a key starts, its quote included. */
export function keyStart({ tree, text }: Shape, key: number): number {
  const start = tree.spans[key] as number;
  const quote = text[start - 1];
  return (quote === '"' || quote === "'") && text[tree.spans[key + 1] as number] === quote ? start - 1 : start;
}

/** Behind the colon of a key. */
export function colonAfter({ tree, text }: Shape, key: number): number {
  return text.indexOf(':', tree.spans[key + 1] as number) + 1;
}

/** Zero-based column of an offset. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Behind the line break of the line an offset is in. At a line's very start, that is the line before. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

/** Where a list's member starts with its dash. */
export function dashAt(shape: Shape, list: number, index: number): number {
  const { text } = shape;
  const first = startAt(shape, list);
  if (index === 0) return first;
  const column = columnOf(text, first);
  let at = lineEnd(text, endAt(shape, valuesOf(shape, list)[index - 1] as number));
  while (at < text.length && !(text[at + column] === '-' && text.slice(at, at + column).trim() === '')) at = lineEnd(text, at + 1);
  return at + column;
}

function closerFrom(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const sign = text[at];
    if (sign === '}' || sign === ']' || sign === undefined) return at;
    if (sign === '#' && /\s/.test(text[at - 1] ?? ' ')) at = lineEnd(text, at);
    else at++;
  }
}

function layoutOf(text: string, tree: Tree, root: number): Layout {
  const json = /^(?:---[^\n]*\n)?\s*[[{]/.test(text);
  const found = json ? jsonIndent(text) : blockIndents(text, tree, root);
  const brace = text.indexOf('{');
  return { indent: found.indent ?? 2, indentedLists: found.list !== 0, json, padded: brace === -1 || /\s/.test(text[brace + 1] ?? ' ') };
}

function jsonIndent(text: string): { indent: number | undefined; list: undefined } {
  return { indent: /[[{]\n( +)/.exec(text)?.[1]?.length, list: undefined };
}

/** Spaces between a key and what stands below it: the first map and the first list decide. */
function blockIndents(text: string, tree: Tree, root: number): { indent: number | undefined; list: number | undefined } {
  let indent: number | undefined;
  let list: number | undefined;
  const look = (node: number): void => {
    if (tree.spans[node + 1] !== mapEnd) return childrenOf(tree, node).forEach((child) => look(settled(tree, child)));
    for (const key of childrenOf(tree, node)) {
      const value = key + width;
      const deeper = columnOf(text, tree.spans[value] as number) - columnOf(text, tree.spans[node] as number);
      const below = text.slice(tree.spans[key], tree.spans[value]).includes('\n');
      if (below && tree.spans[value + 1] === mapEnd) indent ??= deeper;
      if (below && tree.spans[value + 1] === listEnd) list ??= deeper;
      look(value);
    }
  };
  look(root);
  return { indent, list };
}
