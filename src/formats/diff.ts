import { lineStarts } from './source.ts';

/** Lines `a` of the old text, from `aStart` on, became lines `b`, from `bStart` on. Zero-based, ends exclusive. */
export interface Hunk {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** The smallest set of line changes that makes `b` of `a` (Myers' greedy algorithm). */
export function changesOf(a: readonly string[], b: readonly string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const found = shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return found.map(({ aStart, aEnd, bStart, bEnd }) => ({ aStart: aStart + head, aEnd: aEnd + head, bStart: bStart + head, bEnd: bEnd + head }));
}

const contextLines = 3;

/** A part of a text that became another: equal, changed, new (`from` is empty) or gone (`to` is). All but the last end in a line break. */
export interface Part {
  readonly from: string;
  readonly to: string;
}

/**
 * The changes of the parts of a text as a unified diff with up to three lines of context; empty without changes. `skipped`
 * lines stand before the parts. Zero-based lines of the old text for which `hidden` answers true are never printed as
 * context: context ends before them.
 */
export function unifiedDiff(names: { readonly from: string; readonly to: string }, parts: readonly Part[], skipped = 0, hidden: (line: number) => boolean = () => false): string {
  const changes = parts.length === 0 ? [] : changesOfParts(parts);
  if (changes.length === 0) return '';
  const a = linesIn(parts.map(({ from }) => from).join(''));
  const b = linesIn(parts.map(({ to }) => to).join(''));
  const body = groupsOf(changes, a.count, (line) => hidden(line + skipped)).map(({ changes: group, before, after }) => {
    const [first, last] = [group[0] as Hunk, group.at(-1) as Hunk];
    const aStart = first.aStart - before;
    const bStart = first.bStart - before;
    const lines: string[] = [];
    let at = aStart;
    for (const change of group) {
      for (; at < change.aStart; at++) lines.push(written(' ', a.line(at)));
      for (; at < change.aEnd; at++) lines.push(written('-', a.line(at)));
      for (let index = change.bStart; index < change.bEnd; index++) lines.push(written('+', b.line(index)));
    }
    for (; at < last.aEnd + after; at++) lines.push(written(' ', a.line(at)));
    return `@@ -${range(aStart + skipped, at - aStart)} +${range(bStart + skipped, last.bEnd + after - bStart)} @@\n${lines.join('')}`;
  });
  return `--- ${names.from}\n+++ ${names.to}\n${body.join('')}`;
}

function changesOfParts(parts: readonly Part[]): Hunk[] {
  const changes: Hunk[] = [];
  let [a, b] = [0, 0];
  for (const { from, to } of parts) {
    const known = from === to ? countLines(from) : undefined;
    if (known === undefined) {
      const [before, after] = [linesOf(from), linesOf(to)];
      for (const { aStart, aEnd, bStart, bEnd } of changesOf(before, after)) changes.push({ aStart: a + aStart, aEnd: a + aEnd, bStart: b + bStart, bEnd: b + bEnd });
      a += before.length;
      b += after.length;
    } else {
      a += known;
      b += known;
    }
  }
  return changes;
}

/** A text's lines with their line breaks, cut out when asked. */
function linesIn(text: string): { readonly count: number; readonly line: (index: number) => string } {
  const starts = lineStarts(text);
  const count = text === '' ? 0 : text.endsWith('\n') ? starts.length - 1 : starts.length;
  return { count, line: (index) => text.slice(starts[index] ?? text.length, starts[index + 1] ?? text.length) };
}

function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

interface Group {
  readonly changes: Hunk[];
  readonly before: number;
  readonly after: number;
}

/** Changes whose context would meet stand in one hunk. */
function groupsOf(changes: readonly Hunk[], length: number, hidden: (line: number) => boolean): Group[] {
  const groups: Hunk[][] = [];
  for (const change of changes) {
    const open = groups.at(-1);
    const gap = change.aStart - (open?.at(-1)?.aEnd ?? -Infinity);
    if (open !== undefined && gap <= 2 * contextLines && !anyHidden(change.aStart - gap, change.aStart, hidden)) open.push(change);
    else groups.push([change]);
  }
  let done = 0;
  return groups.map((group, index) => {
    const [first, last] = [group[0] as Hunk, group.at(-1) as Hunk];
    const next = groups[index + 1]?.[0]?.aStart ?? length;
    const before = context(first.aStart - 1, -1, Math.max(first.aStart - contextLines, done), hidden);
    const after = context(last.aEnd, 1, Math.min(last.aEnd + contextLines, next) - 1, hidden);
    done = last.aEnd + after;
    return { changes: group, before, after };
  });
}

/** How many lines from `start` to `end`, in steps of `step`, may be shown. */
function context(start: number, step: 1 | -1, end: number, hidden: (line: number) => boolean): number {
  let count = 0;
  for (let line = start; step === 1 ? line <= end : line >= end; line += step) {
    if (hidden(line)) break;
    count++;
  }
  return count;
}

function anyHidden(start: number, end: number, hidden: (line: number) => boolean): boolean {
  for (let line = start; line < end; line++) if (hidden(line)) return true;
  return false;
}

function range(start: number, count: number): string {
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

function written(sign: string, line: string): string {
  const text = sign + line;
  return text.endsWith('\n') ? text : `${text}\n\\ No newline at end of file\n`;
}

/** Lines with their line breaks. */
function linesOf(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function shortest(a: readonly string[], b: readonly string[]): Hunk[] {
  const trace: Int32Array[] = [];
  const most = a.length + b.length;
  const reach = new Int32Array(2 * most + 2);
  for (let depth = 0; depth <= most; depth++) {
    trace.push(reach.slice(most - depth - 1 < 0 ? 0 : most - depth - 1, most + depth + 2));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down = diagonal === -depth || (diagonal !== depth && at(reach, most + diagonal - 1) < at(reach, most + diagonal + 1));
      let x = down ? at(reach, most + diagonal + 1) : at(reach, most + diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) [x, y] = [x + 1, y + 1];
      reach[most + diagonal] = x;
      if (x >= a.length && y >= b.length) return traced(trace, a.length, b.length, most);
    }
  }
  return [];
}

/** Follows the way back and joins steps that touch. */
function traced(trace: readonly Int32Array[], length: number, other: number, most: number): Hunk[] {
  const changes: Hunk[] = [];
  let [x, y] = [length, other];
  for (let depth = trace.length - 1; depth > 0; depth--) {
    const reach = trace[depth] as Int32Array;
    const base = most - depth - 1 < 0 ? 0 : most - depth - 1;
    const furthest = (diagonal: number): number => at(reach, most + diagonal - base);
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && furthest(diagonal - 1) < furthest(diagonal + 1));
    const fromX = down ? furthest(diagonal + 1) : furthest(diagonal - 1);
    const fromY = fromX - (down ? diagonal + 1 : diagonal - 1);
    const [endX, endY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    const next = changes[0];
    if (next !== undefined && next.aStart === endX && next.bStart === endY) changes[0] = { ...next, aStart: fromX, bStart: fromY };
    else changes.unshift({ aStart: fromX, aEnd: endX, bStart: fromY, bEnd: endY });
    [x, y] = [fromX, fromY];
  }
  return changes;
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
