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
  /** Write down what each connection carries where it arrives. */
  readonly carried?: boolean;
}

const hopLimit = 64;

/** All ways of traffic that arrives at a hop. */
export function walk<V, R>(program: Program, carrier: Carrier<V, R>, entry: HopId, traffic: Traffic<V, R>, options: WalkOptions): readonly Way<V, R>[] {
  return reached({ program, carrier, options }, 'arrive', entry, traffic, { dialler: 'client', dialledBy: undefined, trail: [] });
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

/** A connection reaches a hop. */
function reached<V, R>(walker: Walker<V, R>, op: 'arrive' | 'pass', id: HopId, traffic: Traffic<V, R>, arrival: Arrival): readonly Way<V, R>[] {
  const ways = walkHop(walker, id, traffic, arrival);
  if (walker.options.carried !== true) return ways;
  const { carrier } = walker;
  const carried = { ...carrier.shown({ ...traffic, open: [], ended: undefined }), ...sessionOf(carrier.shown(traffic)) };
  const step: Step = { hop: id, op, origin: noOrigin, carried };
  return ways.map((way) => ({ ...way, steps: [step, ...way.steps] }));
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
      return of(arrival.trail.length > hopLimit || looped(arrival.trail, end.hop) ? [loop(walker, hop, ending, arrival)] : reached(walker, 'pass', end.hop, ending.traffic, arrival));
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

function loop<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, arrival: Arrival): Way<V, R> {
  const verdict: Verdict = { kind: 'loop', cause: 'loop' };
  const origin = ending.steps.findLast((step) => step.origin.at !== undefined)?.origin ?? { resource: hop.title, rule: '' };
  const blocker = blockerOf(walker, hop, ending, arrival, verdict, 'loop', origin);
  return { traffic: ending.traffic, verdict, by: hop.id, steps: [], blockers: [blocker], when: [], fraction: 1 };
}

function blockerOf<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, { dialler, dialledBy }: Arrival, verdict: Verdict, cause: Cause, origin: Origin): Blocker {
  return { cause, hop: hop.id, origin, verdict, dialler, dialledBy, fields: walker.carrier.shown(ending.traffic) };
}

