import { annotationPrefix } from '../../facts/load-balancer-controller.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { TargetGroupSpec } from './spec.ts';

/** What gives an empty group targets: pods behind its Service. */
export function mend({ repairs = [] }: TargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  return cause === 'no-targets' ? repairs.map((repair) => ({ ...repair, certainty: 'proposed' })) : [];
}

/** The balancer speaks what the port of its targets reads, or comes to a port on which they listen. */
export function mendDial({ protocol, ingress, backend }: TargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  if (ingress === undefined) return [];
  if (cause === 'port-closed') return (backend?.others ?? []).map((port) => ({ title: `lead to port ${port} of the Service`, edits: [{ edit: 'set', of: ingress, path: [...backend!.path, 'service', 'port'], to: { number: port } }], certainty: 'proposed' }));
  const to = cause === 'tls-to-plaintext' && protocol === 'HTTPS' ? 'HTTP' : cause === 'plaintext-to-tls' && protocol === 'HTTP' ? 'HTTPS' : undefined;
  if (to === undefined) return [];
  const title = to === 'HTTP' ? 'let the load balancer speak plain HTTP to this port' : 'let the load balancer encrypt to this port; it verifies no certificate there';
  return [{ title, edits: [{ edit: 'set', of: ingress, path: ['metadata', 'annotations', `${annotationPrefix}backend-protocol`], to }], certainty: 'proposed' }];
}
