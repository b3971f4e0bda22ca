import { inBlock } from '../../dialects/aws/network/families.ts';
import { always, every, is, never, some, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { GroupSpec, PeerSpec, RuleSpec, SecurityGroupSpec } from './spec.ts';

/** Whatever one rule of one group lets pass, passes; there are no rules that forbid (VPC guide, "Security group rules"). */
export function lower(spec: SecurityGroupSpec): Lowered {
  const { direction, groups, doubts, origin } = spec;
  const allowed = groups.flatMap((group) => casesOf(group, direction));
  const doubted = doubts.map(({ reason, origin: about }): Case => ({ match: { unknown: { reason } }, then: [], origin: about }));
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin };
  const cases = [...allowed, ...doubted, { match: always, then: [drop], origin: quiet(origin) }];
  return { title: `security groups of ${spec.interface}`, dialler: 'client', ops: [{ op: 'switch', cases, origin: quiet(origin) }] };
}

/** One group is asked at every port of every interface that holds it. */
function casesOf(group: GroupSpec, direction: SecurityGroupSpec['direction']): readonly Case[] {
  const known = lowered.get(group);
  if (known !== undefined) return known;
  const cases = group.rules.map((rule): Case => ({ match: matchOf(rule, direction), then: [], origin: rule.origin })).filter(({ match }) => match !== never);
  lowered.set(group, cases);
  return cases;
}

const lowered = new WeakMap<GroupSpec, readonly Case[]>();

function matchOf({ protocol, ports, peer }: RuleSpec, direction: SecurityGroupSpec['direction']): Match {
  return every([protocolMatch(protocol, direction), portMatch(protocol, ports), peerMatch(peer, direction)]);
}

/** ICMP of the two families are protocols 1 and 58; the question has one word for both, and addresses tell them apart. */
function protocolMatch(protocol: string, direction: SecurityGroupSpec['direction']): Match {
  if (protocol === 'all') return always;
  if (protocol !== 'icmp' && protocol !== 'icmpv6') return is('protocol', protocol);
  const cidr = protocol === 'icmp' ? '0.0.0.0/0' : '::/0';
  return every([is('protocol', 'icmp'), inBlock(direction === 'in' ? 'src.address' : 'dst.address', cidr)]);
}

function portMatch(protocol: string, ports: RuleSpec['ports']): Match {
  if (ports === undefined) return always;
  if (protocol === 'tcp' || protocol === 'udp') return { field: 'dst.port', in: [{ from: ports.from, to: ports.to + 1 }] };
  return { unknown: { reason: `the rule takes ICMP of type ${ports.from} only, and nobody says which type is meant` } };
}

/** A group means the private addresses of its holders (VPC guide, "Security group rules": referenced groups). */
function peerMatch(peer: PeerSpec, direction: SecurityGroupSpec['direction']): Match {
  if ('cidrs' in peer) return some(peer.cidrs.map((cidr) => inBlock(direction === 'in' ? 'src.address' : 'dst.address', cidr)));
  if ('holders' in peer) return is('src.groups', peer.holders);
  if ('nobody' in peer) return never;
  if ('unknown' in peer) return { unknown: { reason: peer.unknown } };
  const { addresses, interfaces, maybe } = peer;
  return some([
    addresses.length === 0 ? never : { field: 'dst.address', in: addresses.map((cidr) => ({ cidr })) },
    interfaces.length === 0 ? never : is('dst.interface', ...interfaces),
    maybe === undefined ? never : every([{ field: 'dst.address', in: maybe.cidrs.map((cidr) => ({ cidr })) }, { unknown: { reason: maybe.reason } }]),
  ]);
}
