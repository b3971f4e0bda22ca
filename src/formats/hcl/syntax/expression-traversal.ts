import { advance, endOf, enter, fail, leave, nested, peek, rise, startOf, textOf, type Reader } from './reader.ts';
import type { Expression } from './syntax.ts';
import { token } from './tokens.ts';
import { plainReason, shownNext } from './words.ts';

/** A name, a call of a function, or one of the words true, false and null. */
export function readNameOrCall(reader: Reader): Expression {
  const start = startOf(reader);
  const name = textOf(reader, reader.at);
  advance(reader);
  const next = peek(reader);
  if (next === token.paren || next === token.doubleColon) return readCall(reader, name, start);
  const end = endOf(reader);
  if (name === 'true' || name === 'false') return { kind: 'literal', start, end, value: name === 'true' };
  if (name === 'null') return { kind: 'literal', start, end, value: null };
  return { kind: 'name', start, end, name };
}

function readCall(reader: Reader, first: string, start: number): Expression {
  let name = first;
  while (peek(reader) === token.doubleColon) {
    advance(reader);
    if (peek(reader) !== token.name) fail(reader, plainReason(reader) ?? `Missing function name: behind :: there is ${shownNext(reader)}`);
    name += `::${textOf(reader, reader.at)}`;
    advance(reader);
  }
  const nameSpan = { start, end: endOf(reader) };
  if (peek(reader) !== token.paren) fail(reader, plainReason(reader) ?? `Missing open parenthesis: ${name} is the name of a function, and ( is expected behind it`);
  const newlines = enter(reader);
  const items: Expression[] = [];
  let spread = false;
  let height = 0;
  while (peek(reader) !== token.parenEnd) {
    items.push(reader.expression(reader));
    height = Math.max(height, reader.height);
    if (peek(reader) === token.comma) {
      advance(reader);
      continue;
    }
    if (peek(reader) === token.ellipsis) {
      spread = true;
      advance(reader);
      if (peek(reader) !== token.parenEnd) fail(reader, plainReason(reader) ?? `Missing closing parenthesis: behind ... the call of ${name} ends, and there is ${shownNext(reader)}`);
    }
    if (peek(reader) !== token.parenEnd) fail(reader, plainReason(reader) ?? `Missing argument separator: behind an argument of ${name} there is ${shownNext(reader)}. Write a comma between arguments, or ) behind the last`);
    break;
  }
  leave(reader, newlines);
  rise(reader, height + 1);
  return { kind: 'call', start, end: endOf(reader), name, nameSpan, arguments: items, spread };
}

/** What stands behind a value: `.name`, `[key]`, `.0`, `[*]`, `.*`. */
export function readTraversals(reader: Reader, from: Expression, start: number): Expression {
  let of = from;
  for (;;) {
    const next = peek(reader);
    if (next === token.dot) {
      advance(reader);
      of = peek(reader) === token.times ? readAttributeSplat(reader, of, start) : readStep(reader, of, start);
    } else if (next === token.bracket) {
      of = reader.tokens.kinds[reader.at + 1] === token.times ? readSplat(reader, of, start) : readIndex(reader, of, start);
    } else return of;
    rise(reader, reader.height + 1);
  }
}

/** Behind a dot: a name, or a number as older files write an index. */
function readStep(reader: Reader, of: Expression, start: number): Expression {
  const name = textOf(reader, reader.at);
  const kind = peek(reader);
  if (kind === token.number && (name.includes('.') || !Number.isFinite(Number(name)))) fail(reader, `Invalid legacy index syntax: ${name} is read as one number. Write the indexes in brackets: ${name.split('.').map((each) => `[${each}]`).join('')}`);
  else if (kind !== token.number && kind !== token.name) fail(reader, plainReason(reader) ?? `Invalid attribute name: behind the dot a name is expected, and there is ${shownNext(reader)}`);
  const from = startOf(reader);
  advance(reader);
  const end = endOf(reader);
  if (kind === token.number) return { kind: 'index', start, end, of, key: { kind: 'literal', start: from, end, value: Number(name) } };
  return { kind: 'attribute', start, end, of, name };
}

function readIndex(reader: Reader, of: Expression, start: number): Expression {
  const { height } = reader;
  const newlines = enter(reader);
  const key = reader.expression(reader);
  if (peek(reader) !== token.bracketEnd) fail(reader, plainReason(reader) ?? `Missing close bracket on index: ] is expected here, and there is ${shownNext(reader)}`);
  leave(reader, newlines);
  reader.height = Math.max(height, reader.height);
  return { kind: 'index', start, end: endOf(reader), of, key };
}

/** `.*`: only names and numbers are asked of each member. */
function readAttributeSplat(reader: Reader, of: Expression, start: number): Expression {
  const { height } = reader;
  const item = itemAt(reader);
  let each: Expression = item;
  while (peek(reader) === token.dot) {
    advance(reader);
    if (peek(reader) === token.times) fail(reader, 'Nested splat expression not allowed: behind .* there is another one. Write [*] for the outer one');
    each = readStep(reader, each, item.start);
    rise(reader, reader.height + 1);
  }
  reader.height = Math.max(height, reader.height);
  return { kind: 'splat', start, end: endOf(reader), of, each, full: false };
}

/** `[*]`: everything that stands behind it is asked of each member. */
function readSplat(reader: Reader, of: Expression, start: number): Expression {
  const { height } = reader;
  advance(reader);
  const item = itemAt(reader);
  if (peek(reader) !== token.bracketEnd) fail(reader, plainReason(reader) ?? `Missing close bracket on splat index: ] is expected behind [*, and there is ${shownNext(reader)}`);
  advance(reader);
  reader.height = 1;
  const each = nested(reader, (inner) => readTraversals(inner, { ...item, end: endOf(inner) }, item.start));
  reader.height += height;
  return { kind: 'splat', start, end: endOf(reader), of, each, full: true };
}

function itemAt(reader: Reader): Expression {
  const start = startOf(reader);
  advance(reader);
  return { kind: 'item', start, end: endOf(reader) };
}
