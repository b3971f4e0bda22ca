import { enforcing, webAclOf, webAclStops, whatStops, type AclRule, type WebAcl } from '../../dialects/aws/web-acls.ts';
import type { Path } from '../../path/path.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A web ACL names a group of rules, and whatever they find is let through. */
export const rule: Rule = {
  name: 'rule-group-only-counts',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const resource of estate.ofType('aws_wafv2_web_acl')) {
    const acl = webAclOf(estate, resource);
    // One that stops nothing at all is told as a whole.
    if (acl === undefined || webAclStops(acl) === false) continue;
    for (const each of acl.rules) if (each.is === 'group' && each.counted) yield found(acl, each);
  }
}

function found(acl: WebAcl, each: AclRule & { readonly is: 'group' }): Finding {
  const group = 'group' in each.of ? each.of.group : each.of.name;
  const stopping = whatStops(acl);
  return findingAt(rule, { resource: each.owner, path: [...each.path, 'override_action'] }, {
    message: `requests in which ${group} finds an attack go through web ACL ${acl.name} all the same: what its rules find is only counted`,
    label: `turns every block of ${group} into a count`,
    because: stopping.length === 0 ? [] : [because(`web ACL ${acl.name}`, `stops requests by ${listed(stopping)} only`, { resource: acl.resource, path: ['rule'] })],
    proposals: [{ title: `let ${group} stop what it finds`, edits: [enforcing(each)], certainty: 'proposed' }],
  });
}
