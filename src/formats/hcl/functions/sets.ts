import { isSet, unknown, type SetValue, type Value } from '../values/value.ts';
import { listOf, membersOf } from './convert.ts';
import { identityOf, setOf } from './equality.ts';
import { mostMembers, refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { numberText } from './number-text.ts';
import { areKnown, unknownFrom } from './unknowns.ts';
import { unified } from './unify.ts';

const first: Parameter = { name: 'first_set', is: 'set' };
const others: Parameter = { name: 'other_sets', is: 'set' };

/** Functions of sets, and those that make many values of few. */
export const sets: Definitions = {
  range: { takes: [], rest: { name: 'params', is: 'number' }, run: (params) => ranged(params as readonly number[]) },
  setintersection: { takes: [first], rest: others, run: (given) => combined(given, (keys) => (key) => keys.every((each) => each.has(key))) },
  setproduct: { takes: [], rest: { name: 'sets', is: 'any' }, unknowns: 'any', run: product },
  setsubtract: { takes: [{ name: 'a', is: 'set' }, { name: 'b', is: 'set' }], run: (given) => combined(given, ([, taken]) => (key) => !taken!.has(key)) },
  setunion: { takes: [first], rest: others, unknowns: 'any', run: (given) => setOf(unified(given.flatMap((set) => (set as SetValue).members)) ?? []) },
};

/** The members of the first that are wanted; sets of different types become sets of one type first. */
function combined(given: readonly Value[], wanted: (keys: readonly ReadonlySet<string>[]) => (key: string) => boolean): Value {
  const members = given.map((set) => (set as SetValue).members);
  const all = unified(members.flat()) ?? members.flat();
  let used = 0;
  const same = members.map(({ length }) => all.slice(used, (used += length)));
  const isWanted = wanted(same.map((each) => new Set(each.map(identityOf))));
  return setOf(same[0]!.filter((member) => isWanted(identityOf(member))));
}

function product(given: readonly Value[]): Value | FunctionError {
  if (given.length < 2) return refused('at least two arguments are required');
  const lists: (readonly Value[])[] = [];
  for (const [at, each] of given.entries()) {
    if (membersOf(each) === undefined) return refused('a set or a list is required', at);
    const list = listOf(each);
    if (list === undefined) return refused('all elements must be of the same type', at);
    lists.push(list);
  }
  if (given.some((each) => isSet(each) && !areKnown([each]))) return unknownFrom(given);
  if (lists.reduce((count, { length }) => count * length, 1) > mostMembers) return unknown(`setproduct() makes more than ${mostMembers} members`);
  const rows = lists.reduce<readonly (readonly Value[])[]>((done, list) => done.flatMap((row) => list.map((member) => [...row, member])), [[]]);
  return given.every(isSet) ? setOf(rows) : rows;
}

/** Terraform, too, makes no more than that. */
const mostInRange = 1024;
const tooMany = 'more than 1024 values were generated; either decrease the difference between start and end or use a smaller step';

function ranged(params: readonly number[]): Value | FunctionError {
  if (params.length === 0 || params.length > 3) return refused('must have one, two, or three arguments');
  const [start, end] = params.length === 1 ? [0, params[0]!] : [params[0]!, params[1]!];
  const step = params[2] ?? (end < start ? -1 : 1);
  const down = end < start;
  if (step === 0 && start !== end) return refused(tooMany);
  if (down && step > 0) return refused('end must be greater than start when step is positive', 0);
  if (!down && step < 0) return refused('end must be less than start when step is negative', 0);
  const made: number[] = [];
  for (let at = 0; ; at++) {
    // Each is worked out anew and rounded, so that steps of 0.1 do not drift.
    const value = Number(numberText(start + at * step));
    if (down ? value <= end : value >= end) return made;
    if (made.length >= mostInRange) return refused(tooMany);
    made.push(value);
  }
}

