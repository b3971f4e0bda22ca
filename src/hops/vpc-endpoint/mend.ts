import type { Blocked, Proposal } from '../kind.ts';
import type { VpcEndpointSpec } from './spec.ts';

/** What the owner of the service, or of the endpoint, has to do. */
export function mend({ closed }: VpcEndpointSpec, { cause, attribute }: Blocked): readonly Proposal[] {
  return closed.flatMap((each) => (each.cause === cause && each.origin.attribute === attribute ? each.mends : []));
}
