import type { Match } from '../ir/match.ts';
import type { Case } from '../ir/program.ts';
import { headOf, successor } from '../ir/ranges.ts';
import { assigned, atomsAt } from './assign.ts';
import { conditionOf, freely, higher } from './condition.ts';
import { no, yes } from './conditions.ts';
import type { Atom, Condition } from './conditions.ts';
import { classes, ranges, textKey } from './nodes.ts';
import { classCount, classOf, edgesAt, meet, outputAt, partitionOf, productOf, shift, stateCount, TooLarge } from './partition.ts';
import type { Partition } from './partition.ts';
import { intern } from './records.ts';
import { all, keyId, leaf, none } from './store.ts';
import type { Diagram, Store } from './store.ts';

/** The requests a match takes. */
export function setOf(store: Store, match: Match): Diagram {
  return compiledSet(store, conditionOf(store, match));
}

/** The requests a condition takes. */
export function compiledSet(store: Store, condition: Condition): Diagram {
  return classifierOf(store, [{ result: all, condition }]);
}

/** A switch as a diagram: its leaves are the numbers of the cases that decide, none where no case does. */
export function compile(store: Store, cases: readonly Pick<Case, 'match'>[]): Diagram {
  return classifierOf(store, cases.map(({ match }, index) => ({ result: leaf(store, index), condition: conditionOf(store, match) })));
}

/** First match wins; `result` is a leaf. */
interface Item {
  readonly result: Diagram;
  readonly condition: Condition;
}

/** The diagram of a list of conditions, the first that holds deciding. */
export function classifierOf(store: Store, items: readonly Item[]): Diagram {
  return ofList(store, listed(store, items));
}


/** Interns what can still decide: nothing after a certain item, and no item that says what follows it anyway. */
function listed(store: Store, items: Iterable<Item>): number {
  const content: number[] = [];
  let last = none;
  for (const { result, condition } of items) {
    if (condition === no) continue;
    if (condition === yes) {
      last = result;
      break;
    }
    content.push(result, condition);
  }
  while (content.length > 0 && content.at(-2) === last) content.length -= 2;
  content.push(last);
  return intern(store.lists, content, 0, content.length);
}

function ofList(store: Store, list: number): Diagram {
  const known = store.compiled[list];
  if (known !== undefined) return known;
  const { pool, starts } = store.lists;
  const [start, end] = [starts[list]!, starts[list + 1]!];
  if (end - start === 1) return (store.compiled[list] = pool[start]!);
  const items: Item[] = [];
  for (let at = start; at < end - 1; at += 2) items.push({ result: pool[at]!, condition: pool[at + 1]! });
  items.push({ result: pool[end - 1]!, condition: yes });
  return (store.compiled[list] = divided(store, items));
}

/** Items of one list under the level that is asked next. */
interface Division {
  readonly store: Store;
  readonly level: number;
  readonly items: readonly Item[];
  /** Items that do not become false when all their atoms here are false. */
  readonly always: readonly number[];
  /** The others, by the atoms one of which they need. */
  readonly needing: ReadonlyMap<number, readonly number[]>;
}

function divided(store: Store, items: readonly Item[]): Diagram {
  let level = -1;
  for (const { condition } of items) level = higher(store, level, store.conditions.tops[condition]!);
  const always: number[] = [];
  const needing = new Map<number, number[]>();
  items.forEach(({ condition }, index) => {
    const atoms = atomsAt(store, condition, level);
    if (atoms.length === 0 || assigned(store, condition, level, () => no) !== no) always.push(index);
    if (atoms.length > 0) for (const atom of atoms) (needing.get(atom) ?? needing.set(atom, []).get(atom)!).push(index);
  });
  const division: Division = { store, level, items, always, needing };
  const absent = ofList(store, residual(division, new Set(), () => no));
  return ranges(store, level, absent, cellsOf(division));
}

/** What remains of the list where some atoms hold and `truth` says what becomes of them. */
function residual(division: Division, present: ReadonlySet<number>, truth: (atom: number) => Condition): number {
  return listed(division.store, remaining(division, present, truth));
}

