import type { Json, Path } from '../resource/resource.ts';
import { blockLines, flowText, keyWritten, leafText } from './print.ts';
import { width } from './tree.ts';
import { colonAfter, columnOf, dashAt, endAt, isFlow, keyAt, keyStart, kindOf, lineEnd, nodeAt, startAt, valuesOf, type Shape } from './shape.ts';

/** A stretch of text and what comes in its place. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Writes another value where one stands, or where nothing is written. */
export function replaced(shape: Shape, path: Path, value: Json): Splice {
  const { text, layout } = shape;
  const node = nodeAt(shape, path) ?? shape.root;
  const key = keyAt(shape, path);
  const inFlow = path.length > 0 && inBrackets(shape, path.slice(0, -1));
  const open = key === undefined ? openOfMember(shape, path) : colonAfter(shape, key);
  const empty = kindOf(shape, node) === 'empty';
  const start = empty ? open : startAt(shape, node);
  const end = empty ? open : endAt(shape, node);
  if (!empty && isLeaf(value) && !text.slice(open, end).includes('\n')) return { start, end, text: inFlow ? flowText(value, layout) : leafText(value, layout) };
  const space = inFlow && key === undefined ? '' : ' ';
  if (inFlow) return { start: open, end, text: space + bracketed(value, shape, open) };
  const broken = text[end - 1] === '\n' ? '\n' : '';
  const literal = broken === '' ? undefined : literalText(text.slice(open, end), value);
  if (literal !== undefined) return { start: open, end, text: literal };
  if (isLeaf(value)) return { start: open, end, text: ` ${leafText(value, layout)}${commentIn(text.slice(open, start))}${broken}` };
  const lines = blockLines(value, layout);
  const behind = broken === '' ? commentIn(lineRest(text, end)) : '';
  const comment = commentIn(text.slice(open, start)) + behind;
  const column = key === undefined ? columnOf(text, open) + 1 : columnOf(text, keyStart(shape, key)) + (Array.isArray(value) && !layout.indentedLists ? 0 : layout.indent);
  const block = indented(lines, column);
  return { start: open, end: end + behind.length, text: key === undefined && comment === '' ? ` ${block.trimStart()}${broken}` : `${comment}\n${block}${broken}` };
}

/** A text of several lines in place of one that stands line by line behind `|`, laid out like it; undefined for others. */
function literalText(old: string, value: Json): string | undefined {
  const [, indent] = /^[ \t]*\|[ \t]*\n(?:[ \t]*\n)*( +)\S/.exec(old) ?? [];
  if (indent === undefined || typeof value !== 'string' || !/^[^\s][\s\S]*[^\n]\n$/.test(value) || /[^\n\x20-\x7e\xa0-\ud7ff]/.test(value)) return undefined;
  return ` |\n${value.slice(0, -1).split('\n').map((line) => (line === '' ? '' : indent + line)).join('\n')}\n`;
}

/** Adds a key at the end of a map. */
export function entryAdded(shape: Shape, path: Path, name: string, value: Json): Splice {
  const { text, layout } = shape;
  const node = nodeAt(shape, path) ?? shape.root;
  const values = valuesOf(shape, node);
  const last = values.at(-1);
  if (last === undefined) return replaced(shape, path, { [name]: value });
  if (isFlow(shape, node)) return memberAdded(shape, node, `${keyWritten(name, layout, 'flow')}: `, value);
  const column = ' '.repeat(columnOf(text, startAt(shape, node)));
  const key = keyWritten(name, layout, 'block');
  const list = Array.isArray(value) && !layout.indentedLists;
  const lines = isLeaf(value)
    ? [`${column}${key}: ${leafText(value, layout)}`]
    : [`${column}${key}:`, ...blockLines(value, layout).map((line) => column + ' '.repeat(list ? 0 : layout.indent) + line)];
  return linesAt(text, lineEnd(text, endAt(shape, last)), lines);
}

/** Adds a member to a list that has some. */
export function memberInserted(shape: Shape, path: Path, at: number, value: Json): Splice {
  const { text, layout } = shape;
  const node = nodeAt(shape, path) ?? shape.root;
  const values = valuesOf(shape, node);
  if (isFlow(shape, node)) {
    const next = values[at];
    if (next === undefined) return memberAdded(shape, node, '', value);
    const start = memberStart(shape, node, at);
    return { start, end: start, text: `${flowText(value, layout)},${gapBefore(text, start)}` };
  }
  const column = columnOf(text, startAt(shape, node));
  const lines = blockLines([value], layout);
  if (at > 0) return linesAt(text, lineEnd(text, endAt(shape, values[at - 1] as number)), lines.map((line) => ' '.repeat(column) + line));
  const start = startAt(shape, node);
  return { start, end: start, text: `${lines.map((line, index) => (index === 0 ? line : ' '.repeat(column) + line)).join('\n')}\n${' '.repeat(column)}` };
}

