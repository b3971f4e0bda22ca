import { meetingOf } from '../../dialects/aws/network/group-references.ts';
import { securityGroupsOf, type GroupRule, type SecurityGroup } from '../../dialects/aws/network/security-groups.ts';
import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Estate } from '../../resource/estate.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A rule of a security group names a group of a VPC from which nobody gets here as a member of it. */
export const rule: Rule = {
  name: 'group-reference-matches-nobody',
  severity: 'warning',
  aliases: reachabilityCodes['group-reference-matches-nobody'],
  find: ({ estate }) => [...securityGroupsOf(estate).values()].flatMap((group) => group.rules.flatMap((each) => nobody(estate, group, each))),
};

function nobody(estate: Estate, group: SecurityGroup, each: GroupRule): readonly Finding[] {
  const other = 'group' in each.peer ? securityGroupsOf(estate).get(each.peer.group) : undefined;
  if (other?.vpc === undefined || group.vpc === undefined) return [];
  const meeting = meetingOf(estate, group.vpc, other.vpc);
  if (meeting !== undefined && !(meeting === 'transit gateway' && each.direction === 'egress')) return [];
  const [verb, why] = each.direction === 'ingress' ? ['in', 'nobody comes in by it'] : ['out', 'nothing goes out by it'];
  return [
    findingAt(rule, { resource: each.resource, path: each.path }, {
      message: `the rule that lets ${other.shown} ${verb} matches nobody: ${other.shown} is a group of ${other.vpc}, and ${group.shown} one of ${group.vpc}`,
      label: why,
      because: [because(group.shown, meeting === undefined ? `${group.vpc} and ${other.vpc} have no active peering connection in one Region, and no transit gateway lets groups be named` : 'over a transit gateway only rules that let in can name a group')],
    }),
  ];
}
