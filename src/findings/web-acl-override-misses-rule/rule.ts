import { managedGroups } from '../../facts/managed-rule-groups.ts';
import { webAclOf, type AclRule } from '../../dialects/aws/web-acls.ts';
import type { Path } from '../../path/path.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Another action for a rule that the group does not have. */
export const rule: Rule = {
  name: 'web-acl-override-misses-rule',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const resource of estate.ofType('aws_wafv2_web_acl')) {
    for (const each of webAclOf(estate, resource)?.rules ?? []) yield* missed(each);
  }
}

function* missed(each: AclRule): Iterable<Finding> {
  if (each.is !== 'group') return;
  const [group, names] = 'group' in each.of ? [each.of.group, each.of.rules?.map(({ name }) => name)] : [each.of.name, each.of.vendor === 'AWS' ? managedGroups[each.of.name]?.rules?.map(({ name }) => name) : undefined];
  if (names === undefined) return;
  for (const override of each.overrides) {
    if (names.includes(override.name)) continue;
    const meant = names.find((name) => name.toLowerCase() === override.name.toLowerCase());
    yield findingAt(rule, { resource: each.owner, path: override.path }, {
      message: `rule ${each.name} of the web ACL gives ${override.name} of ${group} another action, and the group has no such rule: all its rules do what they did before`,
      label: meant === undefined ? 'is the name of no rule of the group' : `the group has ${meant}`,
      because: [because(`${group}`, `has ${names.join(', ')}`, { resource: each.owner, path: each.path })],
      proposals: meant === undefined ? [] : [{ title: `write ${meant}`, certainty: 'proposed', edits: [{ edit: 'set', of: each.owner, path: [...override.path, 'name'], to: meant }] }],
    });
  }
}
