import type { Cause } from '../ir/cause.ts';
import type { Hop, HopId, Origin, Program, Verdict } from '../ir/program.ts';
import { retried, type Followed } from './again.ts';
import { dials, looped } from './looped.ts';
import { held, inheriting, judge } from './reply.ts';
import { blocks, finished, fresh, run, type Carrier, type DialOp, type Ending, type Onward, type Step } from './step.ts';
import { newConnection, type Traffic } from './traffic.ts';

/** One way through the program: what the asker sees, who decided, and everything that stood in the way. */
export interface Way<V, R> {
  /** As it was where the request ended: its fields are what arrived there. */
  readonly traffic: Traffic<V, R>;
  readonly verdict: Verdict;
  /** The hop that made the verdict the asker sees. */
  readonly by: HopId;
  readonly steps: readonly Step[];
  readonly blockers: readonly Blocker[];
  /** Reasons why it is not known whether traffic takes this way; empty if it does. */
  readonly when: readonly string[];
  /** The part of such requests that choices send this way, 1 = all. */
  readonly fraction: number;
}

/** Something that stops the request; the first one makes the verdict, the others show once it is mended. */
export interface Blocker {
  readonly cause: Cause;
  readonly hop: HopId;
  readonly origin: Origin;
  readonly verdict: Verdict;
  /** Who had dialled the hop that stopped it. */
  readonly dialler: Hop['dialler'];
  readonly dialledBy: HopId | undefined;
  /** The last relay between the two, which carried the bytes. Absent: there is none. */
  readonly relayedBy?: HopId;
  /** The traffic that was stopped, as text and numbers, as far as the carrier knows it. */
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface WalkOptions {
  /** Follow `instead` behind each stop, to name every blocker on the intended way. */
  readonly onward: boolean;
  /** Write down what each connection carries where it arrives. */
  readonly carried?: boolean;
}

const hopLimit = 256;

/** Hops that one walk visits at most: doubts that multiply must not keep anybody waiting. A gateway's table of 10,000 hosts is one hop; a VPC of 2,000 interfaces takes a third of it. */
const visitLimit = 60_000;

/** All ways of traffic that arrives at a hop. */
export function walk<V, R>(program: Program, carrier: Carrier<V, R>, entry: HopId, traffic: Traffic<V, R>, options: WalkOptions): readonly Way<V, R>[] {
  return reached({ program, carrier, options, visited: { count: 0 } }, 'arrive', entry, traffic, { dialler: 'client', dialledBy: undefined, trail: [] });
}

interface Walker<V, R> {
  readonly program: Program;
  readonly carrier: Carrier<V, R>;
  readonly options: WalkOptions;
  readonly visited: { count: number };
}

interface Arrival {
  readonly dialler: Hop['dialler'];
  readonly dialledBy: HopId | undefined;
  readonly relayedBy?: HopId;
  readonly trail: readonly HopId[];
}

/** A connection reaches a hop. */
function reached<V, R>(walker: Walker<V, R>, op: 'arrive' | 'pass', id: HopId, traffic: Traffic<V, R>, arrival: Arrival): readonly Way<V, R>[] {
  walker.visited.count += 1;
  const ways = walker.visited.count > visitLimit ? [abandoned(id, traffic)] : walkHop(walker, id, traffic, arrival);
  if (walker.options.carried !== true) return ways;
  const { carrier } = walker;
  const carried = { ...carrier.shown({ ...traffic, open: [], ended: undefined }), ...sessionOf(carrier.shown(traffic)) };
  const step: Step = { hop: id, op, origin: noOrigin, carried };
  return ways.map((way) => ({ ...way, steps: [step, ...way.steps] }));
}

/** What becomes of traffic there is not known: so many ways lead on that following them all would take too long. */
function abandoned<V, R>(id: HopId, traffic: Traffic<V, R>): Way<V, R> {
  const when = [`more ways lead on from here than are followed (${visitLimit.toLocaleString('en')} hops)`];
  return { traffic, verdict: { kind: 'unresolved', cause: 'loop' }, by: id, steps: [], blockers: [], when, fraction: 1 };
}

function sessionOf(shown: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(shown).filter(([field]) => field.startsWith('session.')));
}

function walkHop<V, R>(walker: Walker<V, R>, id: HopId, traffic: Traffic<V, R>, arrival: Arrival): readonly Way<V, R>[] {
  const hop = walker.program.hop(id);
  if (hop === undefined) throw new Error(`the program has no hop ${id}`);
  const trail = [...arrival.trail, id];
  const endings = finished(run(walker.carrier, id, hop.ops, undefined, fresh(traffic)));
  const ways = endings.flatMap((ending) => follow(walker, hop, ending, { ...arrival, trail }));
  return (endings.some(({ picks }) => picks.length > 0) ? retried(walker.carrier, ways) : ways).map(({ way }) => way);
}

function follow<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, arrival: Arrival): readonly Followed<V, R>[] {
  const of = (ways: readonly Way<V, R>[]): readonly Followed<V, R>[] => ways.map((way) => ({ ending, way: joined(ending, way) }));
  const { end } = ending;
  switch (end.kind) {
    case 'stop':
      return of(stop(walker, hop, ending, end.op.verdict, end.op.origin, end.onward, arrival));
    case 'goto':
      return of(arrival.trail.length > hopLimit || looped(walker.program, arrival.trail, end.hop) ? [loop(walker, hop, ending, arrival, end.hop)] : reached(walker, 'pass', end.hop, ending.traffic, arrival));
    case 'dial':
      return of(dial(walker, hop, ending, end.op, arrival));
    case 'end':
      throw new Error(`traffic runs off the end of ${hop.id}`);
    default:
      return end;
  }
}

