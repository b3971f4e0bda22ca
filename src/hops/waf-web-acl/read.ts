import { balancersOf, type Listener } from '../../dialects/aws/balancers.ts';
import { attachedTo, type AclAction, type AclRule, type GroupRule, type Override, type WebAcl } from '../../dialects/aws/web-acls.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { managedGroups } from '../../facts/managed-rule-groups.ts';
import { defaultRule, webAclStatus } from '../../facts/web-acl.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Path, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { Condition, GroupPlace, RewriteSpec, RuleSpec, WebAclSpec } from './spec.ts';

/** Answers before the rules of every listener of a load balancer that a web ACL of the inputs is attached to. */
export function read(estate: Estate): Opened<WebAclSpec> {
  const specs = new Map<string, WebAclSpec>();
  const attached = attachedTo(estate);
  if (attached.size === 0) return { at: () => undefined };
  for (const { name, listeners } of balancersOf(estate)) {
    const acl = attached.get(name)?.[0]?.acl;
    if (acl !== undefined) for (const listener of listeners) specs.set(`rules/${name}/${listener.port}`, specOf(acl, name, listener));
  }
  return { at: (address) => specs.get(address) };
}

function specOf(acl: WebAcl, balancer: string, { port, protocol, rules }: Listener): WebAclSpec {
  return {
    title: `ALB ${balancer} (${protocol} ${port})`,
    acl: acl.name,
    rules: acl.rules.flatMap((rule) => rulesOf(acl, rule)),
    otherwise: { action: acl.otherwise, origin: originOf(acl.resource, ['default_action'], defaultRule, `no rule of web ACL ${acl.name} lets the request in: its default action is block`) },
    rewrites: rules.flatMap(({ priority, conditions, transforms }): readonly RewriteSpec[] => {
      if (!transforms.some(({ of }) => of === 'url')) return [];
      const on = (which: 'host-header' | 'path-pattern'): RewriteSpec['hosts'] => conditions.flatMap((each) => (each.on === which ? [each] : []))[0] ?? { values: [], regexes: [] };
      return [{ rule: `rule ${priority}`, hosts: plain(on('host-header')), paths: plain(on('path-pattern')) }];
    }),
  };
}

function plain({ values, regexes }: RewriteSpec['hosts']): RewriteSpec['hosts'] {
  return { values, regexes };
}

function rulesOf(acl: WebAcl, rule: AclRule): readonly RuleSpec[] {
  if (rule.is === 'group') return 'group' in rule.of ? ownGroup(acl, rule, rule.of) : managedGroup(acl, rule, rule.of);
  const action = rule.action ?? { do: 'count' };
  const condition: Condition = { is: 'statement', of: rule.statement };
  return [{ name: rule.name, condition, action, labels: rule.labels.map((label) => `webacl:${acl.name}:${label}`), origin: told(acl, rule.owner, rule.path, rule.name, action) }];
}

function managedGroup(acl: WebAcl, rule: AclRule & GroupRule, { vendor, name }: { readonly vendor: string; readonly name: string }): readonly RuleSpec[] {
  const group = vendor === 'AWS' ? managedGroups[name] : undefined;
  return (group?.rules ?? []).map((inner): RuleSpec => {
    const own: AclAction = { do: inner.counts === true ? 'count' : 'block' };
    const labels = [`managed:aws:${group!.set}:${inner.label}`];
    return { ...member(acl, rule, inner.name, own, inner.intent), condition: { is: 'managed', group: name, rule: inner.name }, labels, intent: inner.intent };
  });
}

/** An account's own group; of which no input holds the rules there is nothing to say here (path/web-acl.ts does). */
function ownGroup(acl: WebAcl, rule: AclRule & GroupRule, { group, rules = [] }: { readonly group: string; readonly rules?: readonly AclRule[] }): readonly RuleSpec[] {
  return rules.flatMap((inner): readonly RuleSpec[] => {
    if (inner.is === 'group') return [];
    const labels = inner.labels.map((label) => `rulegroup:${group}:${label}`);
    return [{ ...member(acl, rule, inner.name, inner.action ?? { do: 'count' }), condition: { is: 'statement', of: inner.statement }, labels }];
  });
}

/** One rule of a group, with the action that it has here. */
function member(acl: WebAcl, rule: AclRule & GroupRule, name: string, own: AclAction, intent?: string): Pick<RuleSpec, 'name' | 'action' | 'within' | 'ends' | 'origin' | 'group'> {
  const override = rule.overrides.find((each) => each.name === name);
  const wanted = override?.action ?? own;
  const action: AclAction = rule.counted ? { do: 'count' } : wanted;
  const full = `${rule.name}/${name}`;
  return {
    name: full,
    action,
    origin: told(acl, rule.owner, override?.path ?? rule.path, full, action, intent),
    group: placeOf(rule, name, override),
    ...(rule.within === undefined ? {} : { within: rule.within }),
    ...(rule.counted && wanted.do !== 'count' ? { ends: { group: rule.name } } : {}),
  };
}

function placeOf({ owner, at, overrides, of, within }: AclRule & GroupRule, rule: string, override: Override | undefined): GroupPlace {
  const written = overrides.filter(({ path }) => path.includes('rule_action_override')).length;
  return { resource: identityOf(owner), at, rule, overrides: written, open: !('group' in of) && within === undefined, ...(override === undefined ? {} : { override: override.path }) };
}

/** What the rule does to requests that it takes, as a line of a trace says it. */
function told({ name }: WebAcl, owner: Resource, path: Path, rule: string, action: AclAction, intent?: string): Origin {
  const looks = intent === undefined ? '' : `: it looks for ${intent}`;
  return originOf(owner, path, rule, `${done(action)} by web ACL ${name}${looks}`);
}

function done(action: AclAction): string {
  switch (action.do) {
    case 'block':
      return `blocked (${action.status ?? webAclStatus.block})`;
    case 'captcha':
    case 'challenge':
      return `sent a ${action.do === 'captcha' ? 'CAPTCHA' : 'challenge'} (${webAclStatus[action.do]})`;
    case 'count':
      return 'counted, and let go on,';
    case 'allow':
      return 'let in';
    default:
      return action;
  }
}
