import { enforcing, webAclOf, webAclStops, type WebAcl } from '../../dialects/aws/web-acls.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A web ACL in which no rule can end a request, and which lets everything else pass. */
export const rule: Rule = {
  name: 'web-acl-stops-nothing',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const resource of estate.ofType('aws_wafv2_web_acl')) {
    const acl = webAclOf(estate, resource);
    if (acl !== undefined && webAclStops(acl) === false) yield found(acl);
  }
}

function found(acl: WebAcl): Finding {
  const counted = acl.rules.filter((each) => each.is === 'group' && each.counted);
  const first = counted[0];
  return findingAt(rule, { resource: acl.resource, path: first === undefined ? ['default_action'] : [...first.path, 'override_action'] }, {
    message: `web ACL ${acl.name} looks at every request and lets every request pass: ${acl.rules.length === 0 ? 'it has no rule' : 'its rules only count or allow'}, and its default action is allow`,
    label: first === undefined ? 'whatever no rule decides passes, and no rule stops anything' : 'turns every block of the group into a count',
    because: [
      ...counted.map(({ name, owner, path }) => because(`rule ${name}`, 'only counts what its group finds', { resource: owner, path: [...path, 'override_action'] })),
      ...(first === undefined ? [] : [because(nameOf(acl.resource), 'allows whatever no rule decides', { resource: acl.resource, path: ['default_action'] })]),
    ],
    proposals: counted.length === 0 ? [] : [{ title: `let ${counted.length === 1 ? 'the group' : 'the groups'} stop what ${counted.length === 1 ? 'it finds' : 'they find'}`, edits: counted.map(enforcing), certainty: 'proposed' }],
  });
}
