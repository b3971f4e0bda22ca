import { loadBalancerAttributes } from '../../../facts/elb-attributes.ts';
import { compareTexts } from '../../../resource/order.ts';
import { attributeList, remarkUnknown } from '../attribute-keys.ts';
import type { Drafting } from '../plan.ts';
import type { Attributes } from './attributes.ts';
import { named } from './agreement.ts';
import type { Member } from './group.ts';

/** Attributes of the network load balancer in front. Every member must say the same, and saying nothing is not the same. */
export function frontendAttributes(drafting: Drafting, members: readonly Member[]): Attributes {
  const all = members.map((member) => ({ member, map: member.annotations.map('frontend-nlb-attributes') ?? {}, place: member.annotations.place('frontend-nlb-attributes') }));
  const first = all[0];
  if (first === undefined) return { placeOf: new Map() };
  for (const other of all.slice(1)) {
    if (text(other.map) === text(first.map)) continue;
    drafting.refuse({ at: other.place, message: `frontend-nlb-attributes are ${text(other.map) || 'not set'} here and ${text(first.map) || 'not set'} for ${named(first.member)} of the group; every Ingress of the group must say the same`, says: 'conflicting frontend NLB attributes' });
  }
  const pairs = attributeList(first.map);
  for (const { key } of pairs) remarkUnknown(drafting, key, first.place, loadBalancerAttributes);
  return { ...(pairs.length === 0 ? {} : { pairs }), placeOf: new Map(pairs.map(({ key }) => [key, first.place])) };
}

function text(map: Readonly<Record<string, string>>): string {
  return Object.entries(map).map(([key, value]) => `${key}=${value}`).sort(compareTexts).join(',');
}
