import type { Blocked, Proposal } from '../kind.ts';
import type { NetworkAclSpec } from './spec.ts';

/** An entry of a number below the one that denies. */
export function mend(_spec: NetworkAclSpec, _blocked: Blocked): readonly Proposal[] {
  return [];
}

/** Which entry comes closest. */
export function explain(_spec: NetworkAclSpec, _blocked: Blocked): string | undefined {
  return undefined;
}