function remaining({ store, level, items, always, needing }: Division, present: ReadonlySet<number>, truth: (atom: number) => Condition): readonly Item[] {
  const indices = new Set(always);
  for (const atom of present) for (const index of needing.get(atom)!) indices.add(index);
  const kept: Item[] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const condition = assigned(store, items[index]!.condition, level, truth);
    if (condition !== no) kept.push({ result: items[index]!.result, condition });
    if (condition === yes) break;
  }
  return kept;
}

/** A change of what holds at a boundary: an atom's range or automaton begins or ends. */
interface Bound {
  readonly key: number;
  readonly atom: number;
  readonly part: number;
  readonly begins: boolean;
}

function cellsOf(division: Division): number[] {
  const { store, needing } = division;
  const bounds = [...needing.keys()].flatMap((atom) => boundsOf(store, atom)).sort((a, b) => order(store, a.key, b.key));
  const first = keyId(store, store.levels[division.level]!.domain === 'number' ? 0 : '');
  const certain = new Map<number, number>();
  const open = new Map<number, Set<number>>();
  const cells: number[] = [];
  for (let at = 0, key = first; ; ) {
    for (; at < bounds.length && bounds[at]!.key === key; at++) enter(certain, open, bounds[at]!);
    const next = at < bounds.length ? bounds[at]!.key : -1;
    cells.push(key, cell(division, certain, open, key, next));
    if (next < 0) return cells;
    key = next;
  }
}

function boundsOf(store: Store, atom: number): Bound[] {
  const { ranges: flat, automata } = store.conditions.atoms[atom]!;
  const bounds: Bound[] = [];
  for (let at = 0; at < flat.length; at++) if (flat[at]! >= 0) bounds.push({ key: flat[at]!, atom, part: -1, begins: at % 2 === 0 });
  automata.forEach(({ head }, part) => {
    const end = successor(head);
    bounds.push({ key: keyId(store, head), atom, part, begins: true });
    if (end !== undefined) bounds.push({ key: keyId(store, end), atom, part, begins: false });
  });
  return bounds;
}

function order(store: Store, a: number, b: number): number {
  return a === b ? 0 : store.keys[a]! < store.keys[b]! ? -1 : 1;
}

function enter(certain: Map<number, number>, open: Map<number, Set<number>>, { atom, part, begins }: Bound): void {
  if (part < 0) {
    const count = (certain.get(atom) ?? 0) + (begins ? 1 : -1);
    if (count === 0) certain.delete(atom);
    else certain.set(atom, count);
    return;
  }
  const parts = open.get(atom) ?? open.set(atom, new Set()).get(atom)!;
  if (begins) parts.add(part);
  else parts.delete(part);
  if (parts.size === 0) open.delete(atom);
}

function cell(division: Division, certain: ReadonlyMap<number, number>, open: ReadonlyMap<number, ReadonlySet<number>>, key: number, next: number): Diagram {
  const { store, level } = division;
  const present = new Set([...certain.keys(), ...open.keys()]);
  const only = singleText(store, key, next);
  const itself = (atom: number): Condition => {
    if (certain.has(atom)) return yes;
    const parts = open.get(atom);
    if (parts === undefined) return no;
    if (only === undefined) return store.conditions.atoms[atom]!.self;
    return [...parts].some((part) => takes(store, atom, part, only)) ? yes : no;
  };
  const items = remaining(division, present, itself);
  const atoms = new Set(items.flatMap(({ condition }) => atomsAt(store, condition, level)));
  if (atoms.size === 0) return ofList(store, listed(store, items));
  const head = headOf(textKey(store, key)!, textKey(store, next));
  const parts = [...atoms].sort((a, b) => a - b).flatMap((atom) => [...open.get(atom)!].map((part) => partOf(store, atom, part, head)));
  const memoKey = `${listed(store, items)}:${parts.map(({ atom, partition, taken }) => `${atom},${partition},${taken}`).join(';')}`;
  const known = store.products.get(memoKey);
  if (known !== undefined) return known;
  const made = byClasses(division, items, parts);
  store.products.set(memoKey, made);
  return made;
}

/** The one text of a cell that holds no other: there, each automaton is asked at once, and none is multiplied with the others. */
function singleText(store: Store, key: number, next: number): string | undefined {
  const text = textKey(store, key);
  return text !== undefined && textKey(store, next) === `${text}\0` ? text : undefined;
}

function takes(store: Store, atom: number, part: number, text: string): boolean {
  const { head, partition, taken } = store.conditions.atoms[atom]!.automata[part]!;
  return classOf(store.partitions, partition, text.slice(head.length)) === taken;
}

