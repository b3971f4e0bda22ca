import { always } from '../ir/match.ts';
import type { Case, HopId, Op, Origin, Verdict } from '../ir/program.ts';
import { fresh, run, type Carrier, type Run } from './step.ts';
import { write, type Traffic } from './traffic.ts';

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

/** How long what is behind the dial held the request: `reply.held` is what `held` grew by. */
export function held<V, R>(carrier: Carrier<V, R>, before: Traffic<V, R>, after: Traffic<V, R>): Traffic<V, R> {
  const [from, to] = [before, after].map(({ cells }) => cells.get('held') ?? null);
  if (to === null || to === undefined || to === from) return write(before, 'reply.held', null);
  const [start, end] = [carrier.shown(before)['held'] ?? 0, carrier.shown(after)['held']];
  return write(before, 'reply.held', typeof end === 'number' && typeof start === 'number' ? carrier.literal(end - start) : to);
}
