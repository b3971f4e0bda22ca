import { dryRunAnnotation } from '../../../facts/istio.ts';
import { always, every, some, type Match } from '../../../ir/match.ts';
import type { Identity, Position, Resource } from '../../../resource/resource.ts';
import { record, text, texts } from '../../kubernetes/fields.ts';
import { rulesOf, type AuthorizationRule, type Condition } from './authorization.ts';
import { compiled, type Where } from './conditions.ts';

/** A rule with its place; absent in a truth table. */
export interface RuleSpec extends Pick<AuthorizationRule, 'from' | 'to' | 'when'> {
  readonly at?: Position;
}

/** An AuthorizationPolicy that decides something. */
export interface PolicySpec {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly RuleSpec[];
  readonly identity?: Identity;
  readonly at?: Position;
}

/** What the chain of a proxy knows of where it stands. */
export type Standing = Omit<Where, 'namespace'>;

/**
 * A rule as a condition on traffic; undefined: the chain leaves the rule out. Rules that allow are left out where one
 * condition cannot be asked; all others only lose that condition (istio/istio, security/authz/model, checkError).
 */
export function matchOf(where: Standing, { namespace }: Pick<PolicySpec, 'namespace'>, rule: RuleSpec, http: boolean, allows: boolean): Match | undefined {
  const together = (conditions: readonly Condition[]): Match | undefined => {
    const parts = conditions.map((condition) => compiled(condition, { ...where, namespace }, http));
    if (parts.some(({ missing, unheard }) => unheard === true || (allows && missing !== undefined))) return undefined;
    return every(parts.map(({ match }) => match));
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
export function ruleName({ namespace, name }: Pick<PolicySpec, 'namespace' | 'name'>, index: number): string {
  return `ns[${namespace}]-policy[${name}]-rule[${index}]`;
}

/** The rules of some policies as one Envoy filter tries them: by the names istiod gives them (Envoy, rbac: policies are a sorted map). */
export function inFilterOrder<Policy extends PolicySpec>(policies: readonly Policy[]): readonly { readonly policy: Policy; readonly rule: RuleSpec; readonly index: number }[] {
  const rules = policies.flatMap((policy) => policy.rules.map((rule, index) => ({ policy, rule, index, name: ruleName(policy, index) })));
  return rules.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A policy as it is written, with the places of its parts. */
export function policySpecOf(policy: Resource): PolicySpec {
  const at = policy.locate(['spec', 'rules'], 'key') ?? policy.locate(['spec']);
  const { scope, type, name, namespace } = policy;
  return {
    namespace: namespace ?? '',
    name,
    rules: rulesOf(policy).map(({ from, to, when, path }): RuleSpec => {
      const place = policy.locate(path);
      return { from, to, when, ...(place === undefined ? {} : { at: place }) };
    }),
    identity: { scope, type, name, ...(namespace === undefined ? {} : { namespace }) },
    ...(at === undefined ? {} : { at }),
  };
}

/** What a policy does with what it matches; ALLOW is what an absent action means. */
export function actionOf(policy: Resource): string {
  return text(record(policy.body['spec'])['action']) ?? 'ALLOW';
}

/** Whether the policy is only tried out (annotation istio.io/dry-run, read as Go's ParseBool does). */
export function isDryRun(policy: Resource): boolean {
  const written = texts(record(policy.body['metadata'])['annotations'])[dryRunAnnotation] ?? '';
  return /^(?:1|t|T|true|TRUE|True)$/.test(written);
}
