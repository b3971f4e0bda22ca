import type { Field } from '../ir/field.ts';
import type { Case } from '../ir/program.ts';
import { compile } from './compile-switch.ts';
import { substitute } from './compose.ts';
import type { Substitution } from './compose.ts';
import { nameOf } from './derived.ts';
import type { Derived } from './derived.ts';
import { sourceOf } from './source.ts';
import type { Diagram, Level, Store } from './store.ts';
import { supportOf } from './support.ts';
import { read } from './traffic.ts';
import type { Cells, SessionCells, Traffic } from './traffic.ts';

/** The diagrams of switches, kept by their cases. */
export interface Classifiers {
  get(cases: readonly Case[]): Diagram | undefined;
  set(cases: readonly Case[], classifier: Diagram): unknown;
}

/** A switch as a function of the request that the derivations speak of. */
export function pulledBack<R>(store: Store, cells: Cells<Derived, R>, classifiers: Classifiers, traffic: Traffic<Derived, R>, cases: readonly Case[]): Diagram {
  let classifier = classifiers.get(cases);
  if (classifier === undefined) classifiers.set(cases, (classifier = compile(store, cases)));
  return derivedFrom(store, classifier, cells, traffic);
}

/** A diagram that asks what the hop sees, as a function of the request that the derivations speak of. */
export function derivedFrom<R>(store: Store, classifier: Diagram, cells: Cells<Derived, R>, traffic: Traffic<Derived, R>): Diagram {
  return replaced(store, classifier, (level) => (level.slot === undefined ? read(cells, traffic, level.field!) : undefined));
}

/** The meaning of the next hop, in terms of the request that the derivations of this traffic speak of. */
export function substituted<R>(store: Store, meaning: Diagram, cells: Cells<Derived, R>, traffic: Traffic<Derived, R>): Diagram {
  return replaced(store, meaning, (level) => {
    if (level.slot !== undefined) return sessionPart(traffic, level.slot);
    const cell = traffic.cells.get(level.field!);
    return cell === undefined ? cells.entry(traffic, level.field!) : cell;
  });
}

/** `0 sni`: the name of the outermost open session; `ended sni`: of the one that was terminated last. */
function sessionPart<R>(traffic: Traffic<Derived, R>, slot: string): Derived | null {
  const [place, part] = slot.split(' ') as [string, keyof SessionCells<Derived>];
  const session = place === 'ended' ? traffic.ended : traffic.open[Number(place)];
  return session?.[part] ?? null;
}

function replaced(store: Store, d: Diagram, now: (level: Level) => Derived | null | undefined): Diagram {
  const changed = new Map<string, Derived | null>();
  for (const id of supportOf(store, d)) {
    const level = store.levels[id]!;
    if (level.field === undefined || level.fresh !== undefined || changed.has(placeOf(level))) continue;
    const derived = now(level);
    if (derived !== undefined && nameOf(derived) !== placeOf(level)) changed.set(placeOf(level), derived);
  }
  return changed.size === 0 ? d : substitute(store, d, substitutionOf(store, changed));
}

/** Named as `nameOf` names the derivation that leaves it as it is. */
function placeOf(level: Level): Field | string {
  return `${level.field}${level.slot ?? ''}`;
}

function substitutionOf(store: Store, changed: ReadonlyMap<string, Derived | null>): Substitution {
  const key = [...changed].map(([field, derived]) => `${field}=${nameOf(derived)}`).sort().join(';');
  return {
    key,
    source: (level) => {
      const derived = level.field === undefined || level.fresh !== undefined ? undefined : changed.get(placeOf(level));
      return derived === undefined ? undefined : sourceOf(store, level, derived);
    },
  };
}

/** Why it is not known whether a request of the part goes this way, as far as that was not so before. */
export function reasonsOf(store: Store, part: Diagram, before: Diagram): readonly string[] {
  const known = supportOf(store, before);
  const reasons = new Set<string>();
  for (const level of supportOf(store, part)) {
    const reason = store.levels[level]!.fresh ?? store.levels[level]!.reason;
    if (reason !== undefined && !known.has(level)) reasons.add(reason);
  }
  return [...reasons].sort();
}
