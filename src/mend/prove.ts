import type { Proposal } from '../hops/kind.ts';
import { applyEdits } from '../resource/edit.ts';
import type { Verdict } from '../ir/program.ts';
import type { Blocker } from '../engine/walk.ts';
import { pathOf, type Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import { opened, type Opening } from './opens.ts';

/** A proposal that has been applied to the model and walked again. */
export interface Mend {
  readonly title: string;
  readonly certainty: 'proved' | 'needs a value' | 'may change more';
  readonly edits: Proposal['edits'];
  readonly proof: Proof;
}

export interface Proof {
  readonly request: Request;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What still stands in the way afterwards. */
  readonly remaining: readonly Blocker[];
  /** Other requests whose answer the edits change. */
  readonly opens: readonly Opening[];
}

/**
 * Applies a proposal to the model and walks the request again. Undefined: it does not remove the stop, so it is no mend.
 */
export function prove(path: Path, trace: Trace, blocker: Blocker, proposal: Proposal): Mend | undefined {
  const mended = pathOf(applyEdits(path.resources, proposal.edits));
  const again = traceOf(mended, trace.request);
  if ('wrong' in again) return undefined;
  const [before, after] = [trace.outcomes[0]!, again.outcomes[0]!];
  if (again.outcomes.some(({ blockers }) => blockers.some((left) => same(left, blocker)))) return undefined;
  if (again.outcomes.length > trace.outcomes.length) return undefined;
  if (after.blockers.length >= before.blockers.length) return undefined;
  const opens = opened(path, mended, trace, blocker);
  return {
    title: proposal.title,
    certainty: proposal.certainty === 'needs a value' ? 'needs a value' : 'proved',
    edits: proposal.edits,
    proof: { request: trace.request, before: before.verdict, after: after.verdict, remaining: after.blockers, opens },
  };
}

function same(one: Blocker, other: Blocker): boolean {
  return one.cause === other.cause && one.hop === other.hop;
}
