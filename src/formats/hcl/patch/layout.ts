import { tokensOf } from '../syntax/lexer.ts';
import { token, type Tokens } from '../syntax/tokens.ts';

/** A line of a configuration as `terraform fmt` sees it (hclwrite's format.go): what comes before an equals sign that is lined up, and a comment behind. */
interface Line {
  readonly start: number;
  /** Of the line break, or of the end of the text. */
  readonly end: number;
  /** Where what comes before the equals sign ends, and where the sign is. */
  readonly assign?: { readonly lead: number; readonly sign: number };
  /** The same of a sign whose value goes on in the next line: it is not lined up with others. */
  readonly alone?: { readonly lead: number; readonly sign: number };
  /** Where the code ends, and where the comment behind it begins. */
  readonly comment?: { readonly lead: number; readonly sign: number };
}

/** A change of whole lines or of parts of them. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with one stretch replaced. Equals signs and comments of the lines around it are lined up as `terraform fmt` does,
 * if they were before; in a text that was never formatted, nothing moves.
 */
export function spliced(text: string, { start, end, text: replacement }: Splice): string {
  const before = linesOf(text);
  const after = text.slice(0, start) + replacement + text.slice(end);
  if (!isLinedUp(text, before, touched(before, start, end))) return after;
  return linedUp(after, start, start + replacement.length);
}

/** The same text with the lines around a stretch lined up. */
function linedUp(text: string, start: number, end: number): string {
  // Signs first: comments behind them move with them.
  const signs = moves(text, linesOf(text), 'assign', start, end);
  const moved = applied(text, signs);
  const shift = moved.length - text.length;
  return applied(moved, moves(moved, linesOf(moved), 'comment', start, Math.max(end, end + shift)));
}

function applied(text: string, splices: readonly Splice[]): string {
  return splices.toReversed().reduce((edited, { start, end, text: replacement }) => edited.slice(0, start) + replacement + edited.slice(end), text);
}

/** What has to move so that a column stands in line in all runs of lines that touch a stretch. */
function moves(text: string, lines: readonly Line[], what: 'assign' | 'comment', start: number, end: number): readonly Splice[] {
  const { from, to } = touched(lines, start, end);
  const single = what === 'assign' ? lines.slice(from, to + 1).flatMap(({ alone }) => (alone === undefined || text.slice(alone.lead, alone.sign) === ' ' ? [] : [{ start: alone.lead, end: alone.sign, text: ' ' }])) : [];
  const inRuns = runs(lines, what).flatMap((run): readonly Splice[] => {
    if (run.from > to || run.to < from) return [];
    const members = lines.slice(run.from, run.to + 1);
    const widest = Math.max(...members.map((line) => columns(text, line.start, line[what]!.lead)));
    return members.flatMap((line): readonly Splice[] => {
      const { lead, sign } = line[what]!;
      const space = ' '.repeat(widest - columns(text, line.start, lead) + 1);
      return text.slice(lead, sign) === space ? [] : [{ start: lead, end: sign, text: space }];
    });
  });
  return [...single, ...inRuns].toSorted((a, b) => a.start - b.start);
}

function isLinedUp(text: string, lines: readonly Line[], { from, to }: Stretch): boolean {
  const [start, end] = [lines[from]?.start ?? 0, lines[to]?.end ?? text.length];
  return moves(text, lines, 'assign', start, end).length === 0 && moves(text, lines, 'comment', start, end).length === 0;
}

/** Numbers of the first and the last line. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The lines of a stretch and those next to it. */
function touched(lines: readonly Line[], start: number, end: number): Stretch {
  const from = lines.findLastIndex((line) => line.start <= start);
  const to = lines.findIndex((line) => line.end >= end);
  return { from: Math.max(0, from - 1), to: (to === -1 ? lines.length - 1 : to) + 1 };
}

/** Lines in a row that all have an equals sign, or all have a comment. */
function runs(lines: readonly Line[], what: 'assign' | 'comment'): readonly Stretch[] {
  const found: { from: number; to: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (line[what] === undefined) continue;
    const last = found.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else found.push({ from: index, to: index });
  }
  return found;
}

function linesOf(text: string): readonly Line[] {
  const tokens = tokensOf(text, 0, text.length, false, false);
  const { kinds, starts, matches, count } = tokens;
  const lines: Line[] = [];
  let [at, heredoc] = [0, -1];
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const first = at;
    while (at < count && kinds[at] !== token.end && starts[at]! < end + 1) at++;
    const own = Array.from({ length: at - first }, (_, index) => first + index).filter((number) => kinds[number] !== token.newline);
    // What stands in a heredoc has no columns.
    const line = { start, end: text[end - 1] === '\r' ? end - 1 : end };
    lines.push(start <= heredoc ? line : { ...line, ...cellsOf(text, line.end, tokens, own) });
    for (const number of own) if (kinds[number] === token.heredoc) heredoc = Math.max(heredoc, starts[matches[number]!]!);
    if (found === -1) break;
    start = end + 1;
  }
  return lines;
}

/** linesForFormat of hclwrite's format.go. */
function cellsOf(text: string, end: number, { kinds, starts, ends }: Tokens, own: readonly number[]): Pick<Line, 'assign' | 'alone' | 'comment'> {
  const last = own.at(-1);
  if (last === undefined) return {};
  const sign = own.findIndex((at, index) => index > 0 && kinds[at] === token.equals);
  const cell = sign > 0 ? { lead: ends[own[sign - 1]!]!, sign: starts[own[sign]!]! } : undefined;
  const assign = cell === undefined ? {} : net(kinds, own.slice(sign)) === 0 ? { assign: cell } : net(kinds, own.slice(sign)) > 0 ? { alone: cell } : {};
  const code = Math.min(ends[last]!, end);
  const rest = text.slice(code, end);
  const comment = kinds[last] !== token.heredoc && /^[ \t]*(?:#|\/\/|\/\*)/.test(rest) ? { lead: code, sign: code + rest.search(/\S/) } : undefined;
  return { ...assign, ...(comment === undefined ? {} : { comment }) };
}

/** How many brackets are open at the end: a value that goes on is not lined up. */
function net(kinds: Uint8Array, tokens: readonly number[]): number {
  return tokens.reduce((sum, at) => sum + (opening.has(kinds[at]!) ? 1 : closing.has(kinds[at]!) ? -1 : 0), 0);
}

/** tokenBracketChange of hclwrite's format.go. */
const opening: ReadonlySet<number> = new Set([token.brace, token.bracket, token.paren, token.interpolation, token.directive]);
const closing: ReadonlySet<number> = new Set([token.braceEnd, token.bracketEnd, token.parenEnd, token.sequenceEnd]);

/** Characters as people count them. */
function columns(text: string, start: number, end: number): number {
  return [...text.slice(start, end)].length;
}
