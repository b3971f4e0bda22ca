import type { Blocked, Proposal } from '../kind.ts';
import type { AlbRulesSpec } from './spec.ts';

/** A rule whose Service does not exist is led to the one that was meant. */
export function mend({ rules, otherwise }: AlbRulesSpec, { cause, resource, attribute }: Blocked): readonly Proposal[] {
  if (cause !== 'destination-unknown') return [];
  const stopped = [...rules.map(({ action, origin }) => ({ action, origin })), { action: otherwise.action, origin: otherwise.action.origin }].find(({ origin }) => origin.resource === resource && origin.attribute === attribute);
  const repairs = stopped?.action.do === 'answer' ? (stopped.action.repairs ?? []) : [];
  return repairs.map((repair) => ({ ...repair, certainty: 'proposed' }));
}
