import { always } from '../../ir/match.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import { quoted } from '../../ir/quote.ts';

/**
 * The first certificate of the list that covers the server name is shown, else the default one (ALB guide, "SSL certificates":
 * SNI; NLB guide, "Server certificates": the same). `pop` ends the session with a certificate of these names, or of names that
 * nobody knows.
 */
export function endedWith(certificates: readonly { readonly names?: readonly string[] }[], pop: (names: readonly string[] | undefined) => Op, origin: Origin): Op {
  const [first, ...listed] = certificates;
  const unnamed = certificates.some(({ names }) => names === undefined);
  const chosen = listed.flatMap(({ names }): readonly Case[] => (names === undefined ? [] : [{ match: { field: 'session.sni', in: names.map(covering) }, then: [pop(names)], origin }]));
  // A certificate of which nobody says the names may cover whatever the others do not.
  const otherwise = pop(unnamed ? undefined : first?.names);
  if (chosen.length === 0) return otherwise;
  const own: readonly Case[] = first?.names === undefined ? [] : [{ match: { field: 'session.sni', in: first.names.map(covering) }, then: [pop(first.names)], origin }];
  return { op: 'switch', origin, cases: [...own, ...chosen, { match: always, then: [otherwise], origin }] };
}

/** `*.example.org` in a certificate covers exactly one label (RFC 6125, section 6.4.3). */
function covering(name: string): Pattern {
  return name.startsWith('*.') ? { regex: `[^.]+${quoted(name.slice(1))}` } : { exact: name };
}
