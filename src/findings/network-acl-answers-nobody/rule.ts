import { networkAclsOf, subnetsOfAcl, type AclEntry, type NetworkAcl } from '../../dialects/aws/network/network-acls.ts';
import { shownAs, shownOf } from '../../dialects/aws/network/security-groups.ts';
import { ephemeralPorts } from '../../facts/ephemeral-ports.ts';
import { apart } from '../../ir/address.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A network ACL lets requests in whose answers it lets nobody have. */
export const rule: Rule = {
  name: 'network-acl-answers-nobody',
  severity: 'warning',
  aliases: [],
  leadsTo: ['reply-dropped'],
  find: ({ estate }) => [...networkAclsOf(estate).values()].flatMap((acl) => (subnetsOfAcl(estate, acl).length === 0 ? [] : unanswered(acl))),
};

function unanswered(acl: NetworkAcl): readonly Finding[] {
  const shown = shownAs('network ACL', acl.key, acl.resource);
  // Of an entry that nobody can read, nobody knows whether it lets the reply through.
  if (acl.entries.some(({ doubt }) => doubt !== undefined)) return [];
  return acl.entries.filter((entry) => !entry.egress && isRequest(entry)).flatMap((entry) => {
    if (acl.entries.some((each) => each.egress && each.allows && answers(each, entry))) return [];
    const ports = entry.ports === undefined ? '' : ` ${entry.ports.from === entry.ports.to ? entry.ports.from : `${entry.ports.from}-${entry.ports.to}`}`;
    return [
      findingAt(rule, { resource: entry.resource, path: entry.path }, {
        message: `${shown} lets ${entry.protocol}${ports} in from ${entry.cidr} and no answer out: clients there time out`,
        label: `entry ${entry.number} lets requests in`,
        because: [because(shownOf(acl.key, acl.resource), `no egress entry allows ports ${ephemeralPorts.from}-${ephemeralPorts.to} to ${entry.cidr}, or a part of them`)],
      }),
    ];
  });
}

/** Ports from which clients dial are there for answers themselves. */
function isRequest({ allows, protocol, ports }: AclEntry): boolean {
  return allows && (protocol === 'tcp' || protocol === 'udp') && ports !== undefined && ports.to - ports.from < 1024;
}

function answers(egress: AclEntry, { protocol, cidr }: AclEntry): boolean {
  const near = apart(egress.cidr, cidr) === false;
  return near && (egress.protocol === 'all' || egress.protocol === protocol) && (egress.ports === undefined || (egress.ports.to >= ephemeralPorts.from && egress.ports.from <= ephemeralPorts.to && egress.ports.to > egress.ports.from));
}
