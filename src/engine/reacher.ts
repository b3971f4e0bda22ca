import type { Case, Hop, HopId, Program, Verdict } from '../ir/program.ts';
import { constant, entering } from './derived.ts';
import type { Derived } from './derived.ts';
import { derive } from './derive.ts';
import type { Classifiers } from './pull.ts';
import { remainders } from './remaining.ts';
import type { End, Remainders } from './remaining.ts';
import type { Carrier, DialOp, PickOp, Sealed } from './step.ts';
import { namedLeaf } from './store.ts';
import type { Diagram, Store } from './store.ts';
import type { Symbolic, Traffics } from './symbolic.ts';
import { read } from './traffic.ts';

/** What a client sees of a request, and where it got. */
export interface Outcome {
  readonly verdict: Verdict;
  /** The hop that made the verdict the client sees. */
  readonly by: HopId;
  /** Of what is delivered: the worst protection of a connection that a hop dialled on the way; absent if none did. */
  readonly protection?: Sealed;
}

/** All requests of a region that have one outcome. Choices and unknowns are levels of the set (quantify.ts). */
export interface Row {
  readonly outcome: Outcome;
  readonly set: Diagram;
  /** Reasons why it is not known which of the requests have it. */
  readonly when: readonly string[];
}

/** Computes backward: the meaning of a hop is a diagram from the request as that hop sees it to the outcome. */
export interface Reacher {
  readonly store: Store;
  readonly program: Program;
  readonly meanings: Map<string, Diagram>;
  readonly classifiers: Classifiers;
  readonly remainders: Remainders;
  readonly traffics: Traffics;
  readonly known: Map<Symbolic, Map<number, Diagram>>;
  readonly ends: Map<string, End>;
  readonly picks: Map<PickOp, number>;
  readonly pickCounts: Map<HopId, number>;
  readonly carriers: Map<Hop, Carrier<Derived, undefined>>;
  readonly handshakes: Map<string, readonly Case[]>;
  readonly verdicts: Map<Verdict, string>;
  readonly replies: Map<DialOp, readonly Case[]>;
  readonly retries: Map<PickOp, readonly Case[]>;
  /** Hops whose meaning is being computed, outermost first, and the outermost that was met again since. */
  readonly open: HopId[];
  touched: number;
}

/** What computes for one program, with tables that its questions share. */
export function reacher(store: Store, program: Program): Reacher {
  return {
    store,
    program,
    meanings: new Map(),
    classifiers: new Map(),
    remainders: remainders(),
    traffics: new Map(),
    known: new Map(),
    ends: new Map(),
    picks: new Map(),
    pickCounts: new Map(),
    carriers: new Map(),
    handshakes: new Map(),
    verdicts: new Map(),
    replies: new Map(),
    retries: new Map(),
    open: [],
    touched: Infinity,
  };
}

/** The carrier of the symbolic traffic inside one hop. */
export function carrierAt(reach: Reacher, hop: Hop): Carrier<Derived, undefined> {
  const known = reach.carriers.get(hop);
  if (known !== undefined) return known;
  const carrier: Carrier<Derived, undefined> = {
    literal: constant,
    entry: (_, field) => entering(field),
    split: () => [],
    choose: () => [],
    compute: (traffic, field, to) => derive(reach.store, (asked) => read(carrier, traffic, asked), field, to, hop.id),
    shown: () => ({}),
  };
  reach.carriers.set(hop, carrier);
  return carrier;
}

/** What running off the end of the hop's ops means, or of a reply's. */
export function endOf(reach: Reacher, hop: Hop, outcome?: Diagram, from?: Verdict): End {
  const key = `${hop.id} ${outcome ?? ''}`;
  let end = reach.ends.get(key);
  if (end === undefined) reach.ends.set(key, (end = { id: reach.ends.size, hop, ...(outcome === undefined ? {} : { outcome }), ...(from === undefined ? {} : { from }) }));
  return end;
}

/** What was made for a key before, else what is made now. */
export function cached<K, T>(kept: Map<K, T>, key: K, made: T): T {
  const known = kept.get(key);
  if (known === undefined) kept.set(key, made);
  return known ?? made;
}

/** Equal outcomes are one leaf, also between two versions in one store. */
export function outcomeLeaf(reach: Reacher, outcome: Outcome): Diagram {
  let verdict = reach.verdicts.get(outcome.verdict);
  if (verdict === undefined) reach.verdicts.set(outcome.verdict, (verdict = JSON.stringify(outcome.verdict)));
  const key = `${outcome.by} ${outcome.protection} ${verdict}`;
  return namedLeaf(reach.store, key, outcome);
}
