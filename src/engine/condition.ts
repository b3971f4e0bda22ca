import { automatonOf } from '../ir/automaton.ts';
import { mirrored } from '../ir/expression.ts';
import type { Field } from '../ir/field.ts';
import { ruleOf } from '../ir/field.ts';
import type { Match } from '../ir/match.ts';
import type { Pattern } from '../ir/pattern.ts';
import { extentOf } from '../ir/ranges.ts';
import type { Key, Tail } from '../ir/ranges.ts';
import { no, yes } from './conditions.ts';
import type { Atom, AutomatonPart, Condition } from './conditions.ts';
import { determined } from './determine.ts';
import { classOf, TooLarge } from './partition.ts';
import { intern } from './records.ts';
import { freeLevel, keyId, memberLevel, valueLevel } from './store.ts';
import type { Store } from './store.ts';

/** The condition of a match. What cannot be represented becomes a free level named by its reason. */
export function conditionOf(store: Store, match: Match): Condition {
  const known = store.conditions.known.get(match);
  if (known !== undefined) return known;
  const made = read(store, match);
  store.conditions.known.set(match, made);
  return made;
}

function read(store: Store, match: Match): Condition {
  if ('all' in match) return together(store, 4, match.all.map((member) => conditionOf(store, member)));
  if ('any' in match) return together(store, 5, match.any.map((member) => conditionOf(store, member)));
  if ('not' in match) return negated(store, conditionOf(store, match.not));
  if ('unknown' in match) return freely(store, match.unknown.reason);
  if (ruleOf(match.field).repetition === 'any') return ofMembers(store, match.field, match.in);
  return ofValue(store, match.field, match.in);
}

/** A list is asked for each pattern apart; a list without members is absent. */
function ofMembers(store: Store, field: Field, patterns: readonly Pattern[]): Condition {
  const present = member(store, field, { any: true });
  return together(store, 5, patterns.map((pattern) => ('any' in pattern ? present : together(store, 4, [present, member(store, field, pattern)]))));
}

function member(store: Store, field: Field, pattern: Pattern): Condition {
  const level = memberLevel(store, field, [pattern]);
  return atom(store, { level, ranges: [keyId(store, 1), -1], automata: [], name: '' });
}

/** True or false for a reason nobody knows; `about` keeps apart different questions that one reason leaves open. */
export function freely(store: Store, reason: string, about = ''): Condition {
  const level = freeLevel(store, reason, about);
  return atom(store, { level, ranges: [keyId(store, 1), -1], automata: [], name: '' });
}

function ofValue(store: Store, field: Field, patterns: readonly Pattern[]): Condition {
  return asked(store, valueLevel(store, field), patterns);
}

/** Whether the value of a level is taken by one of the patterns. */
export function asked(store: Store, level: number, patterns: readonly Pattern[]): Condition {
  const key = `${level} ${patterns.map(patternKey).join('\n')}`;
  const known = store.conditions.asked.get(key);
  if (known !== undefined) return known;
  const made = ask(store, level, patterns, key);
  store.conditions.asked.set(key, made);
  return made;
}

function ask(store: Store, level: number, patterns: readonly Pattern[], key: string): Condition {
  const kept = store.levels[level]!;
  const { ranges, tails, refused } = extentOf(patterns, kept);
  const reasons = new Set(refused);
  const automata: AutomatonPart[] = [];
  for (const tail of tails) {
    const part = store.conditions.loose ? overlapping : automatonPart(store, tail, kept.reversed);
    if (typeof part === 'string') reasons.add(part);
    else if (part.taken >= 0) automata.push(part);
  }
  const flat = ranges.flatMap(({ from, to }) => [keyId(store, from), to === undefined ? -1 : keyId(store, to)]);
  const exact = flat.length + automata.length === 0 ? no : atom(store, { level, ranges: flat, automata, name: patterns.map(nameOf).join(' ') });
  if (reasons.size === 0) return exact;
  const present = asked(store, level, [{ any: true }]);
  const maybe = [...reasons].sort().map((reason) => together(store, 4, [present, freely(store, reason, key)]));
  return together(store, 5, [exact, ...maybe]);
}

/** Why sets that were given up are not known. */
export const overlapping = 'the patterns overlap in too many ways';

/** From here on, patterns that need an automaton are unknown, all for one reason: nothing can grow too large then. */
export function loosen(store: Store): void {
  store.conditions.loose = true;
  store.conditions.asked.clear();
  store.conditions.known.clear();
}

