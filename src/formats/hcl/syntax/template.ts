import { readPieces, type Piece, type TextPiece } from './template-pieces.ts';
import { advance, endOf, fail, lineOf, rise, startOf, textOf, type Reader } from './reader.ts';
import { spacesBefore } from './spaces.ts';
import type { Expression, TemplatePart } from './syntax.ts';
import { plainText } from './template-text.ts';
import { token } from './tokens.ts';

/** A quoted text. */
export function readQuoted(reader: Reader): Expression {
  const start = startOf(reader);
  const { kinds } = reader.tokens;
  if (kinds[reader.at + 1] === token.text && kinds[reader.at + 2] === token.quoteEnd) {
    reader.at++;
    const value = plainText(textOf(reader, reader.at));
    reader.at++;
    advance(reader);
    return { kind: 'literal', start, end: endOf(reader), value };
  }
  advance(reader);
  return wholeTemplate(reader, start, readPieces(reader, token.quoteEnd));
}

/** A heredoc, up to its last word; with `<<-` its lines lose what indentation they share. */
export function readHeredoc(reader: Reader): Expression {
  const start = startOf(reader);
  const indented = reader.text.charCodeAt(start + 2) === 45;
  advance(reader);
  const pieces = readPieces(reader, token.heredocEnd);
  if (indented) outdent(pieces);
  return wholeTemplate(reader, start, pieces);
}

/** The template that a whole text is. */
export function readBareTemplate(reader: Reader): Expression {
  const start = startOf(reader);
  return wholeTemplate(reader, start, readPieces(reader, token.end));
}

function wholeTemplate(reader: Reader, start: number, pieces: readonly Piece[]): Expression {
  const { height } = reader;
  const parts = structured(reader, pieces);
  rise(reader, height + 1);
  const end = endOf(reader);
  const [first] = parts;
  if (first === undefined) return { kind: 'literal', start, end, value: '' };
  if (parts.length === 1 && first.kind === 'text') return { kind: 'literal', start, end, value: first.text };
  return { kind: 'template', start, end, parts };
}

/**
 * The rule of `<<-` (hclsyntax, flushHeredocTemplateParts): of all lines that are not blank, the least indentation goes. It
 * counts what is written, so that a value with spaces does not change it; a line that starts with `${` has none.
 */
function outdent(pieces: readonly Piece[]): void {
  let least = Infinity;
  let lineStarts = true;
  const indented: TextPiece[] = [];
  for (const piece of pieces) {
    const starts = lineStarts;
    lineStarts = piece.kind === 'text' && piece.text.endsWith('\n');
    if (!starts) continue;
    if (piece.kind !== 'text') {
      least = 0;
      continue;
    }
    const spaces = spacesBefore(piece.text);
    if (spaces === piece.text.length && lineStarts) continue;
    indented.push(piece);
    least = Math.min(least, spaces);
  }
  for (const piece of indented) piece.text = piece.text.slice(least);
}

/** What `%{if}`, `%{for}` and the ends of them enclose, and texts beside each other as one. */
function structured(reader: Reader, pieces: readonly Piece[]): readonly TemplatePart[] {
  const whole: TemplatePart[] = [];
  const open: Open[] = [];
  let parts = whole;
  for (const piece of pieces) {
    const inner = open[open.length - 1];
    switch (piece.kind) {
      case 'text': {
        const before = parts[parts.length - 1];
        if (before?.kind === 'text') parts[parts.length - 1] = { kind: 'text', start: before.start, end: piece.end, text: before.text + piece.text };
        else parts.push({ kind: 'text', start: piece.start, end: piece.end, text: piece.text });
        break;
      }
      case 'interpolation':
        parts.push(piece);
        break;
      case 'if':
      case 'for':
        if (open.length >= 100) fail(reader, 'Too deep: this directive stands inside 100 others, and deeper is not read', piece.start, piece.end);
        open.push({ piece, around: parts, body: (parts = []), otherwise: undefined });
        break;
      case 'else':
        if (inner?.piece.kind !== 'if' || inner.otherwise !== undefined) fail(reader, unexpected(reader, 'else', inner), piece.start, piece.end);
        else inner.otherwise = parts = [];
        break;
      default: {
        const kind = piece.kind === 'endif' ? 'if' : 'for';
        if (inner?.piece.kind !== kind) {
          fail(reader, unexpected(reader, piece.kind, inner), piece.start, piece.end);
          break;
        }
        open.pop();
        parts = inner.around;
        parts.push(closed(inner, piece.end));
      }
    }
    if (reader.failed !== -1) return whole;
  }
  const left = open.pop()?.piece;
  if (left !== undefined) fail(reader, `Unexpected end of template: the ${left.kind} directive of line ${lineOf(reader, left.start)} does not end. Write %{ end${left.kind} } behind it`, left.start, left.end);
  return whole;
}

interface Open {
  readonly piece: Extract<Piece, { readonly kind: 'if' | 'for' }>;
  readonly around: TemplatePart[];
  readonly body: TemplatePart[];
  otherwise: TemplatePart[] | undefined;
}

function closed({ piece, body, otherwise }: Open, end: number): TemplatePart {
  if (piece.kind === 'if') return { kind: 'if', start: piece.start, end, condition: piece.condition, then: body, otherwise: otherwise ?? [] };
  const { start, keyName, valueName } = piece;
  return { kind: 'for', start, end, valueName, in: piece.in, body, ...(keyName === undefined ? {} : { keyName }) };
}

function unexpected(reader: Reader, name: string, inner: Open | undefined): string {
  if (inner === undefined) return `Unexpected ${name} directive: no %{ ${name === 'endfor' ? 'for' : 'if'} … } is open here`;
  return `Unexpected ${name} directive: inside the ${inner.piece.kind} of line ${lineOf(reader, inner.piece.start)} ${inner.piece.kind === 'if' && inner.otherwise === undefined ? 'else or ' : ''}end${inner.piece.kind} is expected`;
}
