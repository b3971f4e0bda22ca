import type { Edit } from '../../resource/edit.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Json, type JsonObject, type Path, type Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { nameOfBalancer } from './balancers.ts';
import { allOf, blocks, count, referred } from './references.ts';
import { statementOf, type Statement } from './waf-statements.ts';

/** A web ACL as Terraform's attributes say it. */
export interface WebAcl {
  readonly resource: Resource;
  readonly name: string;
  /** Smallest priority first. */
  readonly rules: readonly AclRule[];
  /** What becomes of a request that no rule decides. */
  readonly otherwise: AclAction;
}

/** A rule of its own, or a whole group of them. */
export type AclRule = {
  readonly name: string;
  readonly priority: number | undefined;
  /** Where it stands in its resource. */
  readonly path: Path;
  readonly owner: Resource;
} & ({ readonly is: 'rule'; readonly statement: Statement; readonly action: AclAction | undefined; readonly labels: readonly string[] } | GroupRule);

/** Rules of a group stand where the rule stands that names it. */
export interface GroupRule {
  readonly is: 'group';
  /** What of AWS or a seller it is, or which group of the account's own. */
  readonly of: { readonly vendor: string; readonly name: string } | { readonly group: string; readonly rules?: readonly AclRule[] };
  /** Nothing that its rules decide ends the evaluation. */
  readonly counted: boolean;
  readonly overrides: readonly Override[];
  /** Requests that do not meet it are not looked at. */
  readonly within?: Statement;
  /** Of the statement that names the group. */
  readonly at: Path;
}

/** Another action for one rule of a group. */
export interface Override {
  readonly name: string;
  readonly action: AclAction;
  readonly path: Path;
}

export type AclAction =
  | { readonly do: 'allow' | 'count' | 'captcha' | 'challenge' }
  /** Absent: 403, with the load balancer's own page. */
  | { readonly do: 'block'; readonly status?: number; readonly body?: string; readonly type?: string };

/** What stands before a load balancer: a web ACL, or the name of one that no input holds. */
interface Attached {
  readonly association: Resource;
  readonly arn: string;
  readonly acl?: WebAcl;
}

/** The web ACLs of an estate's load balancers, by the balancer's name; of several the first in the order of the inputs' names. */
export function attachedTo(estate: Estate): ReadonlyMap<string, readonly Attached[]> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const attached = new Map<string, Attached[]>();
  for (const association of allOf(estate, 'aws_wafv2_web_acl_association')) {
    const balancer = referred(estate, association, 'aws_lb', association.body['resource_arn']);
    const arn = text(association.body['web_acl_arn']) ?? '';
    if (balancer === undefined || arn === '') continue;
    const found = referred(estate, association, 'aws_wafv2_web_acl', arn);
    const acl = found === undefined ? undefined : webAclOf(estate, found);
    const name = nameOfBalancer(balancer);
    attached.set(name, [...(attached.get(name) ?? []), { association, arn, ...(acl === undefined ? {} : { acl }) }]);
  }
  viewed.set(estate, attached);
  return attached;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, readonly Attached[]>>();

/** A web ACL with everything that its blocks say; undefined where the input only lists it. */
export function webAclOf(estate: Estate, resource: Resource): WebAcl | undefined {
  const { body } = resource;
  if (body['default_action'] === undefined || body['rule_json'] !== undefined) return undefined;
  const bodies = responsesOf(body);
  return {
    resource,
    name: text(body['name']) ?? resource.name,
    rules: rulesOf(estate, resource, bodies),
    otherwise: actionOf(body['default_action'], bodies) ?? { do: 'allow' },
  };
}

/** Whether some request may be stopped: false is certain; undefined where a rule or a group of it is not known. */
export function webAclStops({ resource, rules, otherwise }: WebAcl): boolean | undefined {
  const open = words(resource.body['unknown_after_apply']).some((attribute) => attribute === 'rule' || attribute.startsWith('default_action'));
  const each = [...(open ? [undefined] : []), otherwise.do !== 'allow' && otherwise.do !== 'count', ...rules.map(stops)];
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
}

/** The names of the rules that may stop a request, and of the default action where it does. */
export function whatStops({ rules, otherwise }: WebAcl): readonly string[] {
  return [...rules.filter((each) => stops(each) !== false).map(({ name }) => `rule ${name}`), ...(otherwise.do === 'block' ? ['its default action'] : [])];
}

