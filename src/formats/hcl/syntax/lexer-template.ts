import { abandon, ends, markerEnd, markerOf, opens, settleQuote, startsTopLevel, type Lexer } from './nesting.ts';
import { add, token } from './tokens.ts';

/** A quoted text from inside up to its end, its next `${` or `%{`, or the end of the line. */
export function lexQuoted(lexer: Lexer, from: number): number {
  const { text, end } = lexer;
  let escaped = false;
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      addText(lexer, from, at, escaped);
      ends(lexer, token.quoteEnd, at, at + 1);
      return at + 1;
    }
    if (code === 10 || code === 13) {
      addText(lexer, from, at, escaped);
      ends(lexer, token.brokenQuote, at, at);
      if (lexer.lenient) settleQuote(lexer);
      return at;
    }
    if (code === 92) {
      escaped = true;
      const next = text.charCodeAt(at + 1);
      if (next !== 10 && next !== 13) at++;
    } else if (code === 36 || code === 37) {
      const kind = sequence(lexer, at, code);
      if (kind === opened) return openSequence(lexer, from, at, escaped);
      if (kind === doubled) {
        escaped = true;
        at += 2;
      }
    }
  }
  addText(lexer, from, end, escaped);
  return end;
}

/** A heredoc from inside, line for line, up to its last line or its next `${` or `%{`. */
export function lexHeredoc(lexer: Lexer, from: number): number {
  const { text, end, open } = lexer;
  const opener = open[open.length - 1] as number;
  const endless = lexer.lenient && isEndless(lexer, opener, from);
  for (let at = from; at < end; ) {
    if (text.charCodeAt(at - 1) === 10) {
      lexer.line = at;
      const behind = markerEnd(lexer, opener, at);
      if (behind !== -1) {
        ends(lexer, token.heredocEnd, at, behind);
        return behind;
      }
      if (endless && startsTopLevel(text, at)) {
        abandon(lexer, 0);
        return at;
      }
    }
    at = lexLine(lexer, at);
    if (open[open.length - 1] !== opener) return at;
  }
  return end;
}

/** A template on its own, line for line, up to its next `${` or `%{`. */
export function lexBare(lexer: Lexer, from: number): number {
  let at = from;
  while (at < lexer.end && lexer.open.length === 0) at = lexLine(lexer, at);
  return at;
}

/** Text up to the end of its line, or up to a `${` or `%{`, which it opens. */
function lexLine(lexer: Lexer, from: number): number {
  const { text, end, tokens } = lexer;
  let escaped = false;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      addText(lexer, from, at + 1, escaped);
      return at + 1;
    }
    if (code === 13 && text.charCodeAt(at + 1) !== 10) {
      addText(lexer, from, at, escaped);
      add(tokens, token.foreign, at, at + 1);
      return at + 1;
    }
    if (code !== 36 && code !== 37) continue;
    const kind = sequence(lexer, at, code);
    if (kind === opened) return openSequence(lexer, from, at, escaped);
    if (kind === doubled) {
      escaped = true;
      at += 2;
    }
  }
  addText(lexer, from, end, escaped);
  return end;
}

const opened = 1;
const doubled = 2;

/** What a `$` or `%` is: `${`, `$${`, or itself. */
function sequence({ text, end }: Lexer, at: number, code: number): number {
  if (at + 1 >= end) return 0;
  const next = text.charCodeAt(at + 1);
  if (next === 123) return opened;
  return next === code && at + 2 < end && text.charCodeAt(at + 2) === 123 ? doubled : 0;
}

function openSequence(lexer: Lexer, from: number, at: number, escaped: boolean): number {
  const { text } = lexer;
  addText(lexer, from, at, escaped);
  const behind = at + 2 < lexer.end && text.charCodeAt(at + 2) === 126 ? at + 3 : at + 2;
  opens(lexer, text.charCodeAt(at) === 36 ? token.interpolation : token.directive, at, behind);
  return behind;
}

function addText({ tokens }: Lexer, start: number, end: number, escaped: boolean): void {
  if (end > start) add(tokens, escaped ? token.escapedText : token.text, start, end);
}

/** Whether no line below ends the heredoc. */
function isEndless(lexer: Lexer, opener: number, at: number): boolean {
  lexer.words ??= wordLines(lexer.text);
  return (lexer.words.get(markerOf(lexer.text, lexer.tokens, opener)) ?? -1) < at;
}

function wordLines(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const match of text.matchAll(/^[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/gmu)) found.set(match[1] as string, match.index);
  return found;
}
