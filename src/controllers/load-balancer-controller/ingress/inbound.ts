import { isBlock } from '../../../dialects/aws/addresses.ts';
import { words } from '../../../dialects/kubernetes/fields.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { pinnedBy } from './agreement.ts';
import type { Member } from './group.ts';

/** Who may reach a port, as its own security group lets in. Every list empty: nobody says anything. */
export interface Inbound {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
  readonly prefixLists: readonly string[];
  /** Where the blocks stand; absent: nowhere. */
  readonly blocksAt?: Place;
  readonly listsAt?: Place;
}

/** Blocks and prefix lists of one member; IngressClassParams beat annotations. */
export function inboundOf(drafting: Drafting, member: Member): Inbound {
  const pinned = pinnedBy(member, ['inboundCIDRs']);
  const fixed = words(pinned?.value);
  const blocks = fixed.length > 0 ? fixed : (member.annotations.list('inbound-cidrs') ?? []);
  const blocksAt = fixed.length > 0 ? pinned!.place : member.annotations.place('inbound-cidrs');
  for (const block of blocks) {
    if (isBlock(block)) continue;
    const reason = `invalid CIDR address: ${block}`;
    const says = fixed.length > 0 ? `invalid CIDR in IngressClassParams InboundCIDR ${block}: ${reason}` : `invalid inbound-cidrs settings on Ingress: ${member.namespace}/${member.name}: ${reason}`;
    drafting.refuse({ at: blocksAt, message: `"${block}" is no block of addresses; 10.0.0.0/8 is one`, says });
  }
  const lists = prefixListsOf(member);
  return {
    v4: blocks.filter((block) => !block.includes(':')),
    v6: blocks.filter((block) => block.includes(':')),
    prefixLists: lists?.ids ?? [],
    ...(blocks.length === 0 ? {} : { blocksAt }),
    ...(lists === undefined ? {} : { listsAt: lists.place }),
  };
}

/** `prefixListsIDs` of IngressClassParams, under its older spelling too, else the annotation. */
function prefixListsOf(member: Member): { readonly ids: readonly string[]; readonly place: Place } | undefined {
  for (const field of ['prefixListsIDs', 'PrefixListsIDs']) {
    const pinned = pinnedBy(member, [field]);
    if (pinned !== undefined && words(pinned.value).length > 0) return { ids: words(pinned.value), place: pinned.place };
  }
  const ids = member.annotations.list('security-group-prefix-lists') ?? [];
  return ids.length === 0 ? undefined : { ids, place: member.annotations.place('security-group-prefix-lists') };
}
