import type { Condition } from '../../dialects/istio/authorization.ts';
import { compiled, every, some } from '../../dialects/istio/conditions.ts';
import { always, type Match } from '../../ir/match.ts';
import type { AuthorizationSpec, PolicySpec, RuleSpec } from './spec.ts';

/** A rule as a condition on traffic; undefined: the chain leaves the rule out. */
export function matchOf(spec: AuthorizationSpec, policy: PolicySpec, rule: RuleSpec, http: boolean): Match | undefined {
  const together = (conditions: readonly Condition[]): Match | undefined => {
    const parts = conditions.map((condition) => compiled(condition, { ...spec, namespace: policy.namespace }, http));
    if (policy.action === 'ALLOW' && parts.some((part) => 'missing' in part)) return undefined;
    return every(parts.flatMap((part) => ('match' in part ? [part.match] : [])));
  };
  const alternatives = (of: readonly (readonly Condition[])[]): Match | undefined => {
    const matches = of.map(together);
    if (matches.includes(undefined)) return undefined;
    return matches.length === 0 ? always : some(matches as readonly Match[]);
  };
  const parts = [alternatives(rule.from), alternatives(rule.to), together(rule.when)];
  return parts.includes(undefined) ? undefined : every(parts as readonly Match[]);
}

/** The name istiod gives a rule in the proxy's configuration, as Envoy's access log shows it. */
export function ruleName(policy: PolicySpec, index: number): string {
  return `ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`;
}
