import type { Hop, Op } from '../ir/program.ts';
import type { Diagram } from './store.ts';
import type { Verdict } from '../ir/program.ts';

/** The ops that are still to run: those of a list from an index on, then those that wait behind the enclosing op. */
export interface Remaining {
  readonly id: number;
  readonly ops: readonly Op[];
  readonly index: number;
  readonly next: Remaining | undefined;
  readonly end: End;
}

/** What running off the last op means: inside a reply, that the outcome goes back unchanged. */
export interface End {
  readonly id: number;
  readonly hop: Hop;
  readonly outcome?: Diagram;
  /** The outcome that a reply answers for. */
  readonly from?: Verdict;
}

/** Makes remainders that are equal objects if they are equal, so that they can be keys. */
export interface Remainders {
  readonly ids: Map<readonly Op[], number>;
  readonly made: Map<string, Remaining>;
  count: number;
}

/** An empty table of what remains to be run. */
export function remainders(): Remainders {
  return { ids: new Map(), made: new Map(), count: 0 };
}

/** What remains from an index of a list on; undefined if that is nothing. */
export function remaining(all: Remainders, ops: readonly Op[], index: number, next: Remaining | undefined, end: End): Remaining | undefined {
  if (index === ops.length) return next;
  let list = all.ids.get(ops);
  if (list === undefined) all.ids.set(ops, (list = all.count++));
  const key = `${list}:${index}:${next?.id ?? -1}:${end.id}`;
  let found = all.made.get(key);
  if (found === undefined) all.made.set(key, (found = { id: all.made.size, ops, index, next, end }));
  return found;
}
