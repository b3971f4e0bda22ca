import { isSpace, spacesBefore } from './spaces.ts';
import { add, token, tokensFor, type Tokens } from './tokens.ts';

/** A text while it is cut into tokens. */
export interface Lexer {
  readonly text: string;
  readonly end: number;
  readonly tokens: Tokens;
  /** Numbers of the tokens that are open, the innermost last. */
  readonly open: number[];
  /** For each of them, where its line starts. */
  readonly lines: number[];
  /**
   * What is open is also ended by what a careful hand shows: the indentation of a closing brace, a line that starts an
   * argument, `resource` in the first column. Only for files that do not parse otherwise: all of these may be written.
   */
  readonly lenient: boolean;
  /** Where the current line starts. */
  line: number;
  /** Where each word that has a line of its own stands last; worked out when a heredoc first asks. */
  words: ReadonlyMap<string, number> | undefined;
}

/** Deeper than what the parser reads anyway: how far down the end of something is looked for. */
const reach = 300;
/** How many braces that are open an indentation is compared with. */
const outer = 24;

/** A lexer at the start of a stretch of text. */
export function lexerFor(text: string, start: number, end: number, lenient: boolean): Lexer {
  return { text, end, tokens: tokensFor(end - start), open: [], lines: [], lenient, line: start, words: undefined };
}

/** The kind of the innermost token that is open; `end` if none is. */
export function innermost({ tokens, open }: Lexer): number {
  return open.length === 0 ? token.end : (tokens.kinds[open[open.length - 1] as number] as number);
}

/** A token that opens something. */
export function opens(lexer: Lexer, kind: number, start: number, end: number): void {
  lexer.open.push(add(lexer.tokens, kind, start, end));
  lexer.lines.push(lexer.line);
}

/** A token that ends the innermost that is open. */
export function ends(lexer: Lexer, kind: number, start: number, end: number): void {
  const { tokens, open } = lexer;
  const opener = open.pop() as number;
  lexer.lines.pop();
  const closer = add(tokens, kind, start, end);
  tokens.matches[opener] = closer;
  tokens.matches[closer] = opener;
}

/** `]` or `)`: ends its own kind, and what is open inside. */
export function endsBracket(lexer: Lexer, at: number, opener: number, kind: number): void {
  const { tokens, open } = lexer;
  for (let index = open.length - 1; index >= 0 && index > open.length - reach; index--) {
    const found = tokens.kinds[open[index] as number] as number;
    if (found === opener) {
      abandon(lexer, index + 1);
      ends(lexer, kind, at, at + 1);
      return;
    }
    if (found !== token.bracket && found !== token.paren) break;
  }
  add(tokens, token.stray, at, at + 1);
}

/** `}` or `~}`. Answers whether it ends an interpolation or a directive. */
export function endsBrace(lexer: Lexer, at: number, end: number): boolean {
  const { tokens, open } = lexer;
  const index = braceToEnd(lexer, at);
  if (index === -1) {
    add(tokens, token.stray, at, end);
    return false;
  }
  abandon(lexer, index + 1);
  const sequence = tokens.kinds[open[index] as number] !== token.brace;
  if (!sequence && end - at === 2) add(tokens, token.foreign, at, at + 1);
  ends(lexer, sequence ? token.sequenceEnd : token.braceEnd, sequence ? at : end - 1, end);
  return sequence;
}

function braceToEnd(lexer: Lexer, at: number): number {
  const { tokens, open, lines, line, text } = lexer;
  let nearest = -1;
  const indented = lexer.lenient && at - line < reach && indentation(text, line) === at - line;
  for (let index = open.length - 1; index >= 0 && index > open.length - reach; index--) {
    const kind = tokens.kinds[open[index] as number] as number;
    if (kind === token.interpolation || kind === token.directive) return nearest === -1 ? index : nearest;
    if (kind !== token.brace) continue;
    if (!indented || indentation(text, lines[index] as number) === at - line) return index;
    if (nearest === -1) nearest = index;
    if (index < open.length - outer) break;
  }
  return nearest;
}

function indentation(text: string, line: number): number {
  let at = line;
  while (at - line < reach && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at - line;
}

/** Ends all that is open from `index` of the stack on, though nothing is written there that does. */
export function abandon(lexer: Lexer, index: number): void {
  const { tokens } = lexer;
  while (lexer.open.length > index) {
    const place = tokens.count === 0 ? 0 : (tokens.ends[tokens.count - 1] as number);
    ends(lexer, token.missing, place, place);
  }
}

const topLevel = /(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|removed|check|ephemeral)[ \t]*["{]/y;
const argument = /[ \t]*(?:[A-Za-z_][\w-]*[ \t]*=(?![=>])|[A-Za-z_][\w-]*[ \t]+(?:"[^"\n]*"[ \t]*)*\{[ \t]*\r?$|\}[ \t]*\r?$)/my;

/** Whether a block of a whole configuration starts in the first column of this line. */
export function startsTopLevel(text: string, line: number): boolean {
  topLevel.lastIndex = line;
  return topLevel.test(text);
}

/** At the start of a line, in a lenient reading: ends what cannot go on behind it. */
export function settle(lexer: Lexer): void {
  const { tokens, open, text, line } = lexer;
  const before = open.length;
  if (before === 0) return;
  if (startsTopLevel(text, line)) {
    abandon(lexer, 0);
    return;
  }
  let index = before;
  for (; index > 0 && index > before - reach; index--) {
    const opener = open[index - 1] as number;
    const kind = tokens.kinds[opener];
    if (kind === token.brace) break;
    if (kind !== token.heredoc) continue;
    // Inside `${` in a heredoc: the word that ends the heredoc ends the `${`, too.
    if (markerEnd(lexer, opener, line) !== -1) abandon(lexer, index);
    return;
  }
  if (index === before) return;
  argument.lastIndex = line;
  if (argument.test(text)) abandon(lexer, index);
}

/** A text that ends with its line, in a lenient reading, ends what was opened around it on that line. */
export function settleQuote(lexer: Lexer): void {
  const { tokens, open, line } = lexer;
  let outermost = open.length;
  for (let index = open.length - 1; index >= 0 && index > open.length - reach; index--) {
    const opener = open[index] as number;
    if ((tokens.starts[opener] as number) < line) break;
    const kind = tokens.kinds[opener];
    if (kind === token.quote || kind === token.interpolation || kind === token.directive) outermost = index;
  }
  abandon(lexer, outermost);
}

/** The end of the word that ends a heredoc if it stands on the line alone; else -1. Its line ends in a line break. */
export function markerEnd(lexer: Lexer, opener: number, line: number): number {
  const { text, end, tokens } = lexer;
  let at = line;
  while (at < end && text.charCodeAt(at) !== 10 && isSpace(text.charCodeAt(at))) at++;
  const marker = markerOf(text, tokens, opener);
  if (!text.startsWith(marker, at)) return -1;
  const rest = text.indexOf('\n', at + marker.length);
  if (rest === -1 || rest >= end) return -1;
  const behind = text.slice(at + marker.length, rest);
  if (spacesBefore(behind) < behind.length) return -1;
  return text.charCodeAt(rest - 1) === 13 ? rest - 1 : rest;
}

/** The word of `<<WORD` or `<<-WORD`. */
export function markerOf(text: string, { starts, ends }: Tokens, opener: number): string {
  const start = (starts[opener] as number) + 2;
  return text.slice(text.charCodeAt(start) === 45 ? start + 1 : start, ends[opener]).trimEnd();
}
