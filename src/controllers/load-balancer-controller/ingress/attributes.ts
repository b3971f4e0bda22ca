import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { listenerAttributes, loadBalancerAttributes, type ElbAttribute } from '../../../facts/elb-attributes.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { Json } from '../../../resource/resource.ts';
import { remarkUnknown } from '../attribute-keys.ts';
import type { Place, Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { agreedPairs, named, pinnedBy } from './agreement.ts';
import type { Listening, Member } from './group.ts';

/** Attributes by key, and where each was asked for. */
export interface Attributes {
  /** In order of their keys; absent: none. */
  readonly pairs?: readonly { readonly key: string; readonly value: string }[];
  readonly placeOf: ReadonlyMap<string, Place>;
}

/** Attributes of the load balancer. Only the first member's IngressClassParams count, and they beat every annotation. */
export function balancerAttributes(drafting: Drafting, members: readonly Member[]): Attributes {
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['loadBalancerAttributes']);
  const fixed = pinned === undefined ? [] : pairsOf(pinned.value, pinned.place);
  return attributesOf(drafting, members, 'load-balancer-attributes', fixed, loadBalancerAttributes, (key, earlier, value) => `conflicting load balancer attributes ${key}: ${earlier} | ${value}`);
}

/** Attributes of one listener, from `listener-attributes.HTTPS-443` of the members that listen on it. */
export function attributesOfListener(drafting: Drafting, { members, protocol, port }: Listening): Attributes {
  const pinned = members[0] === undefined ? undefined : pinnedBy(members[0], ['listeners']);
  const index = list(pinned?.value).map(record).findIndex((each) => each['protocol'] === protocol && each['port'] === port);
  const fixed = pinned === undefined || index < 0 ? [] : pairsOf(record(list(pinned.value)[index])['listenerAttributes'], [pinned.place[0], [...pinned.place[1], index, 'listenerAttributes']]);
  return attributesOf(drafting, members, `listener-attributes.${protocol}-${port}`, fixed, listenerAttributes, (key, earlier, value, member) => `conflicting listener attributes ${key}: ${earlier} | ${value} for ingress ${member.namespace}/${member.name}`);
}

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}

function attributesOf(drafting: Drafting, members: readonly Member[], annotation: string, fixed: readonly Pair[], known: readonly ElbAttribute[], says: (key: string, earlier: string, value: string, member: Member) => string): Attributes {
  const pinned = new Map(fixed.map((pair) => [pair.key, pair]));
  const written = agreedPairs(drafting, members, annotation, ({ annotations }) => annotations.map(annotation) ?? {}, (key, value, earlier, member) =>
    pinned.has(key) ? undefined : { message: `${key} is ${value} here and ${earlier.value} for ${named(earlier.member)} of the group`, says: says(key, earlier.value, value, member) },
  );
  const found = new Map([...[...written].map(([key, { value, place }]): readonly [string, Pair] => [key, { key, value, place }]), ...pinned]);
  const pairs = [...found.values()].toSorted((a, b) => compareTexts(a.key, b.key));
  for (const { key, place } of pairs) remarkUnknown(drafting, key, place, known);
  return { ...(pairs.length === 0 ? {} : { pairs: pairs.map(({ key, value }) => ({ key, value })) }), placeOf: new Map(pairs.map(({ key, place }) => [key, place])) };
}

function pairsOf(value: Json | undefined, [from, path]: Place): readonly Pair[] {
  return list(value).map(record).flatMap((each, index): readonly Pair[] => {
    const key = text(each['key']);
    return key === undefined ? [] : [{ key, value: text(each['value']) ?? '', place: [from, [...path, index]] }];
  });
}

/** Where each of the pairs of a piece was asked for. */
export function pairPlaces(field: string, { pairs = [], placeOf }: Attributes): Places {
  return pairs.flatMap(({ key }, index) => {
    const place = placeOf.get(key);
    return place === undefined ? [] : [[[field, index], place] as const];
  });
}
