import { networkAclsOf, type AclEntry, type NetworkAcl } from '../../dialects/aws/network/network-acls.ts';
import { shownAs, shownOf } from '../../dialects/aws/network/security-groups.ts';
import { contains } from '../../ir/address.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** An entry of a network ACL is about packets that an entry with a lower number has all decided the other way. */
export const rule: Rule = {
  name: 'network-acl-entry-never-reached',
  severity: 'warning',
  aliases: [],
  leadsTo: ['acl-dropped', 'reply-dropped'],
  find: ({ estate }) => [...networkAclsOf(estate).values()].flatMap(shadowed),
};

function shadowed(acl: NetworkAcl): readonly Finding[] {
  const shown = shownAs('network ACL', acl.key, acl.resource);
  return acl.entries.filter(({ number, doubt }) => number < lastNumber && doubt === undefined).flatMap((entry) => {
    const first = acl.entries.find((each) => each.doubt === undefined && each.number < entry.number && each.egress === entry.egress && each.allows !== entry.allows && takesAll(each, entry));
    if (first === undefined) return [];
    const [does, done] = entry.allows ? ['allows', 'denied'] : ['denies', 'allowed'];
    return [
      findingAt(rule, { resource: entry.resource, path: entry.path }, {
        message: `entry ${entry.number} of ${shown} ${does} nothing: entry ${first.number} has ${done} all of its packets before`,
        label: `is never reached, because of entry ${first.number}`,
        because: [because(shownOf(acl.key, acl.resource), `entry ${first.number} decides first`, { resource: first.resource, path: first.path })],
      }),
    ];
  });
}

/** The entry at the end of every list (EC2 API reference, NetworkAclEntry). */
const lastNumber = 32767;

function takesAll(first: AclEntry, entry: AclEntry): boolean {
  const ports = first.ports === undefined || (entry.ports !== undefined && first.ports.from <= entry.ports.from && entry.ports.to <= first.ports.to);
  const type = first.type === undefined || first.type === entry.type;
  return contains(first.cidr, entry.cidr) === true && (first.protocol === 'all' || first.protocol === entry.protocol) && ports && type;
}
