import { text } from '../../../dialects/kubernetes/fields.ts';
import { conditionValueLimit } from '../../../facts/elb-quotas.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { Place, Remark } from '../place.ts';
import type { Backend } from './backends.ts';
import { isPassedOver, valuesIn } from './conditions.ts';
import type { Listening, Member } from './group.ts';
import type { RulePath } from './paths.ts';

/** What the controller does with one rule that its author may not expect, and says nothing about. */
export function ruleRemarks(member: Member, path: RulePath, at: Place, backend: Backend, conditions: readonly JsonObject[], regular: boolean): readonly Remark[] {
  return [...exactRoot(path, at, conditions, regular), ...tooMany(at, conditions), ...passedOver(member, backend)];
}

/** `/` without a type is compared as it stands. */
function exactRoot({ path, pathType = 'ImplementationSpecific' }: RulePath, at: Place, conditions: readonly JsonObject[], regular: boolean): readonly Remark[] {
  if (path !== '/' || pathType !== 'ImplementationSpecific' || regular || conditions.some((each) => text(each['field']) === 'path-pattern' && valuesIn(each) > 1)) return [];
  return [{ name: 'root-path-matches-only-itself', severity: 'warning', at, message: 'requests for anything below / do not come here: an ImplementationSpecific path is compared as it stands, and / is the one path /' }];
}

function tooMany(at: Place, conditions: readonly JsonObject[]): readonly Remark[] {
  const count = conditions.reduce((sum, each) => sum + valuesIn(each), 0);
  if (count <= conditionValueLimit) return [];
  return [{ name: 'too-many-condition-values', severity: 'error', at, message: `AWS refuses this rule, and the controller stops there: its conditions compare ${count} values (a Prefix path counts twice, a host once), and ${conditionValueLimit} is what one rule may have` }];
}

function passedOver({ annotations }: Member, { name, conditions }: Backend): readonly Remark[] {
  return conditions.filter(isPassedOver).map((each) => ({
    name: 'condition-passed-over',
    severity: 'error',
    at: annotations.place(`conditions.${name}`),
    message: `the rule takes requests that this condition is to keep out: a condition on "${text(each['field']) ?? ''}" is passed over (host-header, path-pattern, http-header, http-request-method, query-string and source-ip are what exists)`,
  }));
}

/** Who somebody is, is asked on HTTPS only: over plain HTTP the same backend answers everybody. */
export function openToAll(member: Member, { authentication, tokenRules, name, action, place }: Backend, { port, protocol }: Pick<Listening, 'port' | 'protocol'>): readonly Remark[] {
  if (protocol !== 'HTTP' || action['type'] !== 'forward' || (authentication.type === 'none' && tokenRules === undefined)) return [];
  const asked = tokenRules === undefined ? `auth-type ${authentication.type}` : 'jwt-validation';
  return [{ name: 'authentication-skipped-on-http', severity: 'error', at: place, message: `requests that come to port ${port} by plain HTTP reach ${name} of Ingress ${member.namespace}/${member.name} without proof of who sends them: ${asked} is asked on HTTPS listeners only` }];
}
