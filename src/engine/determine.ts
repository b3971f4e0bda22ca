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
  const ever = whateverFollows(automaton);
  // A text that has what is looked for is taken, whatever else of it there is.
  const decided = (states: readonly number[]): readonly number[] => (ever !== undefined && states.includes(ever[0]) && states.includes(automaton.accept) ? ever[1] : states);
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
    draft.to.push(bounds.map((unit) => number(decided(closure(automaton, [...new Set(after(automaton, states, unit))], undefined)))));
  }
  return partitionOf(all, draft);
}

/** A state that takes every text that follows, and what it leads to. */
function whateverFollows(automaton: Automaton): readonly [state: number, states: readonly number[]] | undefined {
  for (const [state, { units, to }] of automaton.states.entries()) {
    if (units.length !== 2 || units[0] !== 0 || units[1]! < 0x10000) continue;
    const next = closure(automaton, to, undefined);
    if (next.includes(state) && next.includes(automaton.accept)) return [state, next];
  }
  return undefined;
}

function boundsOf(automaton: Automaton, states: readonly number[]): number[] {
  const bounds = new Set([0]);
  for (const state of states) for (const bound of automaton.states[state]!.units) if (bound < 0x10000) bounds.add(bound);
  return [...bounds].sort((a, b) => a - b);
}
