import { identityOf, type Json, type Path, type Resource } from '../../../resource/resource.ts';
import { blocks, count } from '../references.ts';
import { renumbered, type Numbered } from './free-numbers.ts';
import { mendedBy, setTo, unknownAt, without, type Check, type Refusal, type RefusalMend } from './refusal.ts';

/** What AWS says where one of several things has to stand (hashicorp/terraform-provider-aws issue 29321). */
const exactlyOne = 'AWS says "You have used none or multiple values for a field that requires exactly one value., field: RULE"';

/** WAFV2 API reference, Rule: Priority is a number of 32 bits. */
const lastPriority = 2_147_483_647;

/** Rules of a web ACL or a rule group: priorities that differ, and what is done with a hit said once (WAFV2 API reference, Rule). */
export const webAclRefusals: Check = (resource) => {
  const rules = blocks(resource.body['rule']);
  const numbered = rules.map((rule, index): Numbered => ({ resource, path: ['rule', index, 'priority'], name: named(rule), number: count(rule['priority']), what: 'priority' }));
  return rules.flatMap((rule, index): readonly Refusal[] => {
    const priority = count(rule['priority']);
    const earlier = rules.findIndex((other) => count(other['priority']) === priority);
    const doubled = priority !== undefined && earlier < index ? [{ resource, path: ['rule', index, 'priority'], message: `the rules ${named(rules[earlier]!)} and ${named(rule)} have priority ${priority}, and all priorities have to differ`, ...mendedBy(renumbered(numbered, numbered[index]!, lastPriority)) }] : [];
    return [...doubled, ...actionRefusals(resource, rule, index), ...statementRefusals(resource, blocks(rule['statement'])[0], ['rule', index, 'statement', 0], named(rule))];
  });
};

function actionRefusals(resource: Resource, rule: { readonly [key: string]: Json }, index: number): readonly Refusal[] {
  const [action, override] = [blocks(rule['action']).length > 0, blocks(rule['override_action']).length > 0];
  const [statement] = blocks(rule['statement']);
  const group = statement !== undefined && (blocks(statement['managed_rule_group_statement']).length > 0 || blocks(statement['rule_group_reference_statement']).length > 0);
  if (action && override) return [{ resource, path: ['rule', index, 'override_action'], message: `the rule ${named(rule)} has action and override_action, and one excludes the other; ${exactlyOne}`, ...mendedBy(statement === undefined ? undefined : without(resource, `take the ${group ? 'action' : 'override_action'} of ${named(rule)} out`, [['rule', index, group ? 'action' : 'override_action']])) }];
  if (!action && !override && statement !== undefined && ![['rule', index, 'action'], ['rule', index, 'override_action']].some((path) => unknownAt(resource, path))) return [{ resource, path: ['rule', index], message: `the rule ${named(rule)} has neither action nor override_action; ${exactlyOne}`, ...mendedBy(group ? setTo(resource, `let ${named(rule)} do what its group says`, ['rule', index, 'override_action'], [{ none: [{}] }]) : undefined) }];
  if (action && group) return [{ resource, path: ['rule', index, 'action'], message: `the rule ${named(rule)} refers to a rule group, and takes override_action, not action; ${exactlyOne}`, mend: moved(resource, rule, ['rule', index], 'action', 'override_action') }];
  return override && statement !== undefined && !group ? [{ resource, path: ['rule', index, 'override_action'], message: `the rule ${named(rule)} refers to no rule group, and takes action, not override_action; ${exactlyOne}`, ...mendedBy(blocks(blocks(rule['override_action'])[0]?.['count']).length > 0 ? moved(resource, rule, ['rule', index], 'override_action', 'action') : undefined) }] : [];
}

/** The same under the name that belongs there: what only counts goes on counting, a group decides itself. */
function moved(resource: Resource, rule: { readonly [key: string]: Json }, path: Path, from: string, to: string): RefusalMend {
  const counts = blocks(blocks(rule[from])[0]?.['count']).length > 0;
  const of = identityOf(resource);
  const title = `${counts ? 'count' : 'let the group decide'} by ${to} of ${named(rule)}`;
  return { title, edits: [{ edit: 'remove', of, path: [...path, from] }, { edit: 'set', of, path: [...path, to], to: [counts ? { count: [{}] } : { none: [{}] }] }] };
}

/** A statement is one of its kinds, at every depth. */
function statementRefusals(resource: Resource, statement: { readonly [key: string]: Json } | undefined, path: Path, rule: string): readonly Refusal[] {
  if (statement === undefined || unknownAt(resource, path)) return [];
  const kinds = Object.entries(statement).filter(([, value]) => blocks(value).length > 0);
  const [first, second] = kinds.map(([kind]) => kind);
  if (first === undefined) return [{ resource, path, message: `a statement of the rule ${rule} says nothing; ${exactlyOne}` }];
  if (second !== undefined) return [{ resource, path: [...path, second], message: `a statement of the rule ${rule} has ${first} and ${second}, and a statement is one of them; ${exactlyOne}` }];
  return blocks(statement[first]).flatMap((inner, at) => ['statement', 'scope_down_statement'].flatMap((part) => blocks(inner[part]).flatMap((each, index) => statementRefusals(resource, each, [...path, first, at, part, index], rule))));
}

function named(rule: { readonly [key: string]: Json }): string {
  return typeof rule['name'] === 'string' ? rule['name'] : 'without name';
}
