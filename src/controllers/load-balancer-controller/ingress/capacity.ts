import { record, whole } from '../../../dialects/kubernetes/fields.ts';
import { capacityAnnotation, capacityKey, refuseOtherThanUnits, unitsOf } from '../capacity.ts';
import { goSorted } from '../go-text.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { isOn } from '../settings/gates.ts';
import { agreed, agreedPairs, named, pinnedBy, textsSaid } from './agreement.ts';
import type { Member } from './group.ts';

/** A value, and who asks for it. */
interface Asked<T> {
  readonly value: T;
  readonly place: Place;
}

/** The pool of customer-owned addresses on an Outpost. */
export function ownedPoolOf(drafting: Drafting, members: readonly Member[]): Asked<string> | undefined {
  const said = textsSaid(members, 'customer-owned-ipv4-pool');
  const empty = said.find(({ value }) => value === '');
  if (empty !== undefined) drafting.refuse({ at: empty.place, message: 'customer-owned-ipv4-pool is empty', says: `cannot use empty value for customer-owned-ipv4-pool annotation, ingress: ${empty.member.namespace}/${empty.member.name}` });
  return agreed(drafting, said.filter(({ value }) => value !== ''), 'customer-owned-ipv4-pool', (values) => `conflicting CustomerOwnedIPv4Pool: ${goSorted(values)}`);
}

/** The IPAM pool that public addresses are from. The first member's IngressClassParams beat every annotation. */
export function addressPoolOf(drafting: Drafting, members: readonly Member[]): Asked<string> | undefined {
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['ipamConfiguration', 'ipv4IPAMPoolId']);
  if (typeof pinned?.value === 'string') return { value: pinned.value, place: pinned.place };
  const said = textsSaid(members, 'ipam-ipv4-pool-id').filter(({ value }) => value !== '');
  return agreed(drafting, said, 'ipam-ipv4-pool-id', ([first, ...others]) => `conflicting ipv4 ipam pools ${first}: ${others.find((each) => each !== first) ?? ''}`);
}

/** Capacity units that are reserved (gate LBCapacityReservation). The first member's IngressClassParams beat every annotation. */
export function capacityOf(drafting: Drafting, members: readonly Member[]): Asked<number> | undefined {
  if (!isOn(drafting.facts, 'LBCapacityReservation')) return undefined;
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['minimumLoadBalancerCapacity']);
  if (pinned !== undefined) return { value: whole(record(pinned.value)['capacityUnits']) ?? 0, place: pinned.place };
  const pairs = agreedPairs(drafting, members, capacityAnnotation, ({ annotations }) => annotations.map(capacityAnnotation) ?? {}, (key, value, earlier) => ({ message: `${capacityAnnotation} is ${value} here and ${earlier.value} for ${named(earlier.member)} of the group`, says: `conflicting capacity reservation ${key}: ${earlier.value} | ${value}` }));
  refuseOtherThanUnits(drafting, new Map([...pairs].map(([key, { place }]) => [key, place])));
  const units = pairs.get(capacityKey);
  return units === undefined ? undefined : { value: unitsOf(units.value), place: units.place };
}
