import { advance, endOf, fail, lineOf, mistake, nested, peek, startOf, textOf, type Reader } from './reader.ts';
import { nextItem, skipHeaderless, skipItem } from './recover.ts';
import type { Attribute, Block, Body, Expression, Span } from './syntax.ts';
import { plainText, unescaped } from './template-text.ts';
import { token } from './tokens.ts';
import { plainReason, shownNext } from './words.ts';

/** Arguments and blocks up to the end of the file, or of the block. */
export function readBody(reader: Reader, end: number): Body {
  const start = startOf(reader);
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const seen = new Map<string, Attribute>();
  for (let kind = peek(reader); kind !== end && kind !== token.end && kind !== token.missing; kind = peek(reader)) {
    if (kind === token.newline) {
      advance(reader);
      continue;
    }
    const first = reader.at;
    const item = kind === token.name ? readItem(reader) : strangeItem(reader, kind);
    if (reader.failed !== -1) {
      const headerless = reader.tokens.kinds[reader.failed] === token.newline && item === undefined && reader.tokens.kinds[first + 1] !== token.newline;
      nextItem(reader, first);
      if (headerless) skipHeaderless(reader, first);
    }
    if (item === undefined) continue;
    if ('labels' in item) blocks.push(item);
    else {
      const before = seen.get(item.name);
      if (before !== undefined) mistake(reader, `Attribute redefined: ${item.name} is set already in line ${lineOf(reader, before.start)}. An argument is set once`, item.nameSpan.start, item.nameSpan.end);
      else {
        seen.set(item.name, item);
        attributes.push(item);
      }
    }
  }
  return { start, end: startOf(reader), attributes, blocks };
}

function strangeItem(reader: Reader, kind: number): undefined {
  const quoted = kind === token.quote ? 'Invalid argument name: names of arguments stand without quotes' : undefined;
  fail(reader, plainReason(reader) ?? quoted ?? `Argument or block definition required: a name is expected here, and there is ${shownNext(reader)}`);
}

function readItem(reader: Reader): Attribute | Block | undefined {
  const next = reader.tokens.kinds[reader.at + 1];
  if (next === token.equals) return readAttribute(reader, true);
  if (next === token.quote || next === token.brace || next === token.name) return nested(reader, readBlock);
  const name = textOf(reader, reader.at);
  const { start, end } = spanHere(reader);
  advance(reader);
  fail(reader, plainReason(reader) ?? `Argument or block definition required: behind ${name} there is ${shownNext(reader)}. Write ${name} = value, or ${name} { for a block`, start, end);
  return undefined;
}

function readAttribute(reader: Reader, endsLine: boolean): Attribute {
  const name = textOf(reader, reader.at);
  const nameSpan = spanHere(reader);
  const { wrong } = reader;
  advance(reader);
  advance(reader);
  const from = startOf(reader);
  let value = reader.expression(reader);
  const end = endOf(reader);
  if (reader.failed === -1 && endsLine && peek(reader) !== token.newline && peek(reader) !== token.end) fail(reader, behindArgument(reader, name));
  if (reader.wrong > wrong) value = brokenValue(reader, from, end);
  else if (endsLine) advance(reader);
  return { start: nameSpan.start, end: value.end, name, nameSpan, value };
}

function behindArgument(reader: Reader, name: string): string {
  if (peek(reader) === token.comma) return `Unexpected comma after argument: ${name} ends with its line. Take the comma away`;
  return plainReason(reader) ?? `Missing newline after argument: behind the value of ${name} there is ${shownNext(reader)}. Write it on a line of its own`;
}

function brokenValue({ failed, tokens }: Reader, start: number, end: number): Expression {
  return { kind: 'broken', start, end: Math.max(start, failed === -1 ? end : (tokens.starts[failed] as number)) };
}

