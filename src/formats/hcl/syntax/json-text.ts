import type { Mistake, Span } from './syntax.ts';

/** A value of a JSON text and where it stands. */
export type JsonNode =
  | (Span & { readonly kind: 'plain'; readonly value: null | boolean | number })
  | JsonString
  | (Span & { readonly kind: 'list'; readonly items: readonly JsonNode[] })
  | JsonMap;

/** A text; its span has its quotes. `escaped`: it is written with a backslash in it. */
export interface JsonString extends Span {
  readonly kind: 'text';
  readonly text: string;
  readonly escaped: boolean;
}

/** An object with its members in the order of the file; the same name may stand in it twice. */
export interface JsonMap extends Span {
  readonly kind: 'map';
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly name: JsonString;
  readonly value: JsonNode;
}

interface Scanner {
  readonly text: string;
  at: number;
  mistake: Mistake | undefined;
}

const deepest = 200;
const word = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const blank = /[ \t\r\n]*/y;

/** A JSON text with its positions. Where it is no JSON the mistake says what is wrong, and what stands before is there. */
export function readJsonText(text: string): { readonly root: JsonNode | undefined; readonly mistake: Mistake | undefined } {
  const scanner: Scanner = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, mistake: undefined };
  skip(scanner);
  const root = readValue(scanner, 0);
  skip(scanner);
  if (scanner.at < text.length) wrong(scanner, 'Extra characters after JSON value: the file holds one object, and more follows behind its end');
  return { root, mistake: scanner.mistake };
}

function readValue(scanner: Scanner, depth: number): JsonNode | undefined {
  const start = scanner.at;
  const first = scanner.text[start];
  if (first === '"') return readString(scanner);
  if (first === '{' || first === '[') {
    if (depth >= deepest) return wrong(scanner, `Too deep: this stands inside ${deepest} others, and deeper is not read`);
    return first === '{' ? readMap(scanner, depth) : readList(scanner, depth);
  }
  word.lastIndex = start;
  const written = word.exec(scanner.text)?.[0];
  const behind = scanner.text[start + (written?.length ?? 0)];
  if (written === undefined || (behind !== undefined && /[\w.+-]/.test(behind))) return wrong(scanner, `Invalid JSON value: a value is expected here, and there is ${shownAt(scanner)}. Texts stand in double quotes`);
  scanner.at += written.length;
  return { kind: 'plain', start, end: scanner.at, value: JSON.parse(written) as null | boolean | number };
}

function readString(scanner: Scanner): JsonString | undefined {
  const start = scanner.at;
  const end = stringEnd(scanner.text, start);
  if (end === -1) return wrong(scanner, scanner.text[start] === '"' ? 'Invalid JSON string: it does not end in its line, or an escape in it is none of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uNNNN' : `Invalid JSON object: a name in double quotes is expected here, and there is ${shownAt(scanner)}`);
  scanner.at = end;
  const inner = scanner.text.slice(start + 1, scanner.at - 1);
  const escaped = inner.includes('\\');
  return { kind: 'text', start, end: scanner.at, text: escaped ? (JSON.parse(`"${inner}"`) as string) : inner, escaped };
}

/** Behind the closing quote of a text; -1 if it is none. */
function stringEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== 34) return -1;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return -1;
    if (code !== 92) continue;
    at++;
    if (text[at] === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 4;
    else if (!/^["\\/bfnrt]$/.test(text.slice(at, at + 1))) return -1;
  }
  return -1;
}

function readList(scanner: Scanner, depth: number): JsonNode {
  const start = scanner.at++;
  const items: JsonNode[] = [];
  skip(scanner);
  while (scanner.mistake === undefined && scanner.text[scanner.at] !== ']') {
    const item = readValue(scanner, depth + 1);
    if (item !== undefined) items.push(item);
    if (!separated(scanner, ']')) break;
  }
  if (scanner.mistake === undefined) scanner.at++;
  return { kind: 'list', start, end: scanner.at, items };
}

function readMap(scanner: Scanner, depth: number): JsonMap {
  const start = scanner.at++;
  const members: JsonMember[] = [];
  skip(scanner);
  while (scanner.mistake === undefined && scanner.text[scanner.at] !== '}') {
    const name = readString(scanner);
    if (name === undefined) break;
    skip(scanner);
    if (scanner.text[scanner.at] !== ':') {
      wrong(scanner, `Missing JSON value: a colon is expected behind the name "${name.text}", and there is ${shownAt(scanner)}`);
      break;
    }
    scanner.at++;
    skip(scanner);
    const value = readValue(scanner, depth + 1);
    if (value !== undefined) members.push({ name, value });
    if (!separated(scanner, '}')) break;
  }
  if (scanner.mistake === undefined) scanner.at++;
  return { kind: 'map', start, end: scanner.at, members };
}

/** Reads what stands between members. Answers whether another one follows. */
function separated(scanner: Scanner, end: string): boolean {
  if (scanner.mistake !== undefined) return false;
  skip(scanner);
  const next = scanner.text[scanner.at];
  if (next === end) return false;
  if (next !== ',') {
    wrong(scanner, `Missing comma in JSON: a comma or ${end} is expected here, and there is ${shownAt(scanner)}`);
    return false;
  }
  const comma = scanner.at++;
  skip(scanner);
  if (scanner.text[scanner.at] !== end) return true;
  scanner.at = comma;
  wrong(scanner, `Trailing comma in JSON: behind the last member no comma stands before ${end}. Take it away`);
  return false;
}

function skip(scanner: Scanner): void {
  blank.lastIndex = scanner.at;
  blank.test(scanner.text);
  scanner.at = blank.lastIndex;
}

function shownAt({ text, at }: Scanner): string {
  const found = /^[\w.+-]{1,40}|^[^]/u.exec(text.slice(at, at + 41))?.[0];
  return found === undefined ? 'the end of the file' : found;
}

function wrong(scanner: Scanner, message: string): undefined {
  scanner.mistake ??= { message, start: scanner.at, end: Math.min(scanner.text.length, scanner.at + 1) };
}
