import type { Cause } from '../ir/cause.ts';
import { always, type Match } from '../ir/match.ts';
import type { Case, Hop, HopId, Op, Origin, Program, Verdict } from '../ir/program.ts';
import { blocks, fresh, run, type Carrier, type DialOp, type Ending, type Onward, type Run, type Step } from './step.ts';
import { newConnection, write, type Traffic } from './traffic.ts';

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
  /** The traffic that was stopped, as text and numbers, as far as the carrier knows it. */
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface WalkOptions {
  /** Follow `instead` behind each stop, to name every blocker on the intended way. */
  readonly onward: boolean;
}

const hopLimit = 64;

/** All ways of traffic that arrives at a hop. */
export function walk<V, R>(program: Program, carrier: Carrier<V, R>, entry: HopId, traffic: Traffic<V, R>, options: WalkOptions): readonly Way<V, R>[] {
  return walkHop({ program, carrier, options }, entry, traffic, { dialler: 'client', dialledBy: undefined, trail: [] });
}

interface Walker<V, R> {
  readonly program: Program;
  readonly carrier: Carrier<V, R>;
  readonly options: WalkOptions;
}

interface Arrival {
  readonly dialler: Hop['dialler'];
  readonly dialledBy: HopId | undefined;
  readonly trail: readonly HopId[];
}

function walkHop<V, R>(walker: Walker<V, R>, id: HopId, traffic: Traffic<V, R>, arrival: Arrival): readonly Way<V, R>[] {
  const hop = walker.program.hop(id);
  if (hop === undefined) throw new Error(`the program has no hop ${id}`);
  const trail = [...arrival.trail, id];
  const endings = finished(run(walker.carrier, id, hop.ops, undefined, fresh(traffic)));
  const ways = endings.flatMap((ending) => follow(walker, hop, ending, { ...arrival, trail }));
  return retried(walker, ways).map(({ way }) => way);
}

interface Followed<V, R> {
  readonly ending: Ending<V, R>;
  readonly way: Way<V, R>;
}

function follow<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, arrival: Arrival): readonly Followed<V, R>[] {
  const of = (ways: readonly Way<V, R>[]): readonly Followed<V, R>[] => ways.map((way) => ({ ending, way: joined(ending, way) }));
  const { end } = ending;
  switch (end.kind) {
    case 'stop':
      return of(stop(walker, hop, ending, end.op.verdict, end.op.origin, end.onward, arrival));
    case 'goto':
      return of(arrival.trail.length > hopLimit || looped(arrival.trail, end.hop) ? [loop(ending, hop)] : walkHop(walker, end.hop, ending.traffic, arrival));
    case 'dial':
      return of(dial(walker, hop, ending, end.op, arrival));
    case 'end':
      throw new Error(`traffic runs off the end of ${hop.id}`);
    default:
      return end;
  }
}

/** A hop that is met a fourth time without an end is a loop: redirects inside the path do not exist, only cycles do. */
function looped(trail: readonly HopId[], next: HopId): boolean {
  return trail.filter((hop) => hop === next).length > 2;
}

function loop<V, R>(ending: Ending<V, R>, hop: Hop): Way<V, R> {
  return { traffic: ending.traffic, verdict: { kind: 'loop', cause: 'loop' }, by: hop.id, steps: [], blockers: [], when: [], fraction: 1 };
}

function stop<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, verdict: Verdict, origin: Origin, onward: Onward | undefined, arrival: Arrival): readonly Way<V, R>[] {
  const way: Way<V, R> = { traffic: ending.traffic, verdict, by: hop.id, steps: [], blockers: [], when: [], fraction: 1 };
  if (!blocks(verdict) || !('cause' in verdict) || verdict.cause === undefined) return [way];
  const blocker: Blocker = { cause: verdict.cause, hop: hop.id, origin, verdict, dialler: arrival.dialler, dialledBy: arrival.dialledBy, fields: walker.carrier.shown(ending.traffic) };
  const behind = walker.options.onward && onward !== undefined ? beyond(walker, hop, ending, onward, arrival) : [];
  return [{ ...way, blockers: [blocker, ...behind] }];
}

/** The blockers behind a stop: those of the best way on from there. */
function beyond<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, onward: Onward, arrival: Arrival): readonly Blocker[] {
  const endings = finished(run(walker.carrier, hop.id, onward.ops, onward.rest, fresh(ending.traffic)));
  const ways = endings.flatMap((next) => (next.end.kind === 'end' ? [] : follow(walker, hop, next, arrival).map(({ way }) => way)));
  return ways.map(({ blockers }) => blockers).sort((a, b) => a.length - b.length)[0] ?? [];
}