/** `type "label" name {`, its body, and the brace that ends it. */
function readBlock(reader: Reader): Block | undefined {
  const type = textOf(reader, reader.at);
  const typeSpan = spanHere(reader);
  advance(reader);
  const labels: (Span & { readonly text: string })[] = [];
  for (let kind = peek(reader); kind !== token.brace; kind = peek(reader)) {
    const { start, end } = spanHere(reader);
    if (kind === token.name) {
      labels.push({ start, end, text: textOf(reader, reader.at) });
      advance(reader);
    } else if (kind === token.quote) labels.push(readLabel(reader));
    else fail(reader, plainReason(reader) ?? headerReason(reader, type, kind));
    if (reader.failed !== -1) return undefined;
  }
  const opener = reader.at;
  advance(reader);
  const oneLine = peek(reader) !== token.newline && peek(reader) !== token.braceEnd && peek(reader) !== token.end && peek(reader) !== token.missing;
  const body = oneLine ? readOneLine(reader, type) : readBody(reader, token.braceEnd);
  const end = reader.failed === -1 && peek(reader) === token.braceEnd ? (reader.tokens.ends[reader.at] as number) : body.end;
  if (peek(reader) === token.missing) {
    // What is open inside was told already, and ends this with it.
    if (reader.tokens.kinds[reader.at - 1] !== token.missing) mistake(reader, unclosedBlock(reader, type, labels, opener), typeSpan.start, reader.tokens.ends[opener] as number);
    advance(reader);
  } else if (reader.failed === -1) endBlock(reader, type);
  return { start: typeSpan.start, end, type, typeSpan, labels, body };
}

function endBlock(reader: Reader, type: string): void {
  advance(reader);
  if (peek(reader) === token.newline) advance(reader);
  else if (peek(reader) !== token.end && peek(reader) !== token.missing) {
    mistake(reader, plainReason(reader) ?? `Missing newline after block definition: behind the } of ${type} there is ${shownNext(reader)}. Write it on a line of its own`, startOf(reader), reader.tokens.ends[reader.at] as number);
    skipItem(reader);
  }
}

function unclosedBlock(reader: Reader, type: string, labels: Block['labels'], opener: number): string {
  const header = [type, ...labels.map(({ text }) => `"${text}"`)].join(' ');
  return `Unclosed configuration block: the { of ${header} in line ${lineOf(reader, reader.tokens.starts[opener] as number)} is not closed. Write } where the block ends`;
}

function headerReason(reader: Reader, type: string, kind: number): string {
  if (kind === token.equals) return `Invalid block definition: an equals sign makes an argument, and a block has none. Write ${type} … { without =`;
  if (kind === token.newline || kind === token.end) return `Invalid block definition: the { of a block stands on the line of its name, and after ${type} the line ends without one`;
  return `Invalid block definition: a label in quotes or { is expected here, and there is ${shownNext(reader)}`;
}

/** A quoted label: nothing is worked out in it. */
function readLabel(reader: Reader): Span & { readonly text: string } {
  const start = startOf(reader);
  let text = '';
  advance(reader);
  for (let kind = peek(reader); kind !== token.quoteEnd && reader.failed === -1; kind = peek(reader)) {
    if (kind === token.text) text += plainText(textOf(reader, reader.at));
    else if (kind === token.escapedText) text += unescaped(reader, true);
    else if (kind === token.interpolation || kind === token.directive) fail(reader, 'Invalid string literal: a label is taken as it is written, and nothing is worked out in it. Write the name itself');
    else fail(reader, 'Unterminated string literal: the label does not end in its line. Write " where it ends');
    advance(reader);
  }
  if (reader.failed === -1) advance(reader);
  return { start, end: endOf(reader), text };
}

/** `{ name = value }`, all on one line. */
function readOneLine(reader: Reader, type: string): Body {
  const start = startOf(reader);
  if (peek(reader) !== token.name || reader.tokens.kinds[reader.at + 1] !== token.equals) {
    if (peek(reader) === token.name) fail(reader, `Argument definition required: a block on one line holds one argument, ${type} { name = value }, and no block. Write it over several lines`);
    else strangeItem(reader, peek(reader));
    return { start, end: start, attributes: [], blocks: [] };
  }
  const attribute = readAttribute(reader, false);
  if (reader.failed === -1 && peek(reader) !== token.braceEnd && peek(reader) !== token.missing) {
    fail(reader, plainReason(reader) ?? `Invalid single-argument block definition: behind its one argument a block on one line ends with }, and there is ${shownNext(reader)}. Write several arguments on a line each`);
  }
  return { start, end: attribute.end, attributes: [attribute], blocks: [] };
}

function spanHere({ tokens, at }: Reader): Span {
  return { start: tokens.starts[at] as number, end: tokens.ends[at] as number };
}
