import type { Lowered } from '../kind.ts';
import type { EndpointServiceSpec } from './spec.ts';

/** Behind the security groups of the node its listeners answer. */
export function lower({ balancer, port, origin }: EndpointServiceSpec): Lowered {
  return { title: `NLB ${balancer}, from PrivateLink`, dialler: 'client', ops: [{ op: 'goto', hop: `forward/${balancer}/${port}`, origin }] };
}
