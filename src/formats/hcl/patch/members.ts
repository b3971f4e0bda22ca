import type { Json } from '../../../resource/resource.ts';
import type { Attribute, Block, Body, Expression } from '../syntax/syntax.ts';
import type { Splice } from './layout.ts';
import { expressionText, keyText, type Refer } from './print.ts';

type Tuple = Extract<Expression, { kind: 'tuple' }>;
type ObjectOf = Extract<Expression, { kind: 'object' }>;

/** Writes another value where an expression stands. */
export function valueReplaced(text: string, expression: Expression, value: Json, refer: Refer): Splice {
  // A number that stood in quotes stays in quotes.
  const said = expression.kind === 'literal' && typeof expression.value === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
  return { start: expression.start, end: expression.end, text: expressionText(said, indentAt(text, expression.start), refer) };
}

/** Puts a member into a list: on its line, or on a line of its own where the others have one. */
export function itemInserted(text: string, tuple: Tuple, at: number, value: Json, refer: Refer): Splice {
  const { items } = tuple;
  const next = items[at];
  const last = items.at(-1);
  const indent = indentAt(text, tuple.start);
  if (last === undefined) return { start: tuple.start, end: tuple.end, text: expressionText([value], indent, refer) };
  const ownLines = isFirstOnLine(text, items[0]!.start);
  if (next !== undefined) {
    const own = ownLines ? indentAt(text, next.start) : indent;
    return { start: next.start, end: next.start, text: `${expressionText(value, own, refer)},${ownLines ? `\n${own}` : ' '}` };
  }
  if (!ownLines) return { start: last.end, end: last.end, text: `, ${expressionText(value, indent, refer)}` };
  return memberBehind(text, last.end, (own, comma) => `${expressionText(value, own, refer)}${comma}`);
}

/** Takes a member out of a list, with its line if nothing else stands there. */
export function itemRemoved(text: string, { start, end, items }: Tuple | ObjectOf, at: number): Splice {
  if (items.length === 1 && !text.slice(start, end).includes('\n')) return { start: start + 1, end: end - 1, text: '' };
  const spans = items.map((item) => ('key' in item && 'value' in item && !('kind' in item) ? { start: item.key.start, end: item.value.end } : (item as Expression)));
  const gone = spans[at]!;
  const comma = /^\s*,/.exec(text.slice(gone.end))?.[0].length ?? 0;
  const lines = wholeLines(text, gone.start, gone.end + comma);
  if (lines !== undefined) return { ...lines, text: '' };
  const [next, before] = [spans[at + 1], spans[at - 1]];
  if (next !== undefined) return { start: gone.start, end: next.start, text: '' };
  return { start: before?.end ?? gone.start, end: before === undefined ? gone.end + comma : gone.end, text: '' };
}

/** Adds a key to an object, or to a file's or a block's arguments' like. */
export function keyAdded(text: string, object: ObjectOf, key: string, value: Json, refer: Refer): Splice {
  const last = object.items.at(-1);
  const indent = indentAt(text, object.start);
  if (last === undefined) return { start: object.start, end: object.end, text: expressionText({ [key]: value }, indent, refer) };
  const sign = text.slice(last.key.end, last.value.start).includes(':') ? ': ' : ' = ';
  const entry = (own: string): string => `${keyText(key)}${sign}${expressionText(value, own, refer)}`;
  if (!isFirstOnLine(text, object.items[0]!.key.start)) return { start: last.value.end, end: last.value.end, text: `, ${entry(indent)}` };
  const comma = /^[ \t]*,/.test(text.slice(last.value.end));
  return memberBehind(text, last.value.end, (own) => `${entry(own)}${comma ? ',' : ''}`, false);
}

/** A new line behind a member's line; a comma is put where the member before needs one. */
function memberBehind(text: string, end: number, entry: (indent: string, comma: string) => string, commas = true): Splice {
  const comma = /^[ \t]*,/.exec(text.slice(end))?.[0].length ?? 0;
  const indent = indentAt(text, lineStart(text, end));
  const line = lineEnd(text, end + comma);
  // A comment behind the last member stays with it.
  if (comma > 0 || !commas) return { start: line, end: line, text: `\n${entry(indent, ',')}`.replace('\n', `\n${indent}`) };
  return { start: end, end: line, text: `,${text.slice(end, line)}\n${indent}${entry(indent, '')}` };
}

