import { always, type Match } from '../ir/match.ts';
import type { Case, HopId, Op, Program, Verdict } from '../ir/program.ts';
import { write } from '../engine/traffic.ts';
import { finished, fresh, run, type DialOp } from '../engine/step.ts';
import type { Ruled } from './visit.ts';

/** The time after which a dialler gives up by its own reply table: the smallest one a case asks for. Milliseconds of the path. */
export function deadlineOf(reply: readonly Case[]): number | undefined {
  deadlines ??= new WeakMap();
  const known = deadlines.get(reply);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const found = reply.flatMap(({ match }) => heldIn(match));
  const shortest = found.length === 0 ? undefined : Math.min(...found);
  deadlines.set(reply, shortest ?? 'none');
  return shortest;
}

let deadlines: WeakMap<readonly Case[], number | 'none'> | undefined;

function heldIn(match: Match): readonly number[] {
  if ('field' in match) return match.field === 'reply.held' ? match.in.flatMap((pattern) => ('from' in pattern ? [pattern.from] : [])) : [];
  if ('all' in match) return match.all.flatMap(heldIn);
  return 'any' in match ? match.any.flatMap(heldIn) : [];
}

/** The shortest deadline of any dialler among these hops. */
export function shortestDeadline(program: Program, hops: Iterable<HopId>): number | undefined {
  let shortest: number | undefined;
  const look = (ops: readonly Op[]): void => {
    for (const op of ops) {
      if (op.op === 'switch') for (const { then } of op.cases) look(then);
      if (op.op === 'pick') for (const { then } of op.among) look(then);
      const deadline = op.op === 'dial' ? deadlineOf(op.reply) : undefined;
      if (deadline !== undefined) shortest = Math.min(deadline, shortest ?? deadline);
    }
  };
  for (const hop of hops) look(program.hop(hop)?.ops ?? []);
  return shortest;
}

/** What the dialler makes of a request whose time is over: of an answer that it did not wait for nothing is known but that. */
export function judgedLate({ oracle, hop, ending }: Ruled, { reply, origin }: DialOp, held: number): Verdict | undefined {
  const traffic = write(ending.traffic, 'reply.held', held);
  const table: Op = { op: 'switch', origin, cases: [...reply, { match: always, then: [], origin }] };
  const [judgement] = finished(run(oracle.carrier, hop.id, [table], undefined, fresh(traffic)));
  return judgement?.end.kind === 'stop' ? judgement.end.op.verdict : undefined;
}
