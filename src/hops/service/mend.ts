import type { Blocked, Proposal } from '../kind.ts';
import type { ServiceSpec } from './spec.ts';

/** What puts pods behind a Service that has none. */
export function mend({ empty }: ServiceSpec, { cause }: Blocked): readonly Proposal[] {
  return cause === 'no-endpoints' && empty !== undefined ? empty.repairs.map((repair) => ({ ...repair, certainty: 'proposed' })) : [];
}
