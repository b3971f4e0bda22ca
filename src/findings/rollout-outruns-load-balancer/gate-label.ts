import { record } from '../../dialects/kubernetes/fields.ts';
import { readinessGateLabel } from '../../facts/target-draining.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Resource } from '../../resource/resource.ts';

/** Has the controller give every new pod of a namespace a readiness gate. */
export function labelled(namespace: Resource): Proposal {
  const some = record(namespace.body['metadata'])['labels'] !== undefined;
  return {
    title: `let new pods of ${namespace.name} be ready only when their targets are healthy`,
    edits: [some ? { edit: 'set', of: namespace, path: ['metadata', 'labels', readinessGateLabel], to: 'enabled' } : { edit: 'set', of: namespace, path: ['metadata', 'labels'], to: { [readinessGateLabel]: 'enabled' } }],
    certainty: 'proposed',
  };
}
