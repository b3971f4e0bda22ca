import type { JsonObject, Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { frontendGroupName, frontendName } from '../names.ts';
import { settled } from '../network/found.ts';
import { securityGroupsByNameOrId } from '../network/security-groups.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { tokenOf, type Piece, type PieceType } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { agreed, said, type Said } from './agreement.ts';
import { pairPlaces } from './attributes.ts';
import { balancerId, schemeOf, type Balancer, type Scheme } from './balancer.ts';
import { frontendAttributes } from './frontend-settings.ts';
import { frontendListenings, type FrontendListening } from './frontend-listenings.ts';
import type { Group, Member } from './group.ts';
import type { Port } from './ports.ts';
import { namedGroups } from './security-groups.ts';
import { byName, namedSubnets } from './subnets.ts';
import { frontendTags, groupTags } from './tags.ts';

const loadBalancer: PieceType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const targetGroup: PieceType = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const frontId = 'FrontendNlb';

/**
 * The network load balancer that `enable-frontend-nlb` puts in front of the group's own, with a target group for each listener;
 * and the list of those groups, which is part of every stack.
 */
export function frontendOf(drafting: Drafting, group: Group, members: readonly Member[], ports: readonly Port[], behind: Balancer): readonly Piece[] {
  const enabled = enabledBy(drafting, members);
  const place: Place = enabled?.place ?? [members[0]!.resource, ['metadata', 'name']];
  const made = enabled?.value === true ? madeFor(drafting, group, members, ports, behind, place) : { pieces: [], states: {} };
  return [...made.pieces, { type: 'FrontendNLBTargetGroup', id: 'FrontendNLBTargetGroup', spec: { TargetGroups: made.states }, place, places: [] }];
}

function enabledBy(drafting: Drafting, members: readonly Member[]): Said<boolean> | undefined {
  const asked = said(members, 'enable-frontend-nlb', (annotations, name) => annotations.flag(name));
  return agreed(drafting, asked, 'enable-frontend-nlb', () => 'conflicting enable frontend NLB values');
}

function madeFor(drafting: Drafting, group: Group, members: readonly Member[], ports: readonly Port[], behind: Balancer, place: Place): { readonly pieces: readonly Piece[]; readonly states: JsonObject } {
  // Its scheme is not the one of the load balancer behind: without an annotation it is the controller's default.
  const scheme = schemeOf(drafting, members, 'frontend-nlb-scheme', undefined);
  const guards = namedGroups(drafting, members, 'frontend-nlb-security-groups');
  const groups = guards === undefined ? behind.groups : (settled(drafting, securityGroupsByNameOrId(drafting.facts, guards.value), guards.place, guards.value) ?? []);
  const named = namedSubnets(drafting, members, 'frontend-nlb-subnets');
  const subnets = named === undefined ? behind.subnets : byName(drafting, named, { type: 'network', scheme: scheme.value, addressType: behind.addressType }).ids;
  const addresses = allocationsOf(drafting, members, scheme.value, subnets.length);
  const attributes = frontendAttributes(drafting, members);
  const tags = frontendTags(drafting, members) ?? withDefaultTags(groupTags(drafting, members), drafting.facts);
  const spec = body({
    name: behind.name === undefined ? undefined : frontendName(behind.name),
    type: 'network',
    scheme: scheme.value,
    ipAddressType: behind.addressType,
    subnetMapping: subnets.length === 0 ? undefined : subnets.map((subnetID, index) => body({ subnetID, allocationID: addresses?.value[index] })),
    securityGroups: groups,
    loadBalancerAttributes: attributes.pairs,
    tags,
  });
  const places: (readonly [Path, Place])[] = [...pairPlaces('loadBalancerAttributes', attributes)];
  const asked: readonly (readonly [string, Place | undefined])[] = [['scheme', scheme.place], ['securityGroups', guards?.place], ['subnetMapping', named?.place ?? addresses?.place]];
  for (const [part, at] of asked) if (at !== undefined) places.push([[part], at]);
  const states: Record<string, JsonObject> = {};
  const listeners = frontendListenings(drafting, members, ports).flatMap((listening) => {
    const name = frontendGroupName({ cluster: drafting.facts.flags.clusterName, group, port: listening.port, checkPort: listening.check.port, checkProtocol: listening.check.protocol });
    states[name] = { Name: name, ARN: tokenOf(targetGroup, idOf('tg', listening), 'targetGroupARN'), Port: listening.port, TargetARN: tokenOf(loadBalancer, balancerId, 'loadBalancerARN'), TargetPort: listening.targetPort };
    return piecesOf(drafting, listening, name, behind);
  });
  return { pieces: [{ type: loadBalancer, id: frontId, spec, place, places }, ...listeners], states };
}

/** Elastic addresses, one for each subnet in order. */
function allocationsOf(drafting: Drafting, members: readonly Member[], scheme: Scheme, subnets: number): Said<readonly string[]> | undefined {
  const asked = said(members, 'frontend-nlb-eip-allocations', (annotations, name) => annotations.list(name));
  const found = agreed(drafting, asked, 'frontend-nlb-eip-allocations', ([first, ...others]) => `conflicting EIP allocations: [${first!.join(' ')}] | [${others.find((each) => each.join() !== first!.join())?.join(' ') ?? ''}]`, (a, b) => a.join() === b.join());
  if (found === undefined || found.value.length === 0) return undefined;
  if (scheme !== 'internet-facing') drafting.refuse({ at: found.place, message: 'elastic addresses are for internet-facing load balancers, and this one is internal (frontend-nlb-scheme)', says: 'EIP allocations can only be set for internet facing load balancers' });
  else if (subnets > 0 && subnets !== found.value.length) drafting.refuse({ at: found.place, message: `${found.value.length} elastic address${found.value.length === 1 ? '' : 'es'} for ${subnets} subnets; each subnet wants one`, says: `count of EIP allocations (${found.value.length}) and subnets (${subnets}) must match` });
  return found;
}

function idOf(what: 'ls' | 'tg', { port }: FrontendListening): string {
  return `${frontId}-${what}-TCP-${port}`;
}

function piecesOf(drafting: Drafting, listening: FrontendListening, name: string, behind: Balancer): readonly Piece[] {
  const { port, check, place, places } = listening;
  const { port: checkPort, protocol, path, matcher, ...numbers } = check;
  const arn = tokenOf(targetGroup, idOf('tg', listening), 'targetGroupARN');
  const group: Piece = {
    type: targetGroup,
    id: idOf('tg', listening),
    spec: body({ name: drafting.facts.flags.clusterName === undefined ? undefined : name, targetType: 'alb', ipAddressType: behind.addressType, port, protocol: 'TCP', healthCheckConfig: { port: checkPort, protocol, path, matcher: { httpCode: matcher }, ...numbers } }),
    place,
    places,
  };
  const listener: Piece = {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    id: idOf('ls', listening),
    spec: { loadBalancerARN: tokenOf(loadBalancer, frontId, 'loadBalancerARN'), port, protocol: 'TCP', defaultActions: [{ type: 'forward', forwardConfig: { targetGroups: [{ targetGroupARN: arn }] } }] },
    place,
    places: [],
  };
  return [listener, group];
}
