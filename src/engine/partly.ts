import type { Case } from '../ir/program.ts';
import type { Key } from '../ir/ranges.ts';
import { classifierOf } from './compile-switch.ts';
import { conditionOf, negated, takenAt, together } from './condition.ts';
import { no, yes, type Condition } from './conditions.ts';
import type { Derived } from './derived.ts';
import { sourceOf } from './source.ts';
import { leaf, type Diagram, type Store } from './store.ts';
import { read, type Cells, type Traffic } from './traffic.ts';

/** The conditions of a switch, and what they ask. */
interface Asked {
  readonly conditions: readonly Condition[];
  readonly levels: readonly number[];
}

/** What is made of the cases of switches and of constants, once for each, for one store. */
export interface AskedSwitches {
  readonly switches: WeakMap<readonly Case[], Asked>;
  readonly keys: WeakMap<Derived, Map<number, Key | null>>;
}

/** Above so many cases a switch is divided by all of them once, and not by those that are left again and again. */
const fewest = 1_000;

/**
 * A switch of which some fields are constants here: those are put in before the others are divided, so that twenty groups
 * that a sender either has or has not are not a million combinations. Undefined where no field is constant.
 */
export function partly<R>(store: Store, cells: Cells<Derived, R>, kept: AskedSwitches, traffic: Traffic<Derived, R>, cases: readonly Case[]): Diagram | undefined {
  if (cases.length > fewest) return undefined;
  const asked = kept.switches.get(cases) ?? askedBy(store, cases);
  kept.switches.set(cases, asked);
  const known = new Map<number, Key | null>();
  for (const id of asked.levels) {
    const level = store.levels[id]!;
    if (level.field === undefined || level.slot !== undefined || level.fresh !== undefined) continue;
    const derived = read(cells, traffic, level.field);
    if (derived !== null && derived.is !== 'constant') continue;
    const key = keyAt(store, kept, id, derived);
    if (key !== undefined) known.set(id, key);
  }
  if (known.size === 0) return undefined;
  const items: { readonly result: Diagram; readonly condition: Condition }[] = [];
  for (const [index, condition] of asked.conditions.entries()) {
    const left = given(store, condition, known);
    if (left !== no) items.push({ result: leaf(store, index), condition: left });
    if (left === yes) break;
  }
  return classifierOf(store, items);
}

/** What a constant, or an absent field, is at a level; undefined: that is asked of other levels. */
function keyAt(store: Store, { keys }: AskedSwitches, id: number, derived: Derived | null): Key | null | undefined {
  const known = derived === null ? undefined : (keys.get(derived) ?? new Map<number, Key | null>());
  if (known?.has(id) === true) return known.get(id);
  const source = sourceOf(store, store.levels[id]!, derived);
  if (source.kind !== 'key') return undefined;
  if (known !== undefined && derived !== null) keys.set(derived, known.set(id, source.key));
  return source.key;
}

function askedBy(store: Store, cases: readonly Case[]): Asked {
  const conditions = cases.map(({ match }) => conditionOf(store, match));
  const levels = new Set<number>();
  const seen = new Set<Condition>();
  const open = [...conditions];
  const { records, atoms } = store.conditions;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next <= yes || seen.has(next)) continue;
    seen.add(next);
    const [start, end] = [records.starts[next]!, records.starts[next + 1]!];
    if (records.pool[start] === 2) levels.add(atoms[records.pool[start + 1]!]!.level);
    else for (let at = start + 1; at < end; at++) open.push(records.pool[at]!);
  }
  return { conditions, levels: [...levels] };
}

function given(store: Store, condition: Condition, known: ReadonlyMap<number, Key | null>): Condition {
  if (condition <= yes) return condition;
  const { records, atoms } = store.conditions;
  const [start, end] = [records.starts[condition]!, records.starts[condition + 1]!];
  const kind = records.pool[start]!;
  if (kind === 2) {
    const atom = atoms[records.pool[start + 1]!]!;
    const key = known.get(atom.level);
    return key === undefined ? condition : key !== null && takenAt(store, atom, key) ? yes : no;
  }
  if (kind === 3) return negated(store, given(store, records.pool[start + 1]!, known));
  const decisive = kind === 4 ? no : yes;
  const members: Condition[] = [];
  for (let at = start + 1; at < end; at++) {
    const left = given(store, store.conditions.records.pool[at]!, known);
    if (left === decisive) return decisive;
    members.push(left);
  }
  return together(store, kind as 4 | 5, members);
}
