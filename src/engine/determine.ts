import { acceptsNow, after, closure } from '../ir/automaton.ts';
import type { Automaton } from '../ir/automaton.ts';
import type { Draft } from './minimise.ts';
import { partitionOf, TooLarge } from './partition.ts';
import type { Partitions, Relabelled } from './partition.ts';
import { intern, records } from './records.ts';

/** The partition into texts that the automaton takes (label 1) and does not (label 0). `place`: where the text begins. */
export function determined(all: Partitions, automaton: Automaton, place: 'start' | undefined): Relabelled {
  const draft: Draft = { outputs: [], at: [], to: [] };
  const known = records();
  const sets: (readonly number[])[] = [];
  const number = (states: readonly number[]): number => {
    const found = intern(known, states, 0, states.length);
    if (found === sets.length) sets.push(states);
    return found;
  };
  // A record that no closed set can equal, so that reading nothing yet differs from having read something.
  number([-1, ...closure(automaton, [automaton.start], place)]);
  for (let at = 0; at < sets.length; at++) {
    if (at > all.limit) throw new TooLarge(`more than ${all.limit} states`);
    const states = at === 0 ? sets[0]!.slice(1) : sets[at]!;
    draft.outputs.push(acceptsNow(automaton, states, at === 0 && place === 'start' ? 'both' : 'end') ? 1 : 0);
    const bounds = boundsOf(automaton, states);
    draft.at.push(bounds);
    draft.to.push(bounds.map((unit) => number(closure(automaton, [...new Set(after(automaton, states, unit))], undefined))));
  }
  return partitionOf(all, draft);
}

function boundsOf(automaton: Automaton, states: readonly number[]): number[] {
  const bounds = new Set([0]);
  for (const state of states) for (const bound of automaton.states[state]!.units) if (bound < 0x10000) bounds.add(bound);
  return [...bounds].sort((a, b) => a - b);
}
