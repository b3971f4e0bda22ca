import { readObject, readTuple } from './expression-collection.ts';
import { readNameOrCall, readTraversals } from './expression-traversal.ts';
import { advance, endOf, enter, fail, leave, nested, peek, rise, startOf, textOf, type Reader } from './reader.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import { readHeredoc, readQuoted } from './template.ts';
import { token } from './tokens.ts';
import { plainReason, shownNext } from './words.ts';

/** An expression: hclsyntax's ParseExpression. */
export function readExpression(reader: Reader): Expression {
  return nested(reader, readConditional);
}

function readConditional(reader: Reader): Expression {
  const start = startOf(reader);
  const condition = readBinary(reader, 1);
  if (peek(reader) !== token.question) return condition;
  let { height } = reader;
  advance(reader);
  const then = readExpression(reader);
  height = Math.max(height, reader.height);
  if (peek(reader) !== token.colon) {
    fail(reader, plainReason(reader) ?? `Missing false expression in conditional: behind condition ? value there is ${shownNext(reader)}. Write : and the other value`);
    return broken(start, endOf(reader));
  }
  advance(reader);
  const otherwise = readExpression(reader);
  rise(reader, Math.max(height, reader.height) + 1);
  return { kind: 'conditional', start, end: endOf(reader), condition, then, otherwise };
}

/** How tight each operator holds; all of them hold to the left. 0 is none. */
function tightness(kind: number): number {
  switch (kind) {
    case token.or:
      return 1;
    case token.and:
      return 2;
    case token.equal:
    case token.notEqual:
      return 3;
    case token.less:
    case token.lessOrEqual:
    case token.greater:
    case token.greaterOrEqual:
      return 4;
    case token.plus:
    case token.minus:
      return 5;
    case token.times:
    case token.slash:
    case token.percent:
      return 6;
    default:
      return 0;
  }
}

function readBinary(reader: Reader, least: number): Expression {
  const start = startOf(reader);
  let left = readTerm(reader);
  for (;;) {
    const tight = tightness(peek(reader));
    if (tight === 0 || tight < least) return left;
    const operator = textOf(reader, reader.at) as BinaryOperator;
    const { height } = reader;
    advance(reader);
    const right = readBinary(reader, tight + 1);
    rise(reader, Math.max(height, reader.height) + 1);
    left = { kind: 'binary', start, end: endOf(reader), operator, left, right };
  }
}

function readTerm(reader: Reader): Expression {
  const start = startOf(reader);
  const term = readSimple(reader);
  const next = peek(reader);
  return next === token.dot || next === token.bracket ? readTraversals(reader, term, start) : term;
}

function readSimple(reader: Reader): Expression {
  const start = startOf(reader);
  reader.height = 1;
  switch (peek(reader)) {
    case token.name:
      return readNameOrCall(reader);
    case token.quote:
      return readQuoted(reader);
    case token.heredoc:
      return readHeredoc(reader);
    case token.number:
      return readNumber(reader);
    case token.bracket:
      return readTuple(reader);
    case token.brace:
      return readObject(reader);
    case token.paren:
      return readParentheses(reader);
    case token.minus:
    case token.not: {
      const operator = peek(reader) === token.minus ? '-' : '!';
      advance(reader);
      const of = nested(reader, readTerm);
      rise(reader, reader.height + 1);
      return { kind: 'unary', start, end: endOf(reader), operator, of };
    }
    default:
      fail(reader, plainReason(reader) ?? missingExpression(reader));
      return broken(start, start);
  }
}

function missingExpression(reader: Reader): string {
  const kind = peek(reader);
  if (kind === token.end || kind === token.newline) return `Missing expression: there is no value before ${shownNext(reader)}`;
  if (kind === token.less && textOf(reader, reader.at + 1) === '<') return 'Invalid expression: a heredoc starts with << and a word, and nothing stands behind them on the line';
  return `Invalid expression: a value is expected here, and ${shownNext(reader)} does not start one`;
}

function readNumber(reader: Reader): Expression {
  const start = startOf(reader);
  const written = textOf(reader, reader.at);
  const value = Number(written);
  if (!/^[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$/.test(written) || !Number.isFinite(value)) {
    fail(reader, `Invalid number literal: ${written} is no number. A text stands in quotes: "${written}"`);
    return broken(start, start + written.length);
  }
  advance(reader);
  return { kind: 'literal', start, end: endOf(reader), value };
}

function readParentheses(reader: Reader): Expression {
  const start = startOf(reader);
  const newlines = enter(reader);
  const inner = readExpression(reader);
  if (peek(reader) !== token.parenEnd) fail(reader, plainReason(reader) ?? `Unbalanced parentheses: ) is expected here, and there is ${shownNext(reader)}`);
  leave(reader, newlines);
  return { ...inner, start, end: endOf(reader) };
}

function broken(start: number, end: number): Expression {
  return { kind: 'broken', start, end };
}
