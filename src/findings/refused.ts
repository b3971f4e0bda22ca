import type { Refusal } from '../dialects/aws/apply/refusal.ts';
import type { Proposal } from '../hops/kind.ts';
import { findingAt } from './finding.ts';
import type { Finding, Rule } from './rule.ts';

/** Findings of what is refused: one block makes many instances, is wrong once, and is mended for all of them. */
export function refusedOnce(rule: Rule, refusals: readonly Refusal[], said: (refusal: Refusal) => Omit<Parameters<typeof findingAt>[2], 'proposals'>): readonly Finding[] {
  const groups = new Map<string | Refusal, Refusal[]>();
  for (const refusal of refusals) {
    const at = refusal.resource.locate(refusal.path, refusal.part);
    const key = at === undefined ? refusal : `${at.file} ${at.line} ${at.column} ${refusal.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [refusal]);
    else group.push(refusal);
  }
  return [...groups.values()].map((group) => findingAt(rule, group[0]!, { ...said(group[0]!), proposals: proposalOf(group) }));
}

/** What mends all instances of a block at once. */
function proposalOf(group: readonly Refusal[]): readonly Proposal[] {
  const mends = group.flatMap(({ mend }) => mend ?? []);
  const [first] = mends;
  if (first === undefined || mends.length < group.length) return [];
  const edits = mends.flatMap((mend) => mend.edits);
  const written = edits.map((edit) => JSON.stringify(edit));
  return [{ title: first.title, edits: edits.filter((_, index) => written.indexOf(written[index]!) === index), certainty: first.certainty ?? 'proposed' }];
}
