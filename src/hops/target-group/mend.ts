import { annotationPrefix } from '../../facts/load-balancer-controller.ts';
import type { Edit } from '../../resource/edit.ts';
import type { Json, Path } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { PlannedGroup, TargetGroupSpec } from './spec.ts';

/** What gives an empty group targets: pods behind its Service. */
export function mend({ repairs = [] }: TargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  return cause === 'no-targets' ? repairs.map((repair) => ({ ...repair, certainty: 'proposed' })) : [];
}

/** The balancer speaks what the port of its targets reads, or comes to a port on which they listen. */
export function mendDial({ protocol, ingress, backend, planned }: TargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  if (ingress === undefined) return planned === undefined ? [] : mendPlanned(planned, protocol, cause);
  if (cause === 'port-closed') return (backend?.others ?? []).map((port) => ({ title: `lead to port ${port} of the Service`, edits: [{ edit: 'set', of: ingress, path: [...backend!.path, 'service', 'port'], to: { number: port } }], certainty: 'proposed' }));
  const to = cause === 'tls-to-plaintext' && protocol === 'HTTPS' ? 'HTTP' : cause === 'plaintext-to-tls' && protocol === 'HTTP' ? 'HTTPS' : undefined;
  if (to === undefined) return [];
  const title = to === 'HTTP' ? 'let the load balancer speak plain HTTP to this port' : 'let the load balancer encrypt to this port; it verifies no certificate there';
  return [{ title, edits: [{ edit: 'set', of: ingress, path: ['metadata', 'annotations', `${annotationPrefix}backend-protocol`], to }], certainty: 'proposed' }];
}

/** The other protocol on the same port, or the same one on another port of what is behind the endpoint. */
function mendPlanned({ group, checks, ported, elsewhere }: PlannedGroup, protocol: 'HTTP' | 'HTTPS', cause: string): readonly Proposal[] {
  const set = (path: Path, to: Json): Edit => ({ edit: 'set', of: group, path, to });
  const spoken = (to: 'HTTP' | 'HTTPS'): readonly Edit[] => [set(['protocol'], to), ...(checks.protocol ? [set(['health_check', 0, 'protocol'], to)] : [])];
  const onPort = (port: number): readonly Edit[] => [set(['port'], port), ...(checks.port ? [set(['health_check', 0, 'port'], String(port))] : []), ...ported.map((of): Edit => ({ edit: 'set', of, path: ['port'], to: port }))];
  const others = (what: string): readonly Proposal[] => elsewhere.map((port) => ({ title: `let the load balancer come to port ${port} ${what}`, edits: onPort(port), certainty: 'proposed', onward: true }));
  if (cause === 'tls-to-plaintext' && protocol === 'HTTPS') return [{ title: 'let the load balancer speak plain HTTP to this port', edits: spoken('HTTP'), certainty: 'proposed' }, ...others('of the endpoint service, and go on encrypting')];
  if (cause === 'plaintext-to-tls' && protocol === 'HTTP') return [{ title: 'let the load balancer encrypt to this port; it verifies no certificate there', edits: spoken('HTTPS'), certainty: 'proposed' }, ...others('of the endpoint service, in plain HTTP')];
  return cause === 'port-closed' ? others('of the endpoint service') : [];
}
