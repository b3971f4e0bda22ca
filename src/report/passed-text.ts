import type { Trace } from '../path/trace.ts';
import { oneLine } from './escape.ts';
import type { Paint } from './paint.ts';

/** A table of the addresses that packets have, with a row wherever somebody rewrites them; nothing where none is known. */
export function passedText({ outcomes }: Trace, paint: Paint): readonly string[] {
  const ways = outcomes.map(({ passed }) => passed.map(({ by, from = '?', to = '?' }) => [oneLine(by), oneLine(from), oneLine(to)] as const));
  const rows = [...new Map(ways.flat().map((row) => [row.join('\n'), row])).values()];
  if (rows.length < 2 || rows.every(([, from, to]) => from === '?' && to === '?')) return [];
  const heads = ['rewritten by', 'from', 'to'] as const;
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()}`;
  return ['addresses of the packets:', paint.dim(line(heads)), ...rows.map(line)];
}