/** The edit after which the rules of a group decide for themselves. */
export function enforcing({ owner, path }: AclRule): Edit {
  return { edit: 'set', of: identityOf(owner), path: [...path, 'override_action'], to: [{ none: [{}] }] };
}

/** Count and allow let a request go; block, captcha and challenge may end it (WAF guide, "Using rule actions"). */
function stops(rule: AclRule): boolean | undefined {
  if (rule.is === 'rule') return rule.action === undefined ? undefined : rule.action.do !== 'allow' && rule.action.do !== 'count';
  if (rule.counted) return false;
  const own = 'group' in rule.of ? (rule.of.rules?.map(stops) ?? [undefined]) : [true];
  return own.includes(true) ? true : own.includes(undefined) ? undefined : false;
}

/** The rules that a web ACL or a rule group writes, smallest priority first. */
function rulesOf(estate: Estate, owner: Resource, bodies = responsesOf(owner.body)): readonly AclRule[] {
  const rules = blocks(owner.body['rule']).map((said, at) => ruleOf(estate, owner, said, ['rule', at], bodies));
  return rules.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

type Responses = ReadonlyMap<string, { readonly body: string; readonly type: string }>;

function responsesOf(body: JsonObject): Responses {
  return new Map(blocks(body['custom_response_body']).map((each) => [text(each['key']) ?? '', { body: text(each['content']) ?? '', type: contentTypes[text(each['content_type']) ?? ''] ?? 'text/plain' }]));
}

const contentTypes: Readonly<Record<string, string>> = { TEXT_PLAIN: 'text/plain', TEXT_HTML: 'text/html', APPLICATION_JSON: 'application/json' };

function ruleOf(estate: Estate, owner: Resource, said: JsonObject, path: Path, bodies: Responses): AclRule {
  const base = { name: text(said['name']) ?? 'a rule without a name', priority: count(said['priority']), path, owner };
  const [statement = {}] = blocks(said['statement']);
  const [managed] = blocks(statement['managed_rule_group_statement']);
  const [own] = blocks(statement['rule_group_reference_statement']);
  const counted = blocks(blocks(said['override_action'])[0]?.['count']).length > 0;
  if (managed !== undefined) {
    const [within] = blocks(managed['scope_down_statement']);
    const at = [...path, 'statement', 0, 'managed_rule_group_statement', 0];
    const of = { vendor: text(managed['vendor_name']) ?? 'AWS', name: text(managed['name']) ?? '' };
    return { ...base, is: 'group', of, counted, at, overrides: overridesOf(managed, at), ...(within === undefined ? {} : { within: statementOf(estate, owner, [within]) }) };
  }
  if (own !== undefined) {
    const at = [...path, 'statement', 0, 'rule_group_reference_statement', 0];
    const group = referred(estate, owner, 'aws_wafv2_rule_group', own['arn']);
    const of = { group: text(group?.body['name']) ?? group?.name ?? text(own['arn']) ?? '', ...(group === undefined ? {} : { rules: rulesOf(estate, group) }) };
    return { ...base, is: 'group', of, counted, at, overrides: overridesOf(own, at) };
  }
  const labels = blocks(said['rule_label']).flatMap(({ name }) => text(name) ?? []);
  return { ...base, is: 'rule', statement: statementOf(estate, owner, said['statement']), action: actionOf(said['action'], bodies), labels };
}

/** `excluded_rule` is the older way to say count. */
function overridesOf(said: JsonObject, at: Path): readonly Override[] {
  const excluded = blocks(said['excluded_rule']).map((each, index): Override => ({ name: text(each['name']) ?? '', action: { do: 'count' }, path: [...at, 'excluded_rule', index] }));
  const overridden = blocks(said['rule_action_override']).flatMap((each, index): readonly Override[] => {
    const action = actionOf(each['action_to_use'], new Map());
    return action === undefined ? [] : [{ name: text(each['name']) ?? '', action, path: [...at, 'rule_action_override', index] }];
  });
  return [...overridden, ...excluded];
}

function actionOf(value: Json | undefined, bodies: Responses): AclAction | undefined {
  const [said = {}] = blocks(value);
  const known = (['allow', 'count', 'captcha', 'challenge'] as const).find((each) => blocks(said[each]).length > 0);
  if (known !== undefined) return { do: known };
  const [block] = blocks(said['block']);
  if (block === undefined) return undefined;
  const [response] = blocks(block['custom_response']);
  const status = count(response?.['response_code']);
  const page = bodies.get(text(response?.['custom_response_body_key']) ?? '');
  return { do: 'block', ...(status === undefined ? {} : { status }), ...page };
}
