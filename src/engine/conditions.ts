import type { Match } from '../ir/match.ts';
import type { Partition } from './partition.ts';
import { intern, records } from './records.ts';
import type { Records } from './records.ts';

/** A condition by number, equal content having equal number: 0 is false, 1 is true. */
export type Condition = number;
export const no: Condition = 0;
export const yes: Condition = 1;

/** One question to one level: whether the value lies in the ranges, or is taken by an automaton. */
export interface Atom {
  readonly level: number;
  /** Boundaries by key number: from and to in turn, -1 for no end. */
  readonly ranges: readonly number[];
  readonly automata: readonly AutomatonPart[];
  /** What people call it if a set cannot represent it. */
  readonly name: string;
  /** The condition that asks just this. */
  readonly self: Condition;
}

/** Texts that start with `head` and whose remainder has the class `taken`. */
export interface AutomatonPart {
  readonly head: string;
  readonly partition: Partition;
  readonly taken: number;
}

/** Record of a condition: 2, atom; 3, negated condition; 4, members of a conjunction; 5, of a disjunction. */
export interface Conditions {
  readonly records: Records;
  readonly atoms: Atom[];
  readonly atomIds: Map<string, number>;
  readonly asked: Map<string, Condition>;
  /** The highest level a condition asks, by condition; -1 for none. */
  readonly tops: number[];
  readonly known: Map<Match, Condition>;
  readonly tails: Map<string, AutomatonPart | string>;
  /** Patterns that need an automaton are not represented any more: see `loosen`. */
  loose: boolean;
}

/** An empty table of conditions: it holds true and false. */
export function conditions(): Conditions {
  const made: Conditions = { records: records(), atoms: [], atomIds: new Map(), asked: new Map(), tops: [-1, -1], known: new Map(), tails: new Map(), loose: false };
  intern(made.records, [0], 0, 1);
  intern(made.records, [1], 0, 1);
  return made;
}
