import type { Seen } from '../path/seen.ts';
import type { Trace } from '../path/trace.ts';
import { oneLine } from './escape.ts';
import type { Paint } from './paint.ts';

/**
 * A table of what each hop knows of the connection that reaches it, where several answers are possible on all their ways;
 * columns that say nothing are left out.
 */
export function seenText(trace: Trace, paint: Paint): readonly string[] {
  const seen = trace.outcomes.flatMap((outcome) => outcome.seen);
  if (seen.length < 2) return [];
  const shown = columns.filter(({ of }) => seen.some((each) => of(each) !== undefined));
  if (shown.length === 0) return [];
  const rows = seen.map((each) => [oneLine(trace.titles[each.hop] ?? each.hop), ...shown.map(({ of, without = '-' }) => oneLine(of(each) ?? without))]);
  const heads = ['', ...shown.map(({ head }) => head)];
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()}`;
  return ['what each hop sees:', paint.dim(line(heads)), ...new Set(rows.map(line))];
}

interface Column {
  readonly head: string;
  of(seen: Seen): string | undefined;
  /** What stands where there is none; an address is always there, only perhaps in no file. */
  readonly without?: string;
}

const columns: readonly Column[] = [
  { head: 'from', of: ({ address }) => address, without: '?' },
  { head: 'TLS', of: ({ tls }) => words[tls] },
  { head: 'SNI', of: ({ sni }) => sni },
  { head: 'peer proved', of: ({ peer }) => peer },
  { head: 'Host', of: ({ host }) => host },
  { head: 'HTTP', of: ({ version }) => version },
  { head: 'X-Forwarded-For', of: ({ forwarded }) => forwarded },
];

const words = { none: undefined, ended: 'ends here', passed: 'passes on', refused: 'not taken' } as const;