/** Adds an argument behind the others, in front of nested blocks and of what people write last. */
export function argumentAdded(text: string, body: Body, head: number, line: (indent: string) => string): Splice {
  const indent = bodyIndent(text, body, head);
  const [firstBlock] = body.blocks;
  const before = body.attributes.filter(({ name, start }) => !lastNames.has(name) && (firstBlock === undefined || start < firstBlock.start)).at(-1);
  if (isOnOneLine(text, body)) return opened(text, body, head, line(indent));
  if (before === undefined) {
    const start = lineEnd(text, body.start);
    return { start, end: start, text: `\n${line(indent)}` };
  }
  const end = lineEnd(text, before.end);
  return { start: end, end, text: `\n${line(indent)}` };
}

/** Adds a nested block behind those of its type, else behind all else; blank lines as between what is there. */
export function blockAdded(text: string, body: Body, head: number, type: string, lines: (indent: string) => string): Splice {
  const indent = bodyIndent(text, body, head);
  const alike = body.blocks.filter((block) => block.type === type || (block.type === 'dynamic' && block.labels[0]?.text === type));
  const block = alike.at(-1) ?? body.blocks.filter(({ type: other }) => other !== 'lifecycle').at(-1);
  if (isOnOneLine(text, body)) return opened(text, body, head, lines(indent).trimEnd());
  const behind = block === undefined ? body.attributes.at(-1)?.end : endOf(text, block);
  const start = lineEnd(text, behind ?? body.start);
  const blank = behind !== undefined && (block === undefined || alike.length === 0 || hasBlankBefore(text, block.start));
  return { start, end: start, text: `${blank ? '\n' : ''}\n${lines(indent).trimEnd()}` };
}

/** Takes a block, or an argument, out with its lines. */
export function lineRemoved(text: string, item: Attribute | Block): Splice {
  const end = 'labels' in item ? endOf(text, item) : item.end;
  const lines = wholeLines(text, item.start, end);
  if (lines === undefined) return { start: item.start, end, text: '' };
  // Of two blank lines around it one goes, too.
  const [above, below] = [/(?:^|\n)[ \t]*(?:\r?\n|\{[^\n]*\r?\n)$/.test(text.slice(0, lines.start)) || lines.start === 0, /^[ \t]*\r?\n/.exec(text.slice(lines.end))?.[0].length ?? 0];
  if (above && below > 0) return { start: lines.start, end: lines.end + below, text: '' };
  const closes = lines.end >= text.length || /^[ \t]*\}/.test(text.slice(lines.end));
  const blank = closes ? (/\n([ \t]*\r?\n)$/.exec(text.slice(0, lines.start))?.[1]?.length ?? 0) : 0;
  return { start: lines.start - blank, end: lines.end, text: '' };
}

/** Where a block's closing brace ends. */
export function endOf(text: string, { start, end }: Block): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Where a line break comes, or the text ends. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
}

/** The blanks that a line begins with. */
export function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))![0];
}

const lastNames: ReadonlySet<string> = new Set(['tags', 'depends_on', 'providers']);

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function bodyIndent(text: string, body: Body, head: number): string {
  const member = [...body.attributes, ...body.blocks].find(({ start }) => isFirstOnLine(text, start));
  return member === undefined ? `${indentAt(text, head)}  ` : indentAt(text, member.start);
}

/** `{ a = 1 }` and `{}` are opened: a second argument needs lines. */
function opened(text: string, body: Body, head: number, added: string): Splice {
  const outer = indentAt(text, head);
  const own = text.slice(body.start, body.end).trim();
  const brace = text.lastIndexOf('{', body.start) + 1;
  const close = text.indexOf('}', body.end);
  return { start: brace, end: close, text: `\n${own === '' ? '' : `${outer}  ${own}\n`}${added}\n${outer}` };
}

function isOnOneLine(text: string, body: Body): boolean {
  const brace = text.lastIndexOf('{', body.start);
  return brace !== -1 && !text.slice(brace, text.indexOf('}', body.end)).includes('\n');
}

function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === '';
}

function hasBlankBefore(text: string, at: number): boolean {
  return /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(0, at));
}

/** The lines of a stretch with their last line break and a comment behind; undefined if something else stands on them. */
function wholeLines(text: string, start: number, end: number): { readonly start: number; readonly end: number } | undefined {
  const [first, last] = [lineStart(text, start), lineEnd(text, end)];
  if (text.slice(first, start).trim() !== '' || !/^[ \t]*(?:(?:#|\/\/).*)?$/.test(text.slice(end, last))) return undefined;
  return { start: first, end: Math.min(text.length, text.startsWith('\r\n', last) ? last + 2 : last + 1) };
}
