import type { Part } from './diff.ts';
import { cuts } from './yaml.ts';

/** One document of a file, and what it becomes. */
export interface Piece {
  /** As it was; empty for a new one. */
  readonly before: string;
  text: string;
}

/** The documents of a file, of which only those that are asked for are cut out. */
export interface Pieces {
  /** The document in which a one-based line stands. */
  at(line: number): Piece;
  /** Puts a new document behind another; behind the last one without. */
  addBehind(piece: Piece | undefined, make: (before: Piece | undefined) => Piece): Piece;
  /** The text with all that changed. */
  after(): string;
  /** What changed with some lines around it, and how many lines stand before that. */
  changed(): { readonly parts: readonly Part[]; readonly skipped: number };
}

/** Where a document stands; `line` is zero-based. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A text as documents. `known` keeps where they stand, for the next patch of the same texts. */
export function piecesOf(text: string, known: Map<string, readonly Cut[]>): Pieces {
  const found = known.get(text) ?? cutsOf(text);
  known.set(text, found);
  const touched = new Map<number, Piece>();
  const behind = new Map<number, Piece[]>();
  const piece = (index: number): Piece => {
    const { start, end } = found[index] as Cut;
    const made = touched.get(index) ?? { before: text.slice(start, end), text: text.slice(start, end) };
    touched.set(index, made);
    return made;
  };
  const indexOf = (wanted: Piece): number => [...touched].find(([, candidate]) => candidate === wanted)?.[0] ?? [...behind].find(([, added]) => added.includes(wanted))?.[0] ?? found.length - 1;
  const parts = (from: number, to: number): Part[] =>
    Array.from({ length: to - from + 1 }, (_, offset) => from + offset).flatMap((index) => {
      const { start, end } = found[index] ?? { start: 0, end: 0 };
      const own = touched.get(index) ?? { before: text.slice(start, end), text: text.slice(start, end) };
      return [own, ...(behind.get(index) ?? [])].map((one) => ({ from: one.before, to: one.text }));
    });
  const indices = (): number[] => [...touched.keys(), ...behind.keys()].toSorted((a, b) => a - b);
  return {
    at: (line) => piece(Math.max(0, found.findLastIndex((cut) => cut.line < line))),
    addBehind: (after, make) => {
      const index = after === undefined ? found.length - 1 : indexOf(after);
      const added = behind.get(index) ?? [];
      const before = after ?? added.at(-1) ?? (index < 0 ? undefined : piece(index));
      const made = make(before);
      behind.set(index, added.toSpliced(after === undefined ? added.length : added.indexOf(after) + 1, 0, made));
      return made;
    },
    after: () => {
      const [first, last] = [indices()[0], indices().at(-1)];
      if (first === undefined || last === undefined) return text;
      const middle = parts(first, last).map(({ to }) => to);
      return text.slice(0, found[first]?.start ?? 0) + middle.join('') + text.slice(found[last]?.end ?? text.length);
    },
    changed: () => {
      const [first, last] = [indices()[0] ?? 0, indices().at(-1) ?? 0];
      const from = Math.max(0, found.findLastIndex(({ line }) => line <= (found[first]?.line ?? 0) - around));
      const enough = found.findIndex(({ line }, index) => index > last + 1 && line >= (found[last + 1]?.line ?? Infinity) + around);
      return { parts: parts(Math.min(from, first), enough === -1 ? Math.max(last, found.length - 1) : enough - 1), skipped: found[Math.min(from, first)]?.line ?? 0 };
    },
  };
}

/** Lines of a diff's context. */
const around = 3;

function cutsOf(text: string): readonly Cut[] {
  let line = 0;
  return cuts(text).map(([start, end]) => {
    const cut = { start, end, line };
    for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) line++;
    return cut;
  });
}
