import type { Blocked, Proposal } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/** Connections that come back to their own node pass, once the load balancer dials with an address of its own. */
export function mend({ keeping, service }: BalancerSpec, { cause }: Blocked): readonly Proposal[] {
  if (cause !== 'hairpin-dropped' || keeping === undefined) return [];
  const { of, path, to } = keeping;
  return [{ title: `let the load balancer of Service ${service} dial with its own address: pods no longer see the client's, unless they read proxy_protocol_v2`, edits: [{ edit: 'set', of, path, to }], certainty: 'proposed' }];
}
