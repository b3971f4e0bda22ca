import type { Blocked, Proposal } from '../kind.ts';
import type { SecurityGroupSpec } from './spec.ts';

/** The smallest rule that lets the connection pass. */
export function mend(_spec: SecurityGroupSpec, { cause }: Blocked): readonly Proposal[] {
  return cause === 'guard-dropped' ? [] : [];
}

/** Which rules come closest, and what keeps them from it. */
export function explain(_spec: SecurityGroupSpec, _blocked: Blocked): string | undefined {
  return undefined;
}
