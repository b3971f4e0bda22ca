import { advance, endOf, enter, fail, leave, peek, rise, startOf, take, textOf, type Reader } from './reader.ts';
import type { Expression } from './syntax.ts';
import { token } from './tokens.ts';
import { plainReason, shownNext } from './words.ts';

/** `[a, b]` or `[for …]`. */
export function readTuple(reader: Reader): Expression {
  const start = startOf(reader);
  const newlines = enter(reader);
  if (isWord(reader, 'for')) return readFor(reader, start, false, newlines);
  const items: Expression[] = [];
  let height = 0;
  while (peek(reader) !== token.bracketEnd) {
    items.push(reader.expression(reader));
    height = Math.max(height, reader.height);
    if (take(reader, token.comma)) continue;
    if (peek(reader) !== token.bracketEnd) fail(reader, plainReason(reader) ?? `Missing item separator: behind a member of the list there is ${shownNext(reader)}. Write a comma between members`);
    break;
  }
  leave(reader, newlines);
  rise(reader, height + 1);
  return { kind: 'tuple', start, end: endOf(reader), items };
}

/** `{ a = b }` or `{ for … }`. */
export function readObject(reader: Reader): Expression {
  const start = startOf(reader);
  const newlines = enter(reader);
  if (isWord(reader, 'for')) return readFor(reader, start, true, newlines);
  // Back to the first line break: between members it means something.
  reader.at = reader.last + 1;
  reader.newlines = true;
  const items: { key: Expression; value: Expression }[] = [];
  let height = 0;
  for (;;) {
    while (peek(reader) === token.newline) advance(reader);
    if (peek(reader) === token.braceEnd) break;
    const key = readKey(reader);
    height = Math.max(height, reader.height);
    const between = peek(reader);
    if (between !== token.equals && between !== token.colon) {
      fail(reader, plainReason(reader) ?? missingValue(reader, between));
      break;
    }
    advance(reader);
    const value = reader.expression(reader);
    height = Math.max(height, reader.height);
    items.push({ key, value });
    const next = peek(reader);
    if (next !== token.braceEnd && next !== token.comma && next !== token.newline) {
      fail(reader, plainReason(reader) ?? `Missing attribute separator: behind a value there is ${shownNext(reader)}. Write a comma or a new line between members`);
      break;
    }
    if (next !== token.braceEnd) advance(reader);
  }
  leave(reader, newlines);
  rise(reader, height + 1);
  return { kind: 'object', start, end: endOf(reader), items };
}

function missingValue(reader: Reader, between: number): string {
  if (between === token.newline || between === token.comma || between === token.braceEnd) return 'Missing attribute value: behind the key there is no value. Write key = value';
  return `Missing key/value separator: = is expected behind the key, and there is ${shownNext(reader)}. A key with dots or spaces stands in quotes`;
}

/** A bare name is a text, also where it is one of the words true, false and null; in parentheses it is worked out. */
function readKey(reader: Reader): Expression {
  const bare = peek(reader) === token.name;
  const name = bare ? textOf(reader, reader.at) : '';
  const first = reader.at;
  const key = reader.expression(reader);
  return bare && reader.last === first && reader.failed === -1 ? { kind: 'literal', start: key.start, end: key.end, value: name } : key;
}

function readFor(reader: Reader, start: number, object: boolean, newlines: boolean): Expression {
  advance(reader);
  let valueName = readName(reader, "behind 'for'");
  let keyName: string | undefined;
  if (take(reader, token.comma)) {
    keyName = valueName;
    valueName = readName(reader, 'behind the comma');
  }
  if (!isWord(reader, 'in')) fail(reader, plainReason(reader) ?? `Invalid 'for' expression: 'in' is expected behind the names, and there is ${shownNext(reader)}`);
  advance(reader);
  const source = reader.expression(reader);
  let { height } = reader;
  if (!take(reader, token.colon)) fail(reader, plainReason(reader) ?? `Invalid 'for' expression: a colon is expected behind what it goes through, and there is ${shownNext(reader)}`);
  let key: Expression | undefined;
  let value = reader.expression(reader);
  height = Math.max(height, reader.height);
  if (take(reader, token.arrow)) {
    key = value;
    value = reader.expression(reader);
    height = Math.max(height, reader.height);
  }
  const grouped = take(reader, token.ellipsis);
  let condition: Expression | undefined;
  if (isWord(reader, 'if')) {
    advance(reader);
    condition = reader.expression(reader);
    height = Math.max(height, reader.height);
  }
  if (peek(reader) !== (object ? token.braceEnd : token.bracketEnd)) fail(reader, plainReason(reader) ?? `Invalid 'for' expression: it ends here, and there is ${shownNext(reader)}`);
  else if (object && key === undefined) fail(reader, "Invalid 'for' expression: in { } each member has a key: write key => value", value.start, value.end);
  else if (!object && key !== undefined) fail(reader, "Invalid 'for' expression: in [ ] members have no keys. Write { } around it, or only the value", key.start, key.end);
  else if (!object && grouped) fail(reader, "Invalid 'for' expression: ... groups the members of an object; in [ ] there is nothing to group", value.end, endOf(reader));
  leave(reader, newlines);
  rise(reader, height + 1);
  return { kind: 'for', start, end: endOf(reader), valueName, in: source, value, grouped, ...(keyName === undefined ? {} : { keyName }), ...(key === undefined ? {} : { key }), ...(condition === undefined ? {} : { condition }) };
}

function readName(reader: Reader, where: string): string {
  if (peek(reader) !== token.name) fail(reader, plainReason(reader) ?? `Invalid 'for' expression: ${where} a name is expected, and there is ${shownNext(reader)}`);
  const name = textOf(reader, reader.at);
  advance(reader);
  return name;
}

function isWord(reader: Reader, word: string): boolean {
  return peek(reader) === token.name && textOf(reader, reader.at) === word;
}
