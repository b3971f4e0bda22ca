import { always } from '../ir/match.ts';
import type { Case, Hop, HopId, Op, Origin, Terminate } from '../ir/program.ts';
import { compose } from './compose.ts';
import { loosen } from './condition.ts';
import { constant, entering } from './derived.ts';
import type { Derived } from './derived.ts';
import { explode } from './explode.ts';
import { looped } from './looped.ts';
import { TooLarge } from './partition.ts';
import { pulledBack, reasonsOf, substituted } from './pull.ts';
import type { Region } from './region.ts';
import { regionCarrier } from './region.ts';
import { cached, carrierAt, endOf, outcomeLeaf, reacher } from './reacher.ts';
import type { Outcome, Reacher, Row } from './reacher.ts';
import { remaining } from './remaining.ts';
import type { End, Remaining } from './remaining.ts';
import { choice, retried } from './retry.ts';
import { changed, eligible, handshake } from './step.ts';
import type { DialOp, PickOp, Sealed } from './step.ts';
import { all, leaf } from './store.ts';
import type { Diagram } from './store.ts';
import { arriving, kept, shapeOf } from './symbolic.ts';
import type { Symbolic } from './symbolic.ts';
import { newConnection, ofConnection, popSession } from './traffic.ts';
import type { Cells, Traffic } from './traffic.ts';
import { inheriting, replied } from './reply.ts';

/**
 * The outcomes of a region that arrives at a hop: together the rows hold the whole region. If automata grow too large,
 * all patterns that need one are unknown.
 */
export function rows(reach: Reacher, hop: HopId, region: Region): readonly Row[] {
  try {
    return divided(reach, hop, region);
  } catch (error) {
    if (!(error instanceof TooLarge) || reach.store.conditions.loose) throw error;
    loosen(reach.store);
    return divided(reacher(reach.store, reach.program), hop, region);
  }
}

function divided(reach: Reacher, hop: HopId, region: Region): readonly Row[] {
  const parts = explode(reach.store, region.rest, meaning(reach, hop, region));
  return [...parts].map(([outcome, set]) => ({ outcome: outcome as Outcome, set, when: reasonsOf(reach.store, set, region.rest) }));
}

/** The outcome as a function of the entering request, for regions that enter as this one does; its set does not matter. */
export function meaning(reach: Reacher, hop: HopId, region: Region): Diagram {
  const { store } = reach;
  return substituted(store, atHop(reach, hop, region), regionCarrier(store), region);
}

function atHop(reach: Reacher, id: HopId, traffic: Traffic<Derived, unknown>): Diagram {
  const shape = shapeOf(traffic);
  const key = `${id} ${JSON.stringify(shape)}`;
  const known = reach.meanings.get(key);
  if (known !== undefined) return known;
  const hop = reach.program.hop(id);
  if (hop === undefined) throw new Error(`the program has no hop ${id}`);
  const [depth, before] = [reach.open.length, reach.touched];
  reach.open.push(id);
  reach.touched = Infinity;
  const meant = ofOps(reach, remaining(reach.remainders, hop.ops, 0, undefined, endOf(reach, hop)), arriving(reach.traffics, shape), hop);
  reach.open.pop();
  // What met a hop that was open before this one holds only below that hop.
  if (reach.touched >= depth) reach.meanings.set(key, meant);
  reach.touched = Math.min(before, reach.touched >= depth ? Infinity : reach.touched);
  return meant;
}

function ofOps(reach: Reacher, left: Remaining | undefined, traffic: Symbolic, hop: Hop, finish?: Diagram): Diagram {
  if (left === undefined) {
    if (finish === undefined) throw new Error(`traffic runs off the end of ${hop.id}`);
    return finish;
  }
  let known = reach.known.get(traffic);
  if (known === undefined) reach.known.set(traffic, (known = new Map()));
  const key = left.id * 4 + visits(reach, hop);
  const found = known.get(key);
  if (found !== undefined) return found;
  const before = reach.touched;
  reach.touched = Infinity;
  const meant = ofOp(reach, left, traffic);
  // Ops that led back to an open hop mean something else when that hop is not open.
  if (reach.touched === Infinity) known.set(key, meant);
  reach.touched = Math.min(before, reach.touched);
  return meant;
}

function ofOp(reach: Reacher, left: Remaining, traffic: Symbolic): Diagram {
  const { store } = reach;
  const { end } = left;
  const op = left.ops[left.index]!;
  const after = remaining(reach.remainders, left.ops, left.index + 1, left.next, end);
  const carrier = carrierAt(reach, end.hop);
  switch (op.op) {
    case 'set':
      if ('pop' in op.to) return popped(reach, shook(reach, op.to.pop, op.origin), op.to.pop.verify !== undefined, after, traffic, end);
      return ofOps(reach, after, kept(reach.traffics, changed(carrier, traffic, op.field, op.to)), end.hop, end.outcome);
    case 'switch':
      return switched(reach, op.cases, traffic, end, (then) => ofOps(reach, remaining(reach.remainders, then, 0, after, end), traffic, end.hop, end.outcome));
    case 'pick':
      return picked(reach, op, after, traffic, end);
    case 'goto':
      return end.outcome ?? called(reach, end.hop, op.hop, carrier, traffic, (outcome) => leaf(store, outcome));
    case 'dial':
      return end.outcome ?? dialled(reach, end.hop, op, traffic);
    case 'stop':
      return outcomeLeaf(reach, { verdict: end.from === undefined ? op.verdict : inheriting(op.verdict, end.from), by: end.hop.id });
    default:
      return unreachable(op);
  }
}

