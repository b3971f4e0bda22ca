import type { ActionSpec, CheckSpec, ConditionSpec } from './spec.ts';

/** A rule in words: `host a.example.org, path /*: goes to target group web`. */
export function ruleInWords(conditions: readonly ConditionSpec[], first: readonly CheckSpec[], action: ActionSpec): string {
  return `${conditions.length === 0 ? 'every request' : conditions.map(conditionInWords).join(', ')}: ${first.map(checkInWords).join('')}${actionInWords(action)}`;
}

/** The default action in words. */
export function defaultInWords(first: readonly CheckSpec[], action: ActionSpec): string {
  return `no rule takes it, so it ${first.map(checkInWords).join('')}${actionInWords(action)}`;
}

const subjects = { 'host-header': 'host', 'path-pattern': 'path', 'http-header': 'header', 'http-request-method': 'method', 'source-ip': 'source' } as const;

function conditionInWords(condition: ConditionSpec): string {
  if (condition.on === 'other') return condition.name;
  if (condition.on === 'query-string') return `query ${condition.pairs.map(({ key, value }) => (key === undefined ? value : `${key}=${value}`)).join(' or ')}`;
  const values = 'regexes' in condition ? [...condition.values, ...condition.regexes] : condition.values;
  return `${subjects[condition.on]} ${condition.on === 'http-header' ? `${condition.name} ` : ''}${values.join(' or ')}`;
}

function checkInWords(check: CheckSpec): string {
  return check.do === 'login' ? `logs in with ${check.with === 'cognito' ? 'Cognito' : 'OIDC'}, then ` : `shows a token of ${check.issuer}, then `;
}

function actionInWords(action: ActionSpec): string {
  switch (action.do) {
    case 'forward':
      return `goes to target group ${action.groups.map(({ group }) => group).join(' or ')}`;
    case 'redirect':
      return `is sent on with ${action.status} to ${(action.protocol ?? '#{protocol}').toLowerCase()}://${action.host ?? '#{host}'}:${action.port ?? '#{port}'}${action.to ?? '/#{path}'}${action.query === '' ? '' : `?${action.query ?? '#{query}'}`}`;
    case 'answer':
      return `gets ${action.status}${action.missing !== undefined ? `, because ${action.missing} does not exist` : action.body === '' ? '' : ` "${action.body}"`}`;
    case 'other':
      if (action.maker !== undefined) return `goes to ${action.name}, which ${action.maker} may make`;
      return action.elsewhere ? 'goes to a target group that the inputs do not hold' : `meets ${action.name}, which is not modelled`;
    default:
      return action;
  }
}
