import type { Edit } from '../../resource/edit.ts';
import type { Json } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { GroupPlace, RuleSpec, WebAclSpec } from './spec.ts';

/** The rule of a group counts instead of blocking, or the group does not look at this path; an own rule counts. */
export function mend({ acl, rules }: WebAclSpec, blocker: Blocked): readonly Proposal[] {
  const rule = ruleOf(rules, blocker);
  if (rule?.group === undefined) return [];
  const path = blocker.request['path'];
  const only = typeof path === 'string' && rule.group.open ? [exempted(acl, rule.group, path)] : [];
  return [counted(acl, rule.group), ...only];
}

/** What the rule asks of clients, for who can change those. */
export function sentenceOf({ rules }: WebAclSpec, blocker: Blocked): string | undefined {
  const rule = ruleOf(rules, blocker);
  if (rule?.condition.is !== 'managed') return undefined;
  const needs = clientsNeed[rule.condition.rule];
  return needs === undefined ? undefined : `${rule.condition.rule} lets clients in that ${needs}`;
}

const clientsNeed: Readonly<Record<string, string>> = {
  NoUserAgent_HEADER: 'send a User-Agent header, whatever it says',
  SizeRestrictions_BODY: 'send at most 8,192 bytes of body',
  SizeRestrictions_URIPATH: 'ask for a path of at most 1,024 bytes',
  SizeRestrictions_QUERYSTRING: 'send at most 2,048 bytes of query',
  SizeRestrictions_Cookie_HEADER: 'send at most 10,240 bytes of cookies',
  Host_localhost_HEADER: 'name the host that they mean',
};

function ruleOf(rules: readonly RuleSpec[], { cause, resource, rule }: Blocked): RuleSpec | undefined {
  return cause === 'web-acl-blocked' ? rules.find(({ name, origin }) => name === rule && origin.resource === resource) : undefined;
}

function counted(acl: string, { resource: of, at, rule, override, overrides }: GroupPlace): Proposal {
  const action: Json = [{ count: [{}] }];
  const edit: Edit = override === undefined ? { edit: 'insert', of, path: [...at, 'rule_action_override'], at: overrides, value: { name: rule, action_to_use: action } } : { edit: 'set', of, path: [...override, 'action_to_use'], to: action };
  return { title: `let ${rule} of web ACL ${acl} count instead of blocking; the other rules of its group go on blocking`, edits: [edit], certainty: 'proposed' };
}

function exempted(acl: string, { resource: of, at }: GroupPlace, path: string): Proposal {
  const same: Json = { byte_match_statement: [{ search_string: path, positional_constraint: 'EXACTLY', field_to_match: [{ uri_path: [{}] }], text_transformation: [{ priority: 0, type: 'NONE' }] }] };
  const edit: Edit = { edit: 'set', of, path: [...at, 'scope_down_statement'], to: [{ not_statement: [{ statement: [same] }] }] };
  return { title: `leave ${path} out of the whole group by a scope-down statement of web ACL ${acl}; other paths stay as they are`, edits: [edit], certainty: 'proposed' };
}