/** Handshakes of equal servers are one switch. */
function shook(reach: Reacher, terminate: Terminate, origin: Origin): readonly Case[] {
  const key = JSON.stringify(terminate);
  return reach.handshakes.get(key) ?? cached(reach.handshakes, key, handshake(terminate, origin));
}

function switched(reach: Reacher, cases: readonly Case[], traffic: Symbolic, end: End, run: (then: readonly Op[]) => Diagram): Diagram {
  const classifier = pulledBack(reach.store, carrierAt(reach, end.hop), reach.classifiers, traffic, cases);
  return compose(reach.store, classifier, (index) => run(cases[index as number]!.then));
}

function popped(reach: Reacher, cases: readonly Case[], verifies: boolean, after: Remaining | undefined, traffic: Symbolic, end: End): Diagram {
  const classifier = pulledBack(reach.store, carrierAt(reach, end.hop), reach.classifiers, traffic, cases);
  return compose(reach.store, classifier, (index) => {
    const failure = cases[index as number]!.then[0];
    if (failure?.op === 'stop') return outcomeLeaf(reach, { verdict: failure.verdict, by: end.hop.id });
    return ofOps(reach, after, kept(reach.traffics, popSession(traffic, verifies)), end.hop, end.outcome);
  });
}

function picked(reach: Reacher, op: PickOp, after: Remaining | undefined, traffic: Symbolic, end: End): Diagram {
  const shares = eligible(op.among);
  const meant = shares.map((share) => {
    const bound = kept(reach.traffics, { ...traffic, cells: new Map(traffic.cells).set(op.bind, constant(share.value)) });
    return ofOps(reach, remaining(reach.remainders, share.then, 0, after, end), bound, end.hop, end.outcome);
  });
  const { again } = op;
  if (again === undefined) return choice(reach.store, pickName(reach, op, end.hop), meant);
  const cases = cached(reach.retries, op, [{ match: again.on, then: [], origin: op.origin }]);
  const carrier = carrierAt(reach, end.hop);
  const fails = (outcome: unknown): Diagram => switched(reach, cases, kept(reach.traffics, replied(carrier, traffic, (outcome as Outcome).verdict)), end, () => all);
  return retried(reach.store, pickName(reach, op, end.hop), meant, again.attempts, fails);
}

/** A pick is one choice, wherever traffic comes from; but traffic that comes again is a new choice. */
function pickName(reach: Reacher, op: PickOp, hop: Hop): string {
  let count = reach.picks.get(op);
  if (count === undefined) {
    count = (reach.pickCounts.get(hop.id) ?? 0) + 1;
    reach.pickCounts.set(hop.id, count);
    reach.picks.set(op, count);
  }
  return `${hop.id} ${op.bind} ${count}.${visits(reach, hop)}`;
}

/** How often the hop is being computed: more than once inside a cycle. */
function visits(reach: Reacher, hop: Hop): number {
  return reach.open.filter((id) => id === hop.id).length;
}

/** A hop that is met a fourth time without an end is a loop, as for the walker. */
function called(reach: Reacher, hop: Hop, next: HopId, cells: Cells<Derived, undefined>, traffic: Symbolic, seen: (value: unknown) => Diagram): Diagram {
  const first = reach.open.indexOf(next);
  if (first >= 0) reach.touched = Math.min(reach.touched, first);
  if (looped(reach.program, reach.open, next)) return outcomeLeaf(reach, { verdict: { kind: 'loop', cause: 'loop' }, by: hop.id });
  return compose(reach.store, substituted(reach.store, atHop(reach, next, traffic), cells, traffic), seen);
}

/** What the hop knew of its own connection, the next one does not have. */
const onNewConnection: Cells<Derived, undefined> = { literal: constant, entry: (_, field) => (ofConnection(field) ? null : entering(field)) };

function dialled(reach: Reacher, hop: Hop, op: DialOp, traffic: Symbolic): Diagram {
  const session = traffic.open.at(-1);
  const sealed: Sealed = session === undefined ? 'plain' : session.demand === undefined ? 'encrypted' : 'verified';
  return called(reach, hop, op.hop, onNewConnection, newConnection(traffic), (outcome) => answered(reach, hop, op, traffic, guarded(outcome as Outcome, sealed)));
}

/** What the dialler makes of an outcome. */
function answered(reach: Reacher, hop: Hop, op: DialOp, traffic: Symbolic, outcome: Outcome): Diagram {
  const unchanged = outcomeLeaf(reach, outcome);
  const end = endOf(reach, hop, unchanged, outcome.verdict);
  const asked = kept(reach.traffics, replied(carrierAt(reach, hop), traffic, outcome.verdict));
  const cases = cached(reach.replies, op, [...op.reply, { match: always, then: [], origin: op.origin }]);
  return switched(reach, cases, asked, end, (then) => ofOps(reach, remaining(reach.remainders, then, 0, undefined, end), asked, hop, unchanged));
}

const order: readonly Sealed[] = ['plain', 'encrypted', 'verified'];

function guarded(outcome: Outcome, sealed: Sealed): Outcome {
  if (outcome.verdict.kind !== 'delivered') return outcome;
  const worst = Math.min(order.indexOf(sealed), order.indexOf(outcome.protection ?? 'verified'));
  return { ...outcome, protection: order[worst]! };
}

function unreachable(op: never): never {
  throw new Error(`no such op: ${JSON.stringify(op)}`);
}
