import type { Blocked, Proposal } from '../kind.ts';
import type { TargetGroupSpec } from './spec.ts';

/** What gives an empty group targets: pods behind its Service. */
export function mend({ repairs = [] }: TargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  return cause === 'no-targets' ? repairs.map((repair) => ({ ...repair, certainty: 'proposed' })) : [];
}
