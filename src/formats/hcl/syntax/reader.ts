import type { SourceFile } from '../../source.ts';
import type { Expression, Mistake } from './syntax.ts';
import { token, type Tokens } from './tokens.ts';

/** The tokens of a file while they are read. */
export interface Reader {
  readonly file: SourceFile;
  readonly text: string;
  readonly tokens: Tokens;
  readonly mistakes: Mistake[];
  /** How many there are; only so many of them are kept. */
  wrong: number;
  /** The token that is next. */
  at: number;
  /** The one read last. */
  last: number;
  /** Whether a line break means something here; inside `()` and `[]` it does not. */
  newlines: boolean;
  /** How deep what is read now stands in other things. */
  depth: number;
  /** How many steps the deepest way into the expression takes that was read last. */
  height: number;
  /** The token at which what is read does not go on; -1 while it does. From there on the reader stands at the end. */
  failed: number;
  /** Reads an expression; the parts of the language meet here, each in its file. */
  readonly expression: (reader: Reader) => Expression;
}

/** What nests deeper is not read: neither by us nor by anybody after us. */
const deepest = 200;
/** Steps of an expression: a chain of operators or names counts each of them. */
const highest = 600;
/** Mistakes of one file that are told: whoever mends the first of them sees the rest. */
const mostTold = 100;

/** The kind of the next token. */
export function peek({ tokens, at }: Reader): number {
  return tokens.kinds[at] as number;
}

/** Goes on to the next token. */
export function advance(reader: Reader): void {
  const { kinds, count } = reader.tokens;
  reader.last = reader.at;
  if (reader.at < count - 1) reader.at++;
  if (!reader.newlines) while (kinds[reader.at] === token.newline) reader.at++;
}

/** Reads what opens `()`, `[]` or `${`: line breaks mean nothing from here on. Answers what they meant before. */
export function enter(reader: Reader): boolean {
  const { newlines } = reader;
  reader.newlines = false;
  advance(reader);
  return newlines;
}

/** Reads what ends it. */
export function leave(reader: Reader, newlines: boolean): void {
  reader.newlines = newlines;
  advance(reader);
}

/** Reads the next token if it is of this kind. */
export function take(reader: Reader, kind: number): boolean {
  if (peek(reader) !== kind) return false;
  advance(reader);
  return true;
}

/** The text of a token; of the next one if none is named. */
export function textOf({ text, tokens }: Reader, number: number): string {
  return text.slice(tokens.starts[number], tokens.ends[number]);
}

/** Where the next token starts. */
export function startOf({ tokens, at }: Reader): number {
  return tokens.starts[at] as number;
}

/** Where the token read last ends. */
export function endOf({ tokens, last }: Reader): number {
  return tokens.ends[last] as number;
}

/** The line, counted from 1, that an offset stands on. */
export function lineOf(reader: Reader, offset: number): number {
  return reader.file.position(offset, offset).line;
}

/** Something does not parse, and the rest of it is not looked at: the first of these counts until somebody recovers. */
export function fail(reader: Reader, message: string, start?: number, end?: number): void {
  if (reader.failed !== -1) return;
  const { kinds, starts, ends, matches } = reader.tokens;
  // What is not closed, and a text that its line ends, is told where it starts.
  const place = kinds[reader.at] === token.missing || kinds[reader.at] === token.brokenQuote ? (matches[reader.at] as number) : reader.at;
  tell(reader, { message, start: start ?? (starts[place] as number), end: end ?? (ends[place] as number) });
  reader.failed = reader.at;
  reader.at = reader.tokens.count - 1;
}

/** Something does not parse, but what follows does. */
export function mistake(reader: Reader, message: string, start: number, end: number): void {
  if (reader.failed === -1) tell(reader, { message, start, end });
}

function tell(reader: Reader, told: Mistake): void {
  if (reader.wrong++ < mostTold) reader.mistakes.push(told);
}

/** Reads something that stands in something else. */
export function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  if (++reader.depth > deepest) fail(reader, `Too deep: this stands inside ${deepest} others, and deeper is not read. Move the inner part to a local`);
  const result = read(reader);
  reader.depth--;
  return result;
}

/** Notes the height of an expression around others. */
export function rise(reader: Reader, height: number): void {
  reader.height = height;
  if (height > highest) fail(reader, `Too long: this expression takes more than ${highest} steps one inside the other. Split it into locals`);
}
