import { rangesOf } from '../../../dialects/aws/service-annotations.ts';
import { pathMtuMessages } from '../../../facts/network-load-balancer.ts';
import { record, words } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { settled } from '../network/found.ts';
import { backendSecurityGroup, securityGroupsByNameOrId } from '../network/security-groups.ts';
import type { Place } from '../place.ts';
import { isOn } from '../settings/gates.ts';
import { tokenOf, type Piece } from '../stack.ts';
import { field, named, type ServiceDrafting } from './drafting.ts';
import { clusterOf, hashedName, uidOf } from './names.ts';
import { existingOf } from './scheme.ts';
import { tagsOf } from './tags.ts';

/** The security groups of a load balancer. */
export interface Guarded {
  readonly pieces: readonly Piece[];
  /** Empty: it has none, so that its targets see it by its subnets' addresses. */
  readonly groups: readonly Json[];
  /** The group by which targets let it in; undefined: the controller opens nothing for it, or needs addresses. */
  readonly backend?: Json;
  readonly place: Place;
}

const managed = 'ManagedLBSecurityGroup';

/** A group of its own and the one that all load balancers of the cluster share; those of the annotation; or none. */
export function securityGroupsOf(drafting: ServiceDrafting, addressType: string): Guarded {
  const { annotations, facts, service } = drafting;
  const whole = field(service);
  const existing = existingOf(drafting);
  // A network load balancer that was made without groups can never get one.
  if (existing !== undefined && existing.securityGroups.length === 0) return { pieces: [], groups: [], place: whole };
  const off = annotations.flag('disable-nlb-sg') === true ? annotations.place('disable-nlb-sg') : isOn(facts, 'NLBSecurityGroup') ? undefined : whole;
  if (off !== undefined) {
    if (existing !== undefined) drafting.reject(off, `the load balancer of Service ${named(service)} has security groups (${existing.securityGroups.join(', ')}), and the controller is told to make it without`, 'conflicting security groups configuration');
    return { pieces: [], groups: [], place: off };
  }
  const { enableBackendSecurityGroup } = facts.flags;
  const written = annotations.list('security-groups') ?? [];
  if (written.length > 0) return given(drafting, written);
  const piece = ownGroup(drafting, addressType);
  const own = tokenOf(piece.type, managed, 'groupID');
  const shared = enableBackendSecurityGroup ? backendSecurityGroup(facts).id : undefined;
  return { pieces: [piece], groups: shared === undefined ? [own] : [own, shared], backend: shared ?? own, place: piece.place };
}

function given(drafting: ServiceDrafting, written: readonly string[]): Guarded {
  const { annotations, facts } = drafting;
  const place = annotations.place('security-groups');
  const manages = annotations.flag('manage-backend-security-group-rules') ?? facts.flags.enableManageBackendSecurityGroupRules;
  const groups = settled(drafting, securityGroupsByNameOrId(facts, written), place, written) ?? [];
  if (!manages) return { pieces: [], groups, place };
  if (facts.flags.enableBackendSecurityGroup) {
    const { id } = backendSecurityGroup(facts);
    return { pieces: [], groups: [...groups, id], backend: id, place };
  }
  const at = annotations.text('manage-backend-security-group-rules') === undefined ? place : annotations.place('manage-backend-security-group-rules');
  drafting.reject(at, 'rules of the nodes cannot be managed for these security groups: the controller runs with --enable-backend-security-group=false', 'backendSG feature is required to manage worker node SG rules when frontendSG is manually specified');
  return { pieces: [], groups, place };
}

/** The group that lets clients in: on the ports of the Service, from the ranges that are asked for. */
function ownGroup(drafting: ServiceDrafting, addressType: string): Piece {
  const { service, annotations } = drafting;
  const ranges = sourceRangesOf(drafting);
  const spec = body({
    groupName: hashedName(drafting, [clusterOf(drafting), service.name, service.namespace, uidOf(service)]),
    description: '[k8s] Managed SecurityGroup for LoadBalancer',
    tags: tagsOf(drafting),
    ingress: permissionsOf(drafting, addressType),
  });
  const prefixes = annotations.text('security-group-prefix-lists') === undefined ? [] : [[['ingress'], annotations.place('security-group-prefix-lists')] as const];
  return { type: 'AWS::EC2::SecurityGroup', id: managed, spec, place: field(service), places: [...(ranges === undefined ? prefixes : [[['ingress'], ranges.place] as const])] };
}

/** Who may dial, as the Service says it: `loadBalancerSourceRanges`, else the annotation. Undefined: nobody says. */
export function sourceRangesOf({ service, general }: ServiceDrafting): { readonly ranges: readonly string[]; readonly place: Place } | undefined {
  const ranges = rangesOf(service);
  if (ranges.length === 0) return undefined;
  const own = words(record(service.resource.body['spec'])['loadBalancerSourceRanges']).length > 0;
  return { ranges, place: own ? field(service, 'spec', 'loadBalancerSourceRanges') : general.place('load-balancer-source-ranges') };
}

function permissionsOf(drafting: ServiceDrafting, addressType: string): readonly JsonObject[] {
  const { service, annotations } = drafting;
  const lists = annotations.list('security-group-prefix-lists');
  const asked = sourceRangesOf(drafting);
  const six = asked?.ranges.find((range) => range.includes(':'));
  if (asked !== undefined && six !== undefined && addressType !== 'dualstack') drafting.reject(asked.place, `${six} is a range of IPv6 addresses, and the load balancer has address type ${addressType}`, `unsupported v6 cidr ${six} when lb is not dualstack`);
  const ranges = asked?.ranges ?? (lists === undefined ? ['0.0.0.0/0', ...(addressType === 'dualstack' ? ['::/0'] : [])] : []);
  const from = (range: string): JsonObject => (range.includes(':') ? { ipv6Ranges: [{ cidrIPv6: range }] } : { ipRanges: [{ cidrIP: range }] });
  const permissions = service.ports.flatMap(({ port, protocol }) => {
    const ports = { ipProtocol: protocol.toLowerCase(), fromPort: port, toPort: port };
    return [...ranges.map((range) => ({ ...ports, ...from(range) })), ...(lists ?? []).map((listID) => ({ ...ports, prefixLists: [{ listID }] }))];
  });
  if (annotations.text('enable-icmp-for-path-mtu-discovery') !== 'on') return permissions;
  return [...permissions, ...ranges.map((range) => {
    const { protocol, type, code } = pathMtuMessages[range.includes(':') ? 'six' : 'four'];
    return { ipProtocol: protocol, fromPort: type, toPort: code, ...from(range) };
  })];
}
