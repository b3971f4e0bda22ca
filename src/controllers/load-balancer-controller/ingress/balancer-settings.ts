import { record, whole } from '../../../dialects/kubernetes/fields.ts';
import type { Json } from '../../../resource/resource.ts';
import { capacityAnnotation, capacityKey, refuseOtherThanUnits, unitsOf } from '../capacity.ts';
import { goSorted } from '../go-text.ts';
import type { Place, Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { isOn } from '../settings/gates.ts';
import { agreed, agreedPairs, named, pinnedBy, textsSaid } from './agreement.ts';
import { balancerAttributes, pairPlaces } from './attributes.ts';
import type { Member } from './group.ts';

/** A member of the load balancer's spec, and what asks for its parts. */
export interface Setting {
  readonly part: string;
  readonly value: Json;
  readonly places: Places;
}

/** What the members say of their load balancer that nothing else depends on, in the controller's order: it stops at the first refusal. */
export function balancerSettings(drafting: Drafting, members: readonly Member[]): readonly Setting[] {
  return [
    ...setting('customerOwnedIPv4Pool', ownedPool(drafting, members)),
    ...setting('ipv4IPAMPool', addressPool(drafting, members)),
    ...attributes(drafting, members),
    ...setting('minimumLoadBalancerCapacity', capacity(drafting, members)),
  ];
}

/** A value, and who asks for it. */
interface Asked {
  readonly value: Json;
  readonly place: Place;
}

function setting(part: string, asked: Asked | undefined): readonly Setting[] {
  return asked === undefined ? [] : [{ part, value: asked.value, places: [[[part], asked.place]] }];
}

/** The pool of customer-owned addresses on an Outpost. */
function ownedPool(drafting: Drafting, members: readonly Member[]): Asked | undefined {
  const said = textsSaid(members, 'customer-owned-ipv4-pool');
  const empty = said.find(({ value }) => value === '');
  if (empty !== undefined) drafting.refuse({ at: empty.place, message: 'customer-owned-ipv4-pool is empty', says: `cannot use empty value for customer-owned-ipv4-pool annotation, ingress: ${empty.member.namespace}/${empty.member.name}` });
  return agreed(drafting, said.filter(({ value }) => value !== ''), 'customer-owned-ipv4-pool', (values) => `conflicting CustomerOwnedIPv4Pool: ${goSorted(values)}`);
}

/** The IPAM pool that public addresses are from. The first member's IngressClassParams beat every annotation. */
function addressPool(drafting: Drafting, members: readonly Member[]): Asked | undefined {
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['ipamConfiguration', 'ipv4IPAMPoolId']);
  if (typeof pinned?.value === 'string') return pinned;
  const said = textsSaid(members, 'ipam-ipv4-pool-id').filter(({ value }) => value !== '');
  return agreed(drafting, said, 'ipam-ipv4-pool-id', ([first, ...others]) => `conflicting ipv4 ipam pools ${first}: ${others.find((each) => each !== first) ?? ''}`);
}

function attributes(drafting: Drafting, members: readonly Member[]): readonly Setting[] {
  const found = balancerAttributes(drafting, members);
  return found.pairs === undefined ? [] : [{ part: 'loadBalancerAttributes', value: found.pairs, places: pairPlaces('loadBalancerAttributes', found) }];
}

/** Capacity units that are reserved (gate LBCapacityReservation). The first member's IngressClassParams beat every annotation. */
function capacity(drafting: Drafting, members: readonly Member[]): Asked | undefined {
  if (!isOn(drafting.facts, 'LBCapacityReservation')) return undefined;
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['minimumLoadBalancerCapacity']);
  if (pinned !== undefined) return { value: { capacityUnits: whole(record(pinned.value)['capacityUnits']) ?? 0 }, place: pinned.place };
  const pairs = agreedPairs(drafting, members, capacityAnnotation, ({ annotations }) => annotations.map(capacityAnnotation) ?? {}, (key, value, earlier) => ({ message: `${capacityAnnotation} is ${value} here and ${earlier.value} for ${named(earlier.member)} of the group`, says: `conflicting capacity reservation ${key}: ${earlier.value} | ${value}` }));
  refuseOtherThanUnits(drafting, new Map([...pairs].map(([key, { place }]) => [key, place])));
  const units = pairs.get(capacityKey);
  return units === undefined ? undefined : { value: { capacityUnits: unitsOf(units.value) }, place: units.place };
}