/** Takes out a key or a member. The last one leaves `{}` or `[]`. */
export function removed(shape: Shape, path: Path): Splice {
  const { text } = shape;
  const parent = path.slice(0, -1);
  const container = nodeAt(shape, parent) ?? shape.root;
  const values = valuesOf(shape, container);
  const node = nodeAt(shape, path) ?? shape.root;
  const index = values.indexOf(node);
  if (values.length === 1) return replaced(shape, parent, kindOf(shape, container) === 'map' ? {} : []);
  const next = index + 1 < values.length ? memberStart(shape, container, index + 1) : undefined;
  const start = memberStart(shape, container, index);
  if (isFlow(shape, container)) return next === undefined ? { start: endAt(shape, values[index - 1] as number), end: endAt(shape, node), text: '' } : { start, end: next, text: '' };
  const line = start - columnOf(text, start);
  const alone = text.slice(line, start).trim() === '';
  if (!alone && next !== undefined) return { start, end: next, text: '' };
  return { start: line, end: lineEnd(text, endAt(shape, node)), text: '' };
}

/** Where a member starts with its dash or key. */
function memberStart(shape: Shape, container: number, index: number): number {
  const value = valuesOf(shape, container)[index] as number;
  if (kindOf(shape, container) === 'map') return keyStart(shape, value - width);
  return isFlow(shape, container) ? propertyStart(shape.text, startAt(shape, value)) : dashAt(shape, container, index);
}

/** Adds behind the last member of a bracketed container that has some, on a line of its own if they are. */
function memberAdded(shape: Shape, node: number, before: string, value: Json): Splice {
  const { text, layout } = shape;
  const values = valuesOf(shape, node);
  const end = endAt(shape, values.at(-1) as number);
  const gap = gapBefore(text, memberStart(shape, node, values.length - 1));
  const column = gap.includes('\n') ? ' '.repeat(gap.length - 1 - gap.lastIndexOf('\n')) : '';
  const printed = layout.json && column !== '' ? blockLines(value, layout).map((line, index) => (index === 0 ? line : column + line)).join('\n') : flowText(value, layout);
  return { start: end, end, text: `,${gap.includes('\n') ? `\n${column}` : ' '}${before}${printed}` };
}

/** White space in front of a member of a bracketed container; one space where there is none. */
function gapBefore(text: string, offset: number): string {
  return /\s+$/.exec(text.slice(0, offset))?.[0] ?? ' ';
}

function linesAt(text: string, at: number, lines: readonly string[]): Splice {
  const before = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { start: at, end: at, text: `${before}${lines.join('\n')}${before === '' ? '\n' : ''}` };
}

/** A value as it stands between brackets; JSON that is spread over lines stays so. */
function bracketed(value: Json, { text, layout }: Shape, at: number): string {
  if (!layout.json || !text.trim().includes('\n')) return flowText(value, layout);
  const indent = /^\s*/.exec(text.slice(at - columnOf(text, at), at))?.[0].length ?? 0;
  return indented(blockLines(value, layout), indent).trimStart();
}

function indented(lines: readonly string[], column: number): string {
  const space = ' '.repeat(column);
  return lines.map((line) => (line === '' ? '' : space + line)).join('\n');
}

function lineRest(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? text.length : end);
}

function isLeaf(value: Json): boolean {
  return value === null || typeof value !== 'object' || Object.keys(value).length === 0;
}

function inBrackets(shape: Shape, path: Path): boolean {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(shape, path.slice(0, length));
    if (node !== undefined && isFlow(shape, node) && kindOf(shape, node) !== 'scalar') return true;
  }
  return false;
}

/** Behind the dash of a list's member; where it starts, in brackets. */
function openOfMember(shape: Shape, path: Path): number {
  const last = path.at(-1);
  const list = nodeAt(shape, path.slice(0, -1));
  if (typeof last !== 'number' || list === undefined) return startAt(shape, shape.root);
  return isFlow(shape, list) ? startAt(shape, nodeAt(shape, path) ?? list) : dashAt(shape, list, last) + 1;
}

/** A comment between a key and its value stays behind the key. */
function commentIn(between: string): string {
  return /^[^\n]*?([ \t]+#[^\n]*)/.exec(between)?.[1] ?? '';
}

/** Where anchor and tag in front of a value start. */
function propertyStart(text: string, start: number): number {
  const properties = /(?:[&!][^\s,[\]{}]*\s+)+$/.exec(text.slice(Math.max(0, start - 512), start));
  return properties === null ? start : start - properties[0].length;
}
