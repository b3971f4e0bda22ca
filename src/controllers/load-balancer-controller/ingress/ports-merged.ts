import { compareTexts } from '../../../resource/order.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { goSorted } from '../go-text.ts';
import type { Drafting } from '../plan.ts';
import type { Token } from '../stack.ts';
import { blamed, whose } from './agreement.ts';
import type { Inbound } from './inbound.ts';
import type { Port, Wish } from './ports.ts';

/** One port of several members. Members that do not set something never conflict; others must say the same. */
export function merged(drafting: Drafting, wishes: readonly Wish[]): Port {
  const { port, protocol, place } = wishes[0]!;
  agree(drafting, wishes, port, (wish) => ({ value: wish.protocol, place: wish.place }), `port ${port}`, 'protocol');
  agree(drafting, wishes, port, blocksSaid, 'inbound-cidrs', 'inbound-cidrs');
  agree(drafting, wishes, port, listsSaid, 'security-group-prefix-lists', 'inbound-prefix-lists');
  agree(drafting, wishes, port, ({ sslPolicy }) => (sslPolicy === undefined ? undefined : { value: sslPolicy.name, place: sslPolicy.place }), 'ssl-policy', 'sslPolicy');
  agree(drafting, wishes, port, ({ mutual }) => (mutual === undefined ? undefined : { value: attributesText(mutual.settings), place: mutual.place }), 'mutual-authentication', 'mTLS Attributes');
  const sslPolicy = wishes.find((wish) => wish.sslPolicy !== undefined)?.sslPolicy ?? { name: drafting.facts.flags.defaultSslPolicy };
  const mutual = wishes.find((wish) => wish.mutual !== undefined)?.mutual;
  return {
    port,
    protocol,
    place,
    members: wishes.map(({ member }) => member),
    inbound: inboundOf(wishes),
    certificates: certificatesOf(wishes),
    ...(protocol === 'HTTPS' ? { sslPolicy } : {}),
    ...(mutual === undefined ? {} : { mutual }),
  };
}

/** `shown`: as the user writes it, where upstream's text has another form. */
type Saying = { readonly value: string; readonly place: Wish['place']; readonly shown?: string } | undefined;

function agree(drafting: Drafting, wishes: readonly Wish[], port: number, said: (wish: Wish) => Saying, what: string, upstream: string): void {
  const saying = wishes.flatMap((wish) => {
    const found = said(wish);
    return found === undefined ? [] : [{ ...found, member: wish.member }];
  });
  const first = saying[0];
  for (const other of saying.slice(1)) {
    if (first === undefined || other.value === first.value) continue;
    const says = `failed to merge listPort config for port: ${port}: conflicting ${upstream}, ${first.member.namespace}/${first.member.name}: ${first.value} | ${other.member.namespace}/${other.member.name}: ${other.value}`;
    const [one, against] = blamed(first, other);
    drafting.refuse({ at: one.place, message: `${what} is ${one.shown ?? one.value} here and ${against.shown ?? against.value} for ${whose(against)}; Ingresses that share a port must say the same of it`, says });
  }
}

function blocksSaid({ inbound: { v4, v6, blocksAt } }: Wish): Saying {
  return blocksAt === undefined ? undefined : { value: `${goSorted(v4)}, ${goSorted(v6)}`, shown: [...v4, ...v6].join(','), place: blocksAt };
}

function listsSaid({ inbound: { prefixLists, listsAt } }: Wish): Saying {
  return listsAt === undefined ? undefined : { value: goSorted(prefixLists), shown: prefixLists.join(','), place: listsAt };
}

function attributesText(settings: JsonObject): string {
  return JSON.stringify(settings);
}

/** Everybody may reach a port of which nobody says who may. */
function inboundOf(wishes: readonly Wish[]): Inbound {
  const blocks = wishes.find(({ inbound }) => inbound.blocksAt !== undefined)?.inbound;
  const lists = wishes.find(({ inbound }) => inbound.listsAt !== undefined)?.inbound;
  if (blocks === undefined && lists === undefined) return { v4: ['0.0.0.0/0'], v6: ['::/0'], prefixLists: [] };
  const set = (values: readonly string[] | undefined): readonly string[] => [...new Set(values ?? [])].sort(compareTexts);
  return {
    v4: set(blocks?.v4),
    v6: set(blocks?.v6),
    prefixLists: set(lists?.prefixLists),
    ...(blocks?.blocksAt === undefined ? {} : { blocksAt: blocks.blocksAt }),
    ...(lists?.listsAt === undefined ? {} : { listsAt: lists.listsAt }),
  };
}

/** The default one, then all of them once; the default may stand among those again, for clients that name its host. */
function certificatesOf(wishes: readonly Wish[]): Port['certificates'] {
  const all = wishes.flatMap(({ certificates }) => (certificates?.arns ?? []).map((arn) => ({ arn, place: certificates!.place })));
  const [first, ...others] = all;
  if (first === undefined) return [];
  const seen = new Set<string>();
  return [first, ...others.filter(({ arn }) => !seen.has(textOf(arn)) && seen.add(textOf(arn)) !== undefined)];
}

function textOf(arn: string | Token): string {
  return typeof arn === 'string' ? arn : arn.$ref;
}
