import type { Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { goSet, goSorted } from '../go-text.ts';
import { balancerName, unnamedCluster } from '../names.ts';
import { meant } from '../meant.ts';
import type { Place, Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import type { Piece, Token } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { agreed, textsSaid } from './agreement.ts';
import { balancerSettings } from './balancer-settings.ts';
import type { Group, Member } from './group.ts';
import type { Port } from './ports.ts';
import { guardsOf } from './security-groups.ts';
import { subnetsOf } from './subnets.ts';
import { groupTags } from './tags.ts';

export const balancerId = 'LoadBalancer';

export type Scheme = 'internal' | 'internet-facing';

/** The load balancer of a group, and what others need to know of it. */
export interface Balancer {
  readonly pieces: readonly Piece[];
  readonly name?: string;
  readonly scheme: Scheme;
  readonly addressType: string;
  readonly subnets: readonly string[];
  readonly groups: readonly (string | Token)[];
  /** What the targets' own security groups let in; absent: nothing is opened. */
  readonly backend?: string | Token;
}

/** The load balancer itself with its own security group. */
export function balancerOf(drafting: Drafting, group: Group, members: readonly Member[], ports: readonly Port[]): Balancer {
  const scheme = schemeOf(drafting, members);
  const addressType = addressTypeOf(drafting, members);
  const subnets = subnetsOf(drafting, group, members, { type: 'application', scheme: scheme.value, addressType: addressType.value });
  const guards = guardsOf(drafting, group, members, ports, addressType.value);
  const settings = balancerSettings(drafting, members);
  const tags = withDefaultTags(groupTags(drafting, members), drafting.facts);
  const name = nameOf(drafting, group, members, scheme.value);
  const spec = body({
    name: name.value,
    type: 'application',
    scheme: scheme.value,
    ipAddressType: addressType.value,
    subnetMapping: subnets.ids.length === 0 ? undefined : subnets.ids.map((subnetID) => ({ subnetID })),
    securityGroups: guards.groups,
    ...Object.fromEntries(settings.map(({ part, value }) => [part, value])),
    tags,
  });
  const places: Places = [
    ...placed(['name'], name.place), ...placed(['scheme'], scheme.place), ...placed(['ipAddressType'], addressType.place), ...placed(['subnetMapping'], subnets.place),
    ...placed(['securityGroups'], guards.place), ...settings.flatMap(({ places: own }) => own),
  ];
  const piece: Piece = { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', id: balancerId, spec, place: [members[0]!.resource, ['metadata', 'name']], places };
  return {
    pieces: [...(guards.piece === undefined ? [] : [guards.piece]), piece],
    scheme: scheme.value,
    addressType: addressType.value,
    subnets: subnets.ids,
    groups: guards.groups,
    ...(name.value === undefined ? {} : { name: name.value }),
    ...(guards.backend === undefined ? {} : { backend: guards.backend }),
  };
}

interface Chosen<T> {
  readonly value: T;
  readonly place?: Place;
}

function placed(path: Path, place: Place | undefined): Places {
  return place === undefined ? [] : [[path, place]];
}

/** internal, unless members or the flag --default-load-balancer-scheme say otherwise. */
export function schemeOf(drafting: Drafting, members: readonly Member[], annotation: string = 'scheme', pinned: Path | undefined = ['scheme']): Chosen<Scheme> {
  const found = agreed(drafting, textsSaid(members, annotation, pinned), annotation, (values) => `conflicting scheme: ${goSet(values)}`);
  const fallback: Scheme = drafting.facts.flags.defaultLoadBalancerScheme === 'internet-facing' ? 'internet-facing' : 'internal';
  if (found === undefined) return { value: fallback };
  if (found.value === 'internal' || found.value === 'internet-facing') return { value: found.value, place: found.place };
  drafting.refuse({ ...meant(found.place, found.value, ['internal', 'internet-facing']), at: found.place, message: `${annotation} is internal or internet-facing; "${found.value}" stands here`, says: `unknown scheme: ${found.value}` });
  return { value: fallback };
}

function addressTypeOf(drafting: Drafting, members: readonly Member[]): Chosen<string> {
  const found = agreed(drafting, textsSaid(members, 'ip-address-type', ['ipAddressType']), 'ip-address-type', (values) => `conflicting IPAddressType: ${goSorted(values)}`);
  if (found === undefined) return { value: 'ipv4' };
  const types = ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'];
  if (types.includes(found.value)) return { value: found.value, place: found.place };
  drafting.refuse({ ...meant(found.place, found.value, types), at: found.place, message: `ip-address-type is ipv4, dualstack or dualstack-without-public-ipv4; "${found.value}" stands here`, says: `unknown IPAddressType: ${found.value}` });
  return { value: 'ipv4' };
}

/** Undefined: made of a hash over the cluster's name, which nobody says. */
function nameOf(drafting: Drafting, group: Group, members: readonly Member[], scheme: Scheme): Chosen<string | undefined> {
  const found = agreed(drafting, textsSaid(members, 'load-balancer-name', ['loadBalancerName']), 'load-balancer-name', (values) => `conflicting load balancer name: ${goSet(values)}`);
  if (found === undefined) {
    const { clusterName } = drafting.facts.flags;
    if (clusterName === undefined) drafting.assumeOfName(unnamedCluster);
    return { value: clusterName === undefined ? undefined : balancerName(clusterName, group, scheme) };
  }
  if (found.value.length > 32) drafting.refuse({ at: found.place, message: `load-balancer-name "${found.value}" has ${found.value.length} characters; AWS takes 32`, says: 'load balancer name cannot be longer than 32 characters' });
  return { value: found.value, place: found.place };
}