function stop<V, R>(walker: Walker<V, R>, hop: Hop, ending: Ending<V, R>, verdict: Verdict, origin: Origin, onward: Onward | undefined, arrival: Arrival): readonly Way<V, R>[] {
  const way: Way<V, R> = { traffic: ending.traffic, verdict: located(walker.carrier, ending.traffic, verdict), by: hop.id, steps: [], blockers: [], when: [], fraction: 1 };
  if (!blocks(verdict) || !('cause' in verdict) || verdict.cause === undefined) return [way];
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
  if (arrival.trail.length > hopLimit || looped(arrival.trail, op.hop)) return [loop(walker, hop, ending, arrival)];
  const next: Arrival = { dialler: hop.dialler, dialledBy: hop.id, trail: arrival.trail };
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

/** How long what is behind the dial held the request: `reply.held` is what `held` grew by. */
function held<V, R>(carrier: Carrier<V, R>, before: Traffic<V, R>, after: Traffic<V, R>): Traffic<V, R> {
  const [from, to] = [before, after].map(({ cells }) => cells.get('held') ?? null);
  if (to === null || to === undefined || to === from) return write(before, 'reply.held', null);
  const [start, end] = [carrier.shown(before)['held'] ?? 0, carrier.shown(after)['held']];
  return write(before, 'reply.held', typeof end === 'number' && typeof start === 'number' ? carrier.literal(end - start) : to);
}

/** Runs a reply table on an outcome that the dialler observed. Ends with `stop` where a case decides, else with `end`. */
export function judge<V, R>(carrier: Carrier<V, R>, hop: HopId, reply: readonly Case[], traffic: Traffic<V, R>, outcome: Verdict, origin: Origin): Run<V, R> {
  const op: Op = { op: 'switch', origin, cases: [...reply, { match: always, then: [], origin }] };
  return run(carrier, hop, [op], undefined, fresh(replied(carrier, traffic, outcome)));
}

/** The dialler's traffic together with what came back. */
export function replied<V, R>(carrier: Carrier<V, R>, traffic: Traffic<V, R>, outcome: Verdict): Traffic<V, R> {
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
 * attempts enough to reach one that does not fail. Traffic is divided until each choice has one fate.
 */
function retried<V, R>({ carrier }: Walker<V, R>, ways: readonly Followed<V, R>[]): readonly Followed<V, R>[] {
  return ways.flatMap((followed): readonly Followed<V, R>[] => {
    const picked = followed.ending.picks.find(({ op }) => op.again !== undefined);
    const again = picked?.op.again;
    if (picked === undefined || again === undefined) return [followed];
    const others = [...new Set(ways.flatMap(({ ending }) => ending.picks.filter(({ op, share }) => op === picked.op && share !== picked.share).map(({ share }) => share)))];
    const groups = others.map((share) => ways.filter(({ ending }) => ending.picks.some((pick) => pick.op === picked.op && pick.share === share)));
    return fates(carrier, followed, again.on).flatMap((own) => {
      if (!own.fails) return [own.followed];
      return groups.reduce<readonly Fates<V, R>[]>((all, group) => all.flatMap((one) => divided(carrier, one, group, again.on)), [{ own, others: [] }]).flatMap(({ own: { followed: failed }, others: tried }) => {
        const better = tried.filter(({ fails }) => !fails);
        const { rest } = failed.way.traffic;
        if (better.length === 0 || tried.length - better.length + 1 > again.attempts) return [failed];
        const fraction = failed.way.fraction / better.length;
        const when = [...new Set([failed, ...tried.map((one) => one.followed)].flatMap(({ way }) => way.when))];
        return better.map(({ followed: { ending, way } }) => ({ ending, way: { ...way, fraction, when, traffic: { ...way.traffic, rest } } }));
      });
    });
  });
}

interface Fate<V, R> {
  readonly followed: Followed<V, R>;
  readonly fails: boolean;
}

interface Fates<V, R> {
  readonly own: Fate<V, R>;
  readonly others: readonly Fate<V, R>[];
}

function divided<V, R>(carrier: Carrier<V, R>, { own, others }: Fates<V, R>, group: readonly Followed<V, R>[], on: Match): readonly Fates<V, R>[] {
  const parts = group.flatMap((other) => {
    const shared = carrier.overlap === undefined ? own.followed.way.traffic : carrier.overlap(own.followed.way.traffic.rest, other.way.traffic.rest);
    return shared === undefined ? [] : fates(carrier, narrowed(other, shared.rest), on);
  });
  return parts.length === 0 ? [{ own, others }] : parts.map((part) => ({ own: { ...own, followed: narrowed(own.followed, part.followed.way.traffic.rest) }, others: [...others, part] }));
}

/** Divides a way into traffic whose outcome is one to try again after, and traffic for which it is not, or nobody knows. */
function fates<V, R>(carrier: Carrier<V, R>, followed: Followed<V, R>, on: Match): readonly Fate<V, R>[] {
  const { ending, way } = followed;
  const cases = [{ match: on, then: [], origin: noOrigin }, { match: always, then: [], origin: noOrigin }];
  const branches = carrier.split(replied(carrier, { ...ending.traffic, rest: way.traffic.rest }, way.verdict), cases);
  if ('need' in branches || branches.some(({ when }) => when.length > 0)) return [{ followed, fails: false }];
  return branches.map(({ index, traffic }) => ({ followed: narrowed(followed, traffic.rest), fails: index === 0 }));
}

function narrowed<V, R>({ ending, way }: Followed<V, R>, rest: R): Followed<V, R> {
  return { ending, way: { ...way, traffic: { ...way.traffic, rest } } };
}

const noOrigin: Origin = { resource: '', rule: '' };

/** Drives a run to its end where nothing has to be waited for. */
export function finished<V, R>(running: Run<V, R>): readonly Ending<V, R>[] {
  const { done, value } = running.next();
  if (done !== true) throw new Error('only a live connection waits');
  return value;
}
