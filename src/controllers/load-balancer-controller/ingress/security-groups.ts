import type { Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { securityGroupName } from '../names.ts';
import { backendSecurityGroup, securityGroupsByNameOrId } from '../network/security-groups.ts';
import { goList } from '../go-text.ts';
import { settled } from '../network/found.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { tokenOf, type Piece, type Token } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { agreed, said, type Said } from './agreement.ts';
import type { Group, Member } from './group.ts';
import type { Port } from './ports.ts';
import { groupTags } from './tags.ts';

/** Who guards a group's load balancer, and by which group its targets know it. */
export interface Guards {
  readonly groups: readonly (string | Token)[];
  /** What the targets' own groups let in; absent: nothing is opened for it. */
  readonly backend?: string | Token;
  readonly place?: Place;
  /** The group that the controller makes. */
  readonly piece?: Piece;
}

/** Its own group with the listeners' ports and the cluster's shared one, or those that the group's members name. */
export function guardsOf(drafting: Drafting, group: Group, members: readonly Member[], ports: readonly Port[], addressType: string): Guards {
  const { facts } = drafting;
  const wanted = namedGroups(drafting, members, 'security-groups');
  if (wanted !== undefined) return namedGuards(drafting, members, wanted);
  const piece = ownGroup(drafting, group, members, ports, addressType);
  const own = tokenOf(piece.type, piece.id, 'groupID');
  if (!facts.flags.enableBackendSecurityGroup) return { groups: [own], backend: own, piece };
  const { id } = backendSecurityGroup(facts);
  return { groups: [own, id], backend: id, piece };
}

/** Ids or Name tags that an annotation of a group lists; all members that list any must list the same, in the same order. */
export function namedGroups(drafting: Drafting, members: readonly Member[], annotation: string): Said<readonly string[]> | undefined {
  const asked = said(members, annotation, (annotations, name) => annotations.list(name)).filter(({ value }) => value.length > 0);
  return agreed(drafting, asked, annotation, ([first, ...others]) => `conflicting securityGroups: ${goList(first!)} | ${goList(others.find((each) => each.join() !== first!.join()) ?? [])}`, (a, b) => a.join() === b.join());
}

function namedGuards(drafting: Drafting, members: readonly Member[], wanted: Said<readonly string[]>): Guards {
  const { facts } = drafting;
  const manages = managesTargets(drafting, members);
  const groups = settled(drafting, securityGroupsByNameOrId(facts, wanted.value), wanted.place, wanted.value) ?? [];
  if (!manages) {
    drafting.remark({ name: 'targets-not-opened-to-load-balancer', severity: 'note', at: wanted.place, message: `the load balancer has ${wanted.value.join(', ')} and nothing else, so the controller opens no port of nodes or pods to it; manage-backend-security-group-rules: "true" has it do so` });
    return { groups, place: wanted.place };
  }
  if (!facts.flags.enableBackendSecurityGroup) {
    drafting.refuse({ at: wanted.place, message: 'manage-backend-security-group-rules beside security-groups needs the shared backend group, which flag --enable-backend-security-group=false turns off', says: 'backendSG feature is required to manage worker node SG rules when frontendSG manually specified' });
    return { groups, place: wanted.place };
  }
  const { id } = backendSecurityGroup(facts);
  return { groups: [...groups, id], backend: id, place: wanted.place };
}

/** Whether the controller opens nodes and pods to a load balancer with security groups of the user's own. */
export function managesTargets(drafting: Drafting, members: readonly Member[]): boolean {
  const asked = said(members, 'manage-backend-security-group-rules', (annotations, name) => annotations.flag(name));
  return agreed(drafting, asked, 'manage-backend-security-group-rules', () => 'conflicting manage backend security group rules settings')?.value ?? drafting.facts.flags.enableManageBackendSecurityGroupRules;
}

const ownGroupId = 'ManagedLBSecurityGroup';

function ownGroup(drafting: Drafting, group: Group, members: readonly Member[], ports: readonly Port[], addressType: string): Piece {
  const { clusterName } = drafting.facts.flags;
  const tags = withDefaultTags(groupTags(drafting, members), drafting.facts);
  const opened = ports.flatMap((port) => permissions(port, addressType !== 'ipv4'));
  const spec = body({
    groupName: clusterName === undefined ? undefined : securityGroupName(clusterName, group),
    description: '[k8s] Managed SecurityGroup for LoadBalancer',
    tags,
    ingress: opened.map(({ rule }) => rule),
  });
  const places = opened.map(({ place }, index): readonly [Path, Place] => [['ingress', index], place]);
  return { type: 'AWS::EC2::SecurityGroup', id: ownGroupId, spec, place: [members[0]!.resource, ['metadata', 'name']], places };
}

function permissions({ port, inbound, place }: Port, ipv6: boolean): readonly { readonly rule: ReturnType<typeof body>; readonly place: Place }[] {
  const rule = (source: Parameters<typeof body>[0], at: Place | undefined): { rule: ReturnType<typeof body>; place: Place } => ({ rule: body({ ipProtocol: 'tcp', fromPort: port, toPort: port, ...source }), place: at ?? place });
  return [
    ...inbound.v4.map((cidrIP) => rule({ ipRanges: [{ cidrIP }] }, inbound.blocksAt)),
    ...(ipv6 ? inbound.v6.map((cidrIPv6) => rule({ ipv6Ranges: [{ cidrIPv6 }] }, inbound.blocksAt)) : []),
    ...inbound.prefixLists.map((listID) => rule({ prefixLists: [{ listID }] }, inbound.listsAt)),
  ];
}
