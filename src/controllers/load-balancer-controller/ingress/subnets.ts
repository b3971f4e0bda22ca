import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { JsonObject, Path } from '../../../resource/resource.ts';
import type { Subnet } from '../facts.ts';
import { existingLoadBalancer } from '../network/existing.ts';
import { settled } from '../network/found.ts';
import { goList } from '../go-text.ts';
import { subnetsByDiscovery, subnetsByNameOrId, subnetsBySelector, type SubnetWish } from '../network/subnets.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { isOn } from '../settings/gates.ts';
import { stackTags, tagPrefixes } from '../tags.ts';
import { agreed, pinnedBy, said, type Said } from './agreement.ts';
import type { Group, Member } from './group.ts';

/** The subnets of a load balancer, in order, and what chose them. */
export interface ChosenSubnets {
  readonly ids: readonly string[];
  readonly place?: Place;
}

/** Subnets by IngressClassParams, by annotation, those that the load balancer is in already, or those that tags and routes tell. */
export function subnetsOf(drafting: Drafting, group: Group, members: readonly Member[], wish: SubnetWish): ChosenSubnets {
  const pinned = members.flatMap((member): readonly Said<JsonObject>[] => {
    const own = pinnedBy(member, ['subnets']);
    return own === undefined ? [] : [{ value: record(own.value), member, place: own.place }];
  });
  const named = namedSubnets(drafting, members.filter((member) => pinnedBy(member, ['subnets']) === undefined), 'subnets');
  if (pinned.length > 0) {
    if (named !== undefined) drafting.refuse({ at: named.place, message: `subnets stand here, and IngressClassParams ${pinned[0]!.place[0].name} say others for the group`, says: 'conflicting subnet specifications: IngressClassParams versus annotation' });
    return bySelector(drafting, agreed(drafting, pinned, 'subnets', () => 'conflicting IngressClassParams subnet specifications', (a, b) => JSON.stringify(a) === JSON.stringify(b))!, wish);
  }
  if (named !== undefined) return byName(drafting, named, wish);
  const { clusterName } = drafting.facts.flags;
  const there = clusterName === undefined ? undefined : existingLoadBalancer(drafting.facts, stackTags(tagPrefixes['ingress-group'], clusterName, group.id));
  if (there !== undefined && there.scheme === wish.scheme) return { ids: there.subnets };
  const at: Place = [members[0]!.resource, ['metadata', 'name']];
  return { ids: idsOf(settled(drafting, subnetsByDiscovery(drafting.facts, wish), at, [], (says) => `couldn't auto-discover subnets: ${says}`)) };
}

/** Subnets that an annotation of the group lists by id or by Name tag; their order does not matter for agreement. */
export function namedSubnets(drafting: Drafting, members: readonly Member[], annotation: string): Said<readonly string[]> | undefined {
  const asked = said(members, annotation, (annotations, name) => annotations.list(name));
  const sorted = (ids: readonly string[]): string => ids.toSorted().join();
  return agreed(drafting, asked, annotation, ([first, ...others]) => `conflicting subnets: ${goList(first!)} | ${goList(others.find((each) => sorted(each) !== sorted(first!)) ?? [])}`, (a, b) => sorted(a) === sorted(b));
}

/** Subnets of an annotation, checked against what is known of them. */
export function byName(drafting: Drafting, { value, place }: Said<readonly string[]>, wish: SubnetWish): ChosenSubnets {
  remarkRepeated(drafting, value, place);
  remarkSingle(drafting, value, place, wish);
  return { ids: idsOf(settled(drafting, subnetsByNameOrId(drafting.facts, value, wish), place, [])), place };
}

function bySelector(drafting: Drafting, { value, place }: Said<JsonObject>, wish: SubnetWish): ChosenSubnets {
  const ids = words(value['ids']);
  const tags = Object.fromEntries(Object.entries(record(value['tags'])).map(([key, values]) => [key, list(values).flatMap((each) => text(each) ?? [])]));
  const selector = { ...(ids.length > 0 ? { ids } : {}), ...(Object.keys(tags).length > 0 ? { tags } : {}) };
  const path: Path = ids.length > 0 ? [...place[1], 'ids'] : place[1];
  return { ids: idsOf(settled(drafting, subnetsBySelector(drafting.facts, selector, wish), [place[0], path], [])), place: [place[0], path] };
}

function idsOf(subnets: readonly Subnet[] | undefined): readonly string[] {
  return (subnets ?? []).map(({ id }) => id);
}

/** One subnet twice gives one zone where two were meant, and AWS takes no load balancer with one. */
function remarkRepeated(drafting: Drafting, ids: readonly string[], at: Place): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  const distinct = new Set(ids).size;
  drafting.remark({ name: 'subnet-named-twice', severity: 'error', at, message: `${twice} stands twice: the load balancer is asked to be in ${distinct === 1 ? 'one subnet, and AWS wants two zones' : `${distinct} subnets and not in ${ids.length}`}` });
}

/** The controller counts subnets; in a Local Zone, a Wavelength Zone or on an Outpost one is enough. */
function remarkSingle({ facts, remark }: Drafting, ids: readonly string[], at: Place, { type }: SubnetWish): void {
  if (type !== 'application' || ids.length !== 1 || facts.aws.subnets !== undefined || isOn(facts, 'ALBSingleSubnet')) return;
  remark({ name: 'load-balancer-in-one-subnet', severity: 'warning', at, message: `the load balancer is asked to be in ${ids[0]} alone: the controller refuses that unless the subnet is in a Local Zone, a Wavelength Zone or on an Outpost, because AWS wants two zones` });
}
