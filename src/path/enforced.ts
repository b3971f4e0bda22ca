import { enforcement } from '../dialects/kubernetes/network-plugin.ts';
import { networkPoliciesOf } from '../dialects/kubernetes/network-policies.ts';
import { nameOf } from '../resource/resource.ts';
import type { Assumption } from './assumption.ts';
import type { Path } from './path.ts';
import type { Outcome } from './trace.ts';

/** A NetworkPolicy stops the request, and no input says that anybody enforces it. */
export function enforced({ estate }: Path, outcomes: readonly Outcome[]): readonly Assumption[] {
  const stopping = new Set(outcomes.flatMap(({ blockers }) => blockers.filter(({ cause }) => cause === 'policy-dropped').map(({ origin }) => origin.resource)));
  const scopes = new Set(stopping.size === 0 ? [] : networkPoliciesOf(estate).filter(({ resource }) => stopping.has(nameOf(resource))).map(({ resource }) => resource.scope));
  return [...scopes].filter((scope) => enforcement(estate, scope) === 'unsaid').map((scope) => ({ name: 'network-policies-enforced', layer: 'network', text: `a network plugin enforces the NetworkPolicies of ${scope === 'default' ? 'the cluster' : `cluster ${scope}`}: the Amazon VPC CNI with its network policies switched on, or Calico or Cilium` }));
}
