import type { Json, Resource } from '../../../resource/resource.ts';
import { blocks, count } from '../references.ts';
import type { Check, Refusal } from './refusal.ts';

/** Rules of a web ACL or a rule group: priorities that differ, and what is done with a hit said once (WAFV2 API reference, Rule). */
export const webAclRefusals: Check = (resource) => {
  const rules = blocks(resource.body['rule']);
  return rules.flatMap((rule, index): readonly Refusal[] => {
    const priority = count(rule['priority']);
    const earlier = rules.findIndex((other) => count(other['priority']) === priority);
    const doubled = priority !== undefined && earlier < index ? [{ resource, path: ['rule', index, 'priority'], message: `the rules ${named(rules[earlier]!)} and ${named(rule)} have priority ${priority}, and all priorities have to differ` }] : [];
    return [...doubled, ...actionRefusals(resource, rule, index)];
  });
};

function actionRefusals(resource: Resource, rule: { readonly [key: string]: Json }, index: number): readonly Refusal[] {
  const [action, override] = [blocks(rule['action']).length > 0, blocks(rule['override_action']).length > 0];
  const [statement] = blocks(rule['statement']);
  const group = statement !== undefined && (blocks(statement['managed_rule_group_statement']).length > 0 || blocks(statement['rule_group_reference_statement']).length > 0);
  if (action && override) return [{ resource, path: ['rule', index, 'override_action'], message: `the rule ${named(rule)} has action and override_action, and one excludes the other` }];
  if (action && group) return [{ resource, path: ['rule', index, 'action'], message: `the rule ${named(rule)} refers to a rule group, and takes override_action, not action` }];
  return override && statement !== undefined && !group ? [{ resource, path: ['rule', index, 'override_action'], message: `the rule ${named(rule)} refers to no rule group, and takes action, not override_action` }] : [];
}

function named(rule: { readonly [key: string]: Json }): string {
  return typeof rule['name'] === 'string' ? rule['name'] : 'without name';
}
