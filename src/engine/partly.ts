import type { Case, Op } from '../ir/program.ts';
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
  /** For each case the first one after which the same comes. */
  readonly alike: readonly number[];
}

/** What is known of one traffic: its constants by level (undefined: none), and what is left of conditions where they are put in. */
interface Given {
  readonly keys: Map<number, Key | null | undefined>;
  readonly left: Map<Condition, Condition>;
}

/** What is made of the cases of switches and of traffic, once for each, for one store. */
export interface AskedSwitches {
  readonly switches: WeakMap<readonly Case[], Asked>;
  /** By the fields of traffic without TLS sessions, which the ways of a switch share. */
  readonly given: WeakMap<Traffic<Derived, unknown>['cells'], Given>;
}

/** Nothing is known yet. */
export function askedSwitches(): AskedSwitches {
  return { switches: new WeakMap(), given: new WeakMap() };
}

/** Above so many cases a switch is divided by all of them once, and not by those that are left again and again. */
const fewest = 1_000;

/**
 * A switch of which some fields are constants here: those are put in before the others are divided, so that twenty groups
 * that a sender either has or has not are not a million combinations. Undefined where no field is constant. `merged`: cases
 * after which the same comes are one, where nobody asks which of them it was.
 */
export function partly<R>(store: Store, cells: Cells<Derived, R>, kept: AskedSwitches, traffic: Traffic<Derived, R>, cases: readonly Case[], merged = false): Diagram | undefined {
  if (cases.length > fewest) return undefined;
  const asked = kept.switches.get(cases) ?? askedBy(store, cases);
  kept.switches.set(cases, asked);
  const given = givenBy(kept, traffic);
  const known = (level: number): Key | null | undefined => {
    const found = given.keys.get(level);
    if (found !== undefined || given.keys.has(level)) return found;
    const key = keyAt(store, cells, traffic, level);
    given.keys.set(level, key);
    return key;
  };
  if (!asked.levels.some((level) => known(level) !== undefined)) return undefined;
  const items: { readonly result: Diagram; readonly condition: Condition }[] = [];
  for (const [index, condition] of asked.conditions.entries()) {
    const left = leftOf(store, condition, known, given.left);
    if (left !== no) items.push({ result: leaf(store, merged ? asked.alike[index]! : index), condition: left });
    if (left === yes) break;
  }
  return classifierOf(store, items);
}

function givenBy<R>({ given }: AskedSwitches, { cells, open, ended }: Traffic<Derived, R>): Given {
  const fresh = (): Given => ({ keys: new Map(), left: new Map() });
  if (open.length > 0 || ended !== undefined) return fresh();
  const known = given.get(cells) ?? fresh();
  given.set(cells, known);
  return known;
}

/** What a constant, or an absent field, is at a level; undefined: that is asked of other levels. */
function keyAt<R>(store: Store, cells: Cells<Derived, R>, traffic: Traffic<Derived, R>, id: number): Key | null | undefined {
  const level = store.levels[id]!;
  if (level.field === undefined || level.slot !== undefined || level.fresh !== undefined) return undefined;
  const derived = read(cells, traffic, level.field);
  if (derived !== null && derived.is !== 'constant') return undefined;
  const source = sourceOf(store, level, derived);
  return source.kind === 'key' ? source.key : undefined;
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
  const following = new Map<string, number>();
  const alike = cases.map(({ then }, index) => {
    const next = followingOf(then) ?? String(index);
    const first = following.get(next) ?? index;
    following.set(next, first);
    return first;
  });
  return { conditions, levels: [...levels], alike };
}

/** What comes after a case, by name; undefined: more than one op. */
function followingOf([only, ...others]: readonly Op[]): string | undefined {
  if (only === undefined) return 'on';
  if (others.length > 0) return undefined;
  return only.op === 'goto' ? `goto ${only.hop}` : only.op === 'stop' ? `stop ${JSON.stringify(only.verdict)}` : undefined;
}

function leftOf(store: Store, condition: Condition, known: (level: number) => Key | null | undefined, before: Map<Condition, Condition>): Condition {
  if (condition <= yes) return condition;
  const found = before.get(condition);
  if (found !== undefined) return found;
  const left = worked(store, condition, known, before);
  before.set(condition, left);
  return left;
}

function worked(store: Store, condition: Condition, known: (level: number) => Key | null | undefined, before: Map<Condition, Condition>): Condition {
  const { records, atoms } = store.conditions;
  const [start, end] = [records.starts[condition]!, records.starts[condition + 1]!];
  const kind = records.pool[start]!;
  if (kind === 2) {
    const atom = atoms[records.pool[start + 1]!]!;
    const key = known(atom.level);
    return key === undefined ? condition : key !== null && takenAt(store, atom, key) ? yes : no;
  }
  if (kind === 3) return negated(store, leftOf(store, records.pool[start + 1]!, known, before));
  const decisive = kind === 4 ? no : yes;
  const members: Condition[] = [];
  for (let at = start + 1; at < end; at++) {
    const left = leftOf(store, records.pool[at]!, known, before);
    if (left === decisive) return decisive;
    members.push(left);
  }
  return together(store, kind as 4 | 5, members);
}