function loop<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, arrival: Arrival, next: HopId): Way<V, R> {
  const verdict: Verdict = { kind: 'loop', cause: 'loop' };
  const found = ending.steps.findLast((step) => step.origin.at !== undefined)?.origin ?? { resource: hop.title, rule: 'loop' };
  const round = roundOf(walker.program, arrival.trail, next);
  const origin = round.length === 0 ? found : { ...found, note: `it goes to ${[...round, round[0]].join(', then ')} again` };
  const blocker = blockerOf(walker, hop, ending, arrival, verdict, 'loop', origin);
  return { traffic: ending.traffic, verdict, by: hop.id, steps: [], blockers: [blocker], when: [], fraction: 1 };
}

/** Whom it comes by on each round: those that dial, or if nobody does, every hop. */
function roundOf(program: Program, trail: readonly HopId[], next: HopId): readonly string[] {
  const last = trail.lastIndexOf(next);
  const round = last < 0 ? [] : trail.slice(last);
  const dialling = round.filter((id) => dials(program, id));
  return [...new Set((dialling.length > 0 ? dialling : round).map((id) => program.hop(id)?.title ?? id))];
}

function blockerOf<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, { dialler, dialledBy, relayedBy }: Arrival, verdict: Verdict, cause: Cause, origin: Origin): Blocker {
  return { cause, hop: hop.id, origin, verdict, dialler, dialledBy, ...(relayedBy === undefined ? {} : { relayedBy }), fields: walker.carrier.shown(ending.traffic) };
}

function stop<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, verdict: Verdict, origin: Origin, onward: Onward | undefined, arrival: Arrival): readonly Way<V, R>[] {
  const way: Way<V, R> = { traffic: ending.traffic, verdict: located(walker.carrier, ending.traffic, verdict), by: hop.id, steps: [], blockers: [], when: [], fraction: 1 };
  if (walker.carrier.unexplained === true || !blocks(verdict) || !('cause' in verdict) || verdict.cause === undefined) return [way];
  const blocker = blockerOf(walker, hop, ending, arrival, verdict, verdict.cause, origin);
  const behind = walker.options.onward && onward !== undefined ? beyond(walker, hop, ending, onward, arrival) : [];
  return [{ ...way, blockers: [blocker, ...behind] }];
}

/** Where an answer sends the client, with the fields that it names filled in. */
function located<V, R>(carrier: Carrier<V, R>, traffic: Traffic<V, R>, verdict: Verdict): Verdict {
  if (verdict.kind !== 'answered' || verdict.location === undefined) return verdict;
  const location = carrier.compute(traffic, 'host', { template: verdict.location });
  return typeof location === 'string' ? { ...verdict, location } : verdict;
}

/** The blockers behind a stop: those of the best way on from there. */
function beyond<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, onward: Onward, arrival: Arrival): readonly Blocker[] {
  const endings = finished(run(walker.carrier, hop.id, onward.ops, onward.rest, fresh(ending.traffic)));
  const ways = endings.flatMap((next) => (next.end.kind === 'end' ? [] : follow(walker, hop, next, arrival).map(({ way }) => way)));
  return ways.map(({ blockers }) => blockers).sort((a, b) => a.length - b.length)[0] ?? [];
}

function dial<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, op: DialOp, arrival: Arrival): readonly Way<V, R>[] {
  if (arrival.trail.length > hopLimit || looped(walker.program, arrival.trail, op.hop)) return [loop(walker, hop, ending, arrival, op.hop)];
  const speaks = hop.dialler === 'relay' ? { ...arrival, relayedBy: hop.id } : { dialler: hop.dialler, dialledBy: hop.id };
  const next: Arrival = { ...speaks, trail: arrival.trail };
  return reached(walker, 'arrive', op.hop, newConnection(ending.traffic), next).flatMap((way) => answered(walker, hop, ending, op, way, arrival));
}

/** What the dialler makes of an outcome: the first case of its reply table, else the outcome as it came. */
function answered<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, op: DialOp, way: Way<V, R>, arrival: Arrival): readonly Way<V, R>[] {
  const asked = { ...ending.traffic, rest: way.traffic.rest };
  const endings = finished(judge(walker.carrier, hop.id, op.reply, held(walker.carrier, asked, way.traffic), way.verdict, op.origin));
  return endings.map((judged): Way<V, R> => {
    const steps = [...way.steps, ...judged.steps];
    const traffic = { ...way.traffic, rest: judged.traffic.rest };
    if (judged.end.kind !== 'stop') return { ...way, traffic, steps, when: [...way.when, ...judged.when] };
    const own = judged.end.op.verdict;
    const verdict = inheriting(own, way.verdict);
    const stands = way.blockers.length === 0 && blocks(own) && 'cause' in own && own.cause !== undefined;
    const blockers = stands ? [blockerOf(walker, hop, ending, arrival, own, own.cause!, judged.end.op.origin)] : way.blockers;
    return { ...way, traffic, steps, verdict, by: hop.id, blockers, when: [...way.when, ...judged.when] };
  });
}

function joined<V, R>(ending: Ending<V, R>, way: Way<V, R>): Way<V, R> {
  if (ending.steps.length === 0 && ending.when.length === 0 && ending.fraction === 1) return way;
  return { ...way, steps: [...ending.steps, ...way.steps], when: [...ending.when, ...way.when], fraction: ending.fraction * way.fraction };
}

const noOrigin: Origin = { resource: '', rule: '' };
