import type { Blocked, Proposal } from '../kind.ts';
import type { RouteSpec } from './spec.ts';

/** A route to where the address is. */
export function mend(_spec: RouteSpec, _blocked: Blocked): readonly Proposal[] {
  return [];
}
