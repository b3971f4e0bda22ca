import type { ActionSpec, ConditionSpec } from './spec.ts';

/** A rule in words: `host a.example.org, path /*: goes to target group web`. */
export function ruleInWords(conditions: readonly ConditionSpec[], action: ActionSpec): string {
  return `${conditions.length === 0 ? 'every request' : conditions.map(conditionInWords).join(', ')}: ${actionInWords(action)}`;
}

/** The default action in words. */
export function defaultInWords(action: ActionSpec): string {
  return `no rule takes it, so it ${actionInWords(action)}`;
}

const subjects = { 'host-header': 'host', 'path-pattern': 'path', 'http-header': 'header', 'http-request-method': 'method', 'source-ip': 'source' } as const;

function conditionInWords(condition: ConditionSpec): string {
  if (condition.on === 'other') return condition.name;
  return `${subjects[condition.on]} ${condition.on === 'http-header' ? `${condition.name} ` : ''}${condition.values.join(' or ')}`;
}

function actionInWords(action: ActionSpec): string {
  switch (action.do) {
    case 'forward':
      return `goes to target group ${action.groups.map(({ group }) => group).join(' or ')}`;
    case 'redirect':
      return `is sent on with ${action.status} to ${action.to}`;
    case 'answer':
      return `gets ${action.status}${action.missing !== undefined ? `, because ${action.missing} does not exist` : action.body === '' ? '' : ` "${action.body}"`}`;
    case 'other':
      return `meets ${action.name}, which is not modelled`;
    default:
      return action;
  }
}
