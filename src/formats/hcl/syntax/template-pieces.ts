import { advance, endOf, enter, fail, leave, peek, startOf, take, textOf, type Reader } from './reader.ts';
import { spacesBefore, withoutSpacesBehind } from './spaces.ts';
import type { Expression, Span } from './syntax.ts';
import { plainText, unescaped } from './template-text.ts';
import { token } from './tokens.ts';
import { plainReason, shownNext, unclosed } from './words.ts';

/** A piece of text; strip marks and indentation take from it. */
export interface TextPiece extends Span {
  readonly kind: 'text';
  text: string;
}

/** A template as it is written, one piece after the other: what directives enclose is not put together yet. */
export type Piece =
  | TextPiece
  | (Span & { readonly kind: 'interpolation'; readonly value: Expression })
  | (Span & { readonly kind: 'if'; readonly condition: Expression })
  | (Span & { readonly kind: 'for'; readonly keyName?: string; readonly valueName: string; readonly in: Expression })
  | (Span & { readonly kind: 'else' | 'endif' | 'endfor' });

/** The pieces up to the token that ends the template, which is read, too. */
export function readPieces(reader: Reader, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  const quoted = end === token.quoteEnd;
  let strip = false;
  let height = 0;
  for (let kind = peek(reader); kind !== end && reader.failed === -1; kind = peek(reader)) {
    if (kind === token.text || kind === token.escapedText) {
      const text = kind === token.text ? plainText(textOf(reader, reader.at)) : unescaped(reader, quoted);
      pieces.push({ kind: 'text', start: startOf(reader), end: reader.tokens.ends[reader.at] as number, text: strip ? text.slice(spacesBefore(text)) : text });
      strip = false;
      advance(reader);
      continue;
    }
    if (kind !== token.interpolation && kind !== token.directive) {
      fail(reader, endless(reader, kind, quoted));
      break;
    }
    const before = pieces[pieces.length - 1];
    const opener = textOf(reader, reader.at);
    if (before?.kind === 'text' && opener.length === 3) before.text = withoutSpacesBehind(before.text);
    const start = startOf(reader);
    const newlines = enter(reader);
    reader.height = 0;
    const piece = kind === token.interpolation ? readInterpolation(reader, start) : readDirective(reader, start);
    height = Math.max(height, reader.height);
    strip = textOf(reader, reader.at).startsWith('~');
    leave(reader, newlines);
    pieces.push({ ...piece, end: endOf(reader) });
  }
  if (reader.failed === -1) advance(reader);
  reader.height = height;
  return pieces;
}

function readInterpolation(reader: Reader, start: number): Piece {
  const value = reader.expression(reader);
  if (peek(reader) !== token.sequenceEnd) fail(reader, plainReason(reader) ?? behindValue(reader));
  return { kind: 'interpolation', start, end: start, value };
}

function behindValue(reader: Reader): string {
  if (peek(reader) === token.quote) return 'Unclosed template interpolation sequence: the text ends before its ${ is closed. Write } in front of the quote';
  return `Extra characters after interpolation expression: } is expected here, and there is ${shownNext(reader)}. A \${ that is text, as in a shell script, is written $\${`;
}

function readDirective(reader: Reader, start: number): Piece {
  const word = peek(reader) === token.name ? textOf(reader, reader.at) : '';
  let piece: Piece;
  switch (word) {
    case 'if':
      advance(reader);
      piece = { kind: 'if', start, end: start, condition: reader.expression(reader) };
      break;
    case 'for':
      advance(reader);
      piece = readForDirective(reader, start);
      break;
    case 'else':
    case 'endif':
    case 'endfor':
      advance(reader);
      piece = { kind: word, start, end: start };
      break;
    default:
      fail(reader, plainReason(reader) ?? `${word === '' ? 'Invalid template directive' : 'Invalid template control keyword'}: behind %{ there is one of if, else, endif, for, endfor, and here it is ${shownNext(reader)}. A %{ that is text is written %%{`);
      return { kind: 'endif', start, end: start };
  }
  if (peek(reader) !== token.sequenceEnd) fail(reader, plainReason(reader) ?? `Extra characters in ${word} marker: } is expected here, and there is ${shownNext(reader)}`);
  return piece;
}

function readForDirective(reader: Reader, start: number): Piece {
  let valueName = readName(reader);
  let keyName: string | undefined;
  if (take(reader, token.comma)) {
    keyName = valueName;
    valueName = readName(reader);
  }
  if (peek(reader) !== token.name || textOf(reader, reader.at) !== 'in') fail(reader, plainReason(reader) ?? `Invalid 'for' directive: 'in' is expected behind the names, and there is ${shownNext(reader)}`);
  advance(reader);
  return { kind: 'for', start, end: start, valueName, in: reader.expression(reader), ...(keyName === undefined ? {} : { keyName }) };
}

function readName(reader: Reader): string {
  if (peek(reader) !== token.name) fail(reader, plainReason(reader) ?? `Invalid 'for' directive: a name is expected, and there is ${shownNext(reader)}`);
  const name = textOf(reader, reader.at);
  advance(reader);
  return name;
}

function endless(reader: Reader, kind: number, quoted: boolean): string {
  if (kind === token.brokenQuote) return 'Invalid multi-line string: the text does not end in its line. Write " where it ends; a text of several lines is a heredoc, <<EOT, or has \\n in it';
  if (kind === token.missing) return unclosed(reader, reader.tokens.matches[reader.at] as number);
  return plainReason(reader) ?? `Unterminated template string: ${quoted ? '" is expected' : 'the end of the text is expected'}, and there is ${shownNext(reader)}`;
}