/** An automaton of an atom as it reads behind the cell's head. */
interface Part {
  readonly atom: number;
  readonly partition: Partition;
  readonly taken: number;
}

function partOf(store: Store, atom: number, part: number, head: string): Part {
  const { head: own, partition, taken } = (store.conditions.atoms[atom] as Atom).automata[part]!;
  const shifted = shift(store.partitions, partition, head.slice(own.length));
  return { atom, partition: shifted.partition, taken: shifted.labels.indexOf(taken) };
}

function byClasses({ store, level }: Division, items: readonly Item[], parts: readonly Part[]): Diagram {
  const after = (truth: (atom: number) => Condition): Item[] => {
    const kept: Item[] = [];
    for (const { result, condition } of items) {
      kept.push({ result, condition: assigned(store, condition, level, truth) });
      if (kept.at(-1)!.condition === yes) break;
    }
    return kept;
  };
  const labels = new Map<string, number>();
  const label = (outputs: readonly number[]): number => {
    const taken = new Set(parts.flatMap((part, index) => (outputs[index]! >= 0 && outputs[index] === part.taken ? [part.atom] : [])));
    const key = [...taken].join();
    let list = labels.get(key);
    if (list === undefined) labels.set(key, (list = listed(store, after((atom) => (taken.has(atom) ? yes : no)))));
    return list;
  };
  const small = parts.reduce((size, { partition }) => size * stateCount(store.partitions, partition), 1) <= 2048;
  if (small) return byMeeting(store, level, parts, label);
  try {
    const draft = productOf(store.partitions, parts.map(({ partition }) => partition), label, dropping(store, level, parts, after));
    const made = partitionOf(store.partitions, draft);
    return classes(store, level, made.partition, made.labels.map((list) => ofList(store, list)));
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const freed = after((atom) => freely(store, `too many patterns overlap with ${store.conditions.atoms[atom]!.name}`, String(atom)));
    return ofList(store, listed(store, freed));
  }
}

/** Few states: the common refinement of the automata, which is kept and met again under other hosts. */
function byMeeting(store: Store, level: number, parts: readonly Part[], label: (outputs: readonly number[]) => number): Diagram {
  let { partition } = parts[0]!;
  let outputs: readonly (readonly number[])[] = Array.from({ length: classCount(store.partitions, partition) }, (_, index) => [index]);
  for (const part of parts.slice(1)) {
    const met = meet(store.partitions, partition, part.partition);
    outputs = met.left.map((left, index) => [...outputs[left]!, met.right[index]!]);
    partition = met.partition;
  }
  return classes(store, level, partition, outputs.map((each) => ofList(store, label(each))));
}

/**
 * First-match pruning. A state that leads only to itself decides its automaton for ever; once an earlier item is certain,
 * automata that only later items ask for are dropped.
 */
function dropping(store: Store, level: number, parts: readonly Part[], after: (truth: (atom: number) => Condition) => Item[]): (states: readonly number[]) => readonly number[] {
  const needed = new Map<string, ReadonlySet<number>>();
  const sinks = parts.map(({ partition, taken }) => sinkOf(store, partition, taken));
  return (states) => {
    const decided = states.map((state, index) => (state < 0 ? 'n' : sinks[index]!(state)));
    const key = decided.join('');
    let wanted = needed.get(key);
    if (wanted === undefined) {
      const truth = (atom: number): Condition => {
        const own = decided.filter((_, index) => parts[index]!.atom === atom);
        return own.includes('y') ? yes : own.includes('?') ? store.conditions.atoms[atom]!.self : no;
      };
      needed.set(key, (wanted = new Set(after(truth).flatMap(({ condition }) => atomsAt(store, condition, level)))));
    }
    return states.map((state, index) => (decided[index] === 'n' || (decided[index] === '?' && !wanted.has(parts[index]!.atom)) ? -1 : state));
  };
}

function sinkOf(store: Store, partition: Partition, taken: number): (state: number) => 'y' | 'n' | '?' {
  return (state) => {
    const edges = edgesAt(store.partitions, partition, state);
    if (edges.length !== 2 || edges[1] !== state) return '?';
    return outputAt(store.partitions, partition, state) === taken ? 'y' : 'n';
  };
}
