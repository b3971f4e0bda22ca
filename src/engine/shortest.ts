import type { Span } from './occurring.ts';
import { edgesAt, outputAt } from './partition.ts';
import type { Partition, Partitions } from './partition.ts';

/**
 * The shortest text of a span with a wanted class; of equally short ones the most readable: letters, then digits, then
 * punctuation. Undefined: there is none.
 */
export function shortest(all: Partitions, partition: Partition, wanted: (one: number) => boolean, span: Span): string | undefined {
  const seen = new Set(['0 true true']);
  let reached: readonly Reached[] = [{ text: '', state: 0, onLow: true, onHigh: true }];
  while (reached.length > 0) {
    const next: Reached[] = [];
    for (const one of reached) {
      if (inside(one, span) && wanted(outputAt(all, partition, one.state))) return one.text;
      for (const longer of onwards(all, partition, one, span)) {
        const key = `${longer.state} ${longer.onLow} ${longer.onHigh}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(longer);
      }
    }
    reached = next;
  }
  return undefined;
}

/** A text under construction; on a bound while it is equal to the bound's head. */
interface Reached {
  readonly text: string;
  readonly state: number;
  readonly onLow: boolean;
  readonly onHigh: boolean;
}

function inside({ text, onLow, onHigh }: Reached, { low, high }: Span): boolean {
  return (!onLow || text.length >= low.length) && (!onHigh || high === undefined || text.length < high.length);
}

function onwards(all: Partitions, partition: Partition, from: Reached, { low, high }: Span): Reached[] {
  const at = from.text.length;
  const first = from.onLow && at < low.length ? low.charCodeAt(at) : -1;
  const last = from.onHigh && high !== undefined ? high.charCodeAt(at) : 0x10000;
  if (Number.isNaN(last)) return [];
  const edges = edgesAt(all, partition, from.state);
  const choices: { readonly unit: number; readonly state: number }[] = [];
  for (let edge = 0; edge < edges.length; edge += 2) {
    const [start, end] = [edges[edge]!, edge + 2 < edges.length ? edges[edge + 2]! : 0x10000];
    const state = edges[edge + 1]!;
    const [free, freeEnd] = [Math.max(start, first + 1), Math.min(end, last)];
    if (free < freeEnd) choices.push({ unit: readable(free, freeEnd), state });
    for (const bound of first === last ? [first] : [first, last]) if (bound >= start && bound < end) choices.push({ unit: bound, state });
  }
  choices.sort((a, b) => rank(a.unit) - rank(b.unit));
  return choices.map(({ unit, state }) => ({ text: from.text + String.fromCharCode(unit), state, onLow: unit === first, onHigh: unit === last }));
}

const liked = 'abcdefghijklmnopqrstuvwxyz0123456789/-._ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function readable(from: number, to: number): number {
  for (let at = 0; at < liked.length; at++) {
    const unit = liked.charCodeAt(at);
    if (from <= unit && unit < to) return unit;
  }
  return from <= 33 && 33 < to ? 33 : from;
}

function rank(unit: number): number {
  const at = unit < 128 ? liked.indexOf(String.fromCharCode(unit)) : -1;
  return at >= 0 ? at : unit > 32 && unit < 127 ? 100 + unit : 1000 + unit;
}