/** Whether an atom takes a value of its level. */
export function takenAt(store: Store, { ranges, automata }: Atom, key: Key): boolean {
  for (let at = 0; at < ranges.length; at += 2) {
    const end = ranges[at + 1]!;
    if (store.keys[ranges[at]!]! <= key && (end < 0 || key < store.keys[end]!)) return true;
  }
  return typeof key === 'string' && automata.some(({ head, partition, taken }) => key.startsWith(head) && classOf(store.partitions, partition, key.slice(head.length)) === taken);
}

function patternKey(pattern: Pattern): string {
  if ('exact' in pattern && pattern.ignoreCase === undefined) return `=${pattern.exact}`;
  return 'prefix' in pattern && pattern.ignoreCase === undefined ? `^${pattern.prefix}` : `?${JSON.stringify(pattern)}`;
}

function nameOf(pattern: Pattern): string {
  return 'glob' in pattern ? pattern.glob : 'regex' in pattern ? pattern.regex : 'suffix' in pattern ? `*${pattern.suffix}` : JSON.stringify(pattern);
}

function automatonPart(store: Store, tail: Tail, reversed: boolean): AutomatonPart | string {
  const key = `${reversed ? '<' : '>'}${tail.head === '' ? '' : '+'}${JSON.stringify(tail.rest)}`;
  let known = store.conditions.tails.get(key);
  if (known === undefined) store.conditions.tails.set(key, (known = build(store, tail, reversed)));
  return typeof known === 'string' ? known : { ...known, head: tail.head };
}

function build(store: Store, { head, rest }: Tail, reversed: boolean): AutomatonPart | string {
  const automaton = reversed ? automatonOf(mirrored(rest), 'backward') : automatonOf(rest, 'forward');
  if (automaton === undefined) return 'an automaton too large';
  try {
    const { partition, labels } = determined(store.partitions, automaton, head === '' ? 'start' : undefined);
    return { head, partition, taken: labels.indexOf(1) };
  } catch (error) {
    if (error instanceof TooLarge) return 'an automaton too large';
    throw error;
  }
}

function atom(store: Store, made: Omit<Atom, 'self'>): Condition {
  const { atoms, atomIds } = store.conditions;
  const parts = made.automata.map(({ head, partition, taken }) => `${JSON.stringify(head)}${partition},${taken}`);
  const key = `${made.level}:${made.ranges.join()}:${parts.join(';')}`;
  const known = atomIds.get(key);
  if (known !== undefined) return atoms[known]!.self;
  const id = atoms.length;
  atomIds.set(key, id);
  atoms.push({ ...made, self: no });
  const self = condition(store, [2, id]);
  atoms[id] = { ...made, self };
  return self;
}

/** Conjunction (4) or disjunction (5), simplified. */
export function together(store: Store, kind: 4 | 5, members: readonly Condition[]): Condition {
  const [neutral, decisive] = kind === 4 ? [yes, no] : [no, yes];
  const kept = new Set<Condition>();
  const { pool, starts } = store.conditions.records;
  for (const member of members) {
    if (member === decisive) return decisive;
    if (member === neutral) continue;
    const start = starts[member]!;
    if (pool[start] === kind) for (let at = start + 1; at < starts[member + 1]!; at++) kept.add(pool[at]!);
    else kept.add(member);
  }
  if (kept.size === 0) return neutral;
  if (kept.size === 1) return [...kept][0]!;
  return condition(store, [kind, ...[...kept].sort((a, b) => a - b)]);
}

/** The contrary of a condition; twice gives the condition itself. */
export function negated(store: Store, of: Condition): Condition {
  const { pool, starts } = store.conditions.records;
  if (of <= 1) return 1 - of;
  return pool[starts[of]!] === 3 ? pool[starts[of]! + 1]! : condition(store, [3, of]);
}

function condition(store: Store, content: readonly number[]): Condition {
  const { records: into, tops, atoms } = store.conditions;
  const made = intern(into, content, 0, content.length);
  if (made < tops.length) return made;
  let top = content[0] === 2 ? atoms[content[1]!]!.level : -1;
  if (content[0] !== 2) for (const member of content.slice(1)) top = higher(store, top, tops[member]!);
  tops.push(top);
  return made;
}

/** The level nearer the top; -1 is none. */
export function higher(store: Store, a: number, b: number): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  return store.places[a]! <= store.places[b]! ? a : b;
}