function dial<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, op: DialOp, arrival: Arrival): readonly Way<V, R>[] {
  if (arrival.trail.length > hopLimit || looped(arrival.trail, op.hop)) return [loop(ending, hop)];
  const next: Arrival = { dialler: hop.dialler, dialledBy: hop.id, trail: arrival.trail };
  return walkHop(walker, op.hop, newConnection(ending.traffic), next).flatMap((way) => answered(walker, hop, ending, op, way));
}

/** What the dialler makes of an outcome: the first case of its reply table, else the outcome as it came. */
function answered<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, op: DialOp, way: Way<V, R>): readonly Way<V, R>[] {
  const endings = finished(judge(walker.carrier, hop.id, op.reply, ending.traffic, way.verdict, op.origin));
  return endings.map((judged): Way<V, R> => {
    const steps = [...way.steps, ...judged.steps];
    if (judged.end.kind !== 'stop') return { ...way, steps, when: [...way.when, ...judged.when] };
    const verdict = inheriting(judged.end.op.verdict, way.verdict);
    return { ...way, steps, verdict, by: hop.id, when: [...way.when, ...judged.when] };
  });
}

/** Runs a reply table on an outcome that the dialler observed. Ends with `stop` where a case decides, else with `end`. */
export function judge<V, R>(carrier: Carrier<V, R>, hop: HopId, reply: readonly Case[], traffic: Traffic<V, R>, outcome: Verdict, origin: Origin): Run<V, R> {
  const op: Op = { op: 'switch', origin, cases: [...reply, { match: always, then: [], origin }] };
  return run(carrier, hop, [op], undefined, fresh(replied(carrier, traffic, outcome)));
}

/** The dialler's traffic together with what came back. */
function replied<V, R>(carrier: Carrier<V, R>, traffic: Traffic<V, R>, outcome: Verdict): Traffic<V, R> {
  const cause = 'cause' in outcome && outcome.cause !== undefined ? carrier.literal(outcome.cause) : null;
  const status = outcome.kind === 'answered' ? carrier.literal(outcome.status) : null;
  return write(write(write(traffic, 'reply.outcome', carrier.literal(outcome.kind)), 'reply.cause', cause), 'reply.status', status);
}

/** A reply that says no cause of its own keeps the cause it answers for. */
export function inheriting(verdict: Verdict, from: Verdict): Verdict {
  if (verdict.kind !== 'answered' || verdict.cause !== undefined || !('cause' in from) || from.cause === undefined) return verdict;
  return { ...verdict, cause: from.cause };
}

function joined<V, R>(ending: Ending<V, R>, way: Way<V, R>): Way<V, R> {
  return { ...way, steps: [...ending.steps, ...way.steps], when: [...ending.when, ...way.when], fraction: ending.fraction * way.fraction };
}

/**
 * Retries: where a pick may be tried again, a way that fails is replaced by the ways of the other choices, if there are
 * attempts enough to reach one that does not fail.
 */
function retried<V, R>(walker: Walker<V, R>, ways: readonly Followed<V, R>[]): readonly Followed<V, R>[] {
  return ways.flatMap((followed): readonly Followed<V, R>[] => {
    const pick = followed.ending.picks.find(({ op }) => op.again !== undefined)?.op;
    const again = pick?.again;
    if (pick === undefined || again === undefined || !meets(walker.carrier, followed, again.on)) return [followed];
    const siblings = ways.filter(({ ending }) => ending.picks.some(({ op }) => op === pick));
    const better = siblings.filter((sibling) => !meets(walker.carrier, sibling, again.on));
    const failing = siblings.length - better.length;
    if (better.length === 0 || failing > again.attempts) return [followed];
    const fraction = followed.way.fraction / better.length;
    return better.map(({ ending, way }) => ({ ending, way: { ...way, fraction } }));
  });
}

function meets<V, R>(carrier: Carrier<V, R>, { ending, way }: Followed<V, R>, match: Match): boolean {
  const branches = carrier.split(replied(carrier, ending.traffic, way.verdict), [{ match, then: [], origin: noOrigin }]);
  return !('need' in branches) && branches.some(({ when }) => when.length === 0);
}

const noOrigin: Origin = { resource: '', rule: '' };

/** Drives a run to its end where nothing has to be waited for. */
export function finished<V, R>(running: Run<V, R>): readonly Ending<V, R>[] {
  const { done, value } = running.next();
  if (done !== true) throw new Error('only a live connection waits');
  return value;
}
