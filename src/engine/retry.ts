import { compose, substitute } from './compose.ts';
import { combine, mapLeaves, minus, orElse, within } from './diagram.ts';
import { ranges } from './nodes.ts';
import { isChoice } from './quantify.ts';
import { all, choiceLevel, keyId, leaf, none } from './store.ts';
import type { Diagram, Level, Store } from './store.ts';
import { supportOf } from './support.ts';

/** One of several diagrams, by a choice that no field of the request decides. */
export function choice(store: Store, name: string, among: readonly Diagram[]): Diagram {
  if (among.every((one) => one === among[0])) return among[0]!;
  const level = choiceLevel(store, name);
  const marks = among.map((_, index) => leaf(store, index));
  const selector = ranges(store, level, marks[0]!, marks.flatMap((mark, index) => [keyId(store, index), mark]));
  return compose(store, selector, (index) => among[index as number]!);
}

/**
 * The same with retries: where the outcome of the choice is one to try again after, one of the others that is none is
 * taken instead, if the attempts suffice to reach it. `fails` is the set of requests for which an outcome is such a one.
 */
export function retried(store: Store, name: string, shares: readonly Diagram[], attempts: number, fails: (outcome: unknown) => Diagram): Diagram {
  const among = shares.map((share, index) => apart(store, share, `${name}=${index}`));
  const tuples = new Map<string, { readonly outcomes: readonly unknown[]; readonly made: Diagram }>();
  const places = new Map<unknown, number>();
  const tuple = (outcomes: readonly unknown[]): Diagram => {
    const key = outcomes.map((outcome) => places.get(outcome) ?? places.set(outcome, places.size).get(outcome)!).join();
    let known = tuples.get(key);
    if (known === undefined) tuples.set(key, (known = { outcomes, made: leaf(store, outcomes) }));
    return known.made;
  };
  let together = mapLeaves(store, among[0]!, (outcome) => tuple([outcome]));
  for (const next of among.slice(1)) together = combine(store, together, next, (before, outcome) => tuple([...(before as readonly unknown[]), outcome]));
  const after = among.map((_, chosen) => compose(store, together, (outcomes) => settled(store, name, outcomes as readonly unknown[], chosen, attempts, fails)));
  return choice(store, name, after);
}

/** Another attempt meets other choices further on: they become choices of this attempt alone. */
function apart(store: Store, d: Diagram, attempt: string): Diagram {
  if (![...supportOf(store, d)].some((id) => isChoice(store.levels[id]!))) return d;
  const own = (level: Level): number => choiceLevel(store, `${level.name} after ${attempt}`);
  return substitute(store, d, { key: attempt, source: (level) => (isChoice(level) ? { kind: 'level', level: own(level), rewrites: [], absent: null } : undefined) });
}

/** The outcome of one choice after retries, as a function of the request: which outcomes fail may depend on it. */
function settled(store: Store, name: string, outcomes: readonly unknown[], chosen: number, attempts: number, fails: (outcome: unknown) => Diagram): Diagram {
  const sets = outcomes.map(fails);
  const decide = (index: number, failing: readonly boolean[]): Diagram => {
    if (index < outcomes.length) {
      const [yes, no] = [() => decide(index + 1, [...failing, true]), () => decide(index + 1, [...failing, false])];
      if (sets[index] === none) return no();
      return sets[index] === all ? yes() : orElse(store, within(store, sets[index]!, yes()), minus(store, no(), sets[index]!));
    }
    const better = outcomes.filter((_, at) => !failing[at]);
    const stays = !failing[chosen] || better.length === 0 || outcomes.length - better.length > attempts;
    return stays ? leaf(store, outcomes[chosen]) : choice(store, `${name} again`, outcomes.map((outcome, at) => leaf(store, failing[at] ? better[0] : outcome)));
  };
  return decide(0, []);
}
