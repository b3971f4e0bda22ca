import { argumentOf } from '../../../facts/terraform-schema.ts';
import { isLazy, isList, isMap, isSet, isUnknown, unknown, type Unknown, type Value } from '../values/value.ts';
import { entriesOf, membersOf } from './convert.ts';
import { distinct, identityOf } from './equality.ts';
import { mostMembers, refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { graphemeCount } from './graphemes.ts';
import { typeName } from './type-names.ts';
import { compareBytes } from './texts-order.ts';
import { areKnown, memberOfUnknown, unknownFrom } from './unknowns.ts';
import { unified } from './unify.ts';
import { notWhole } from './whole.ts';

const list: Parameter = { name: 'list', is: 'any' };
const open: Parameter = { name: 'list', is: 'any', unknowns: true };

/** Functions that look at a list, or make one of lists. */
export const collections: Definitions = {
  alltrue: { takes: [{ name: 'list', is: 'list of bool' }], unknowns: 'any', run: ([values]) => every(values as readonly Value[], true) },
  anytrue: { takes: [{ name: 'list', is: 'list of bool' }], unknowns: 'any', run: ([values]) => every(values as readonly Value[], false) },
  chunklist: { takes: [{ name: 'list', is: 'list' }, { name: 'size', is: 'number' }], unknowns: 'any', run: ([values, size]) => chunks(values as readonly Value[], size as number) },
  coalesce: { takes: [], rest: { name: 'vals', is: 'any', nulls: true, unknowns: true }, unknowns: 'any', run: coalesced },
  coalescelist: { takes: [], rest: { name: 'vals', is: 'any', nulls: true, unknowns: true }, unknowns: 'any', run: firstFilled },
  compact: { takes: [{ name: 'list', is: 'list of string' }], unknowns: 'any', run: ([values]) => compacted(values as readonly Value[]) },
  concat: { takes: [], rest: { name: 'seqs', is: 'any', unknowns: true }, unknowns: 'any', run: concatenated },
  contains: { takes: [list, { name: 'value', is: 'any' }], unknowns: 'any', run: ([values, value]) => contains(values!, value!) },
  distinct: { takes: [{ name: 'list', is: 'list', unknowns: true }], unknowns: 'any', run: ([values]) => (isUnknown(values!) ? passed(values) : distinct(values as readonly Value[])) },
  element: { takes: [open, { name: 'index', is: 'number' }], unknowns: 'any', run: ([values, index]) => element(values!, index as number) },
  flatten: { takes: [open], unknowns: 'any', run: ([values]) => flattened(values!) },
  index: { takes: [list, { name: 'value', is: 'any' }], unknowns: 'any', run: ([values, value]) => indexOf(values!, value!) },
  length: { takes: [{ name: 'value', is: 'any' }], unknowns: 'any', run: ([value]) => length(value!) },
  one: { takes: [open], unknowns: 'any', run: ([values]) => only(values!) },
  reverse: { takes: [list], unknowns: 'any', run: ([values]) => (membersOf(values!) === undefined ? refused(`can only reverse list or tuple values, not ${typeName(values!)}`, 0) : [...membersOf(values!)!].reverse()) },
  slice: { takes: [open, { name: 'start_index', is: 'number' }, { name: 'end_index', is: 'number' }], unknowns: 'any', run: ([values, from, to]) => sliced(values!, from as number, to as number) },
  sort: { takes: [{ name: 'list', is: 'list of string', unknowns: true }], unknowns: 'any', run: ([values]) => sorted(values!) },
};

function every(values: readonly Value[], all: boolean): Value {
  if (values.some((value) => (all ? value === false || value === null : value === true))) return !all;
  return areKnown(values) ? all : unknownFrom(values);
}

function chunks(values: readonly Value[], size: number): Value | FunctionError {
  if (!Number.isInteger(size)) return notWhole('invalid size: ');
  if (size < 0) return refused('the size argument must be positive');
  if (size === 0) return values.length === 0 ? [] : [values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}

/** An unknown may turn out to be null or empty, but an attribute that only apply knows is there afterwards. */
function coalesced(values: readonly Value[]): Value | FunctionError {
  const same = unified(values);
  if (same === undefined || values.length === 0) return refused('all arguments must have the same type');
  return same.find((value) => value !== null && value !== '') ?? refused('no non-null, non-empty-string arguments');
}

function firstFilled(values: readonly Value[]): Value | FunctionError {
  if (values.length === 0) return refused('at least one argument is required');
  for (const value of values) {
    if (value === null) continue;
    if (isUnknown(value)) return passed(value);
    const members = membersOf(value);
    if (members === undefined) return refused('coalescelist arguments must be lists or tuples');
    if (members.length > 0) return value;
  }
  return refused('no non-null arguments');
}

function compacted(values: readonly Value[]): Value {
  if (values.some((value) => isUnknown(value) && value.is === undefined)) return unknownFrom(values);
  return values.filter((value) => value !== null && value !== '');
}

function concatenated(lists: readonly Value[]): Value | FunctionError {
  if (lists.length === 0) return refused('at least one argument is required');
  const wrong = lists.findIndex((each) => !isUnknown(each) && !isList(each));
  if (wrong >= 0) return refused('all arguments must be lists or tuples; got ' + typeName(lists[wrong]!), wrong);
  const filled = lists.filter((each) => isUnknown(each) || (each as readonly Value[]).length > 0);
  if (!filled.some(isUnknown)) return filled.flat();
  return filled.length === 1 ? passed(filled[0] as Unknown) : unknownFrom(filled);
}

function contains(list: Value, wanted: Value): Value | FunctionError {
  const members = isLazy(list) || isMap(list) ? undefined : membersOf(list);
  if (members === undefined) return refused('argument must be list, tuple, or set');
  const key = identityOf(wanted);
  if (members.some((member) => identityOf(member) === key)) return true;
  return areKnown([members, wanted]) ? false : unknownFrom([members, wanted]);
}

function element(list: Value, index: number): Value | FunctionError {
  if (isUnknown(list)) return Number.isInteger(index) && index >= 0 && index < 3 ? memberOfUnknown(list, index) : memberOfUnknown(list);
  if (!isList(list)) return refused(`cannot read elements from ${typeName(list)}`);
  if (!Number.isInteger(index)) return notWhole('invalid index: ');
  if (index < 0) return refused('cannot use element function with a negative index');
  return list.length === 0 ? refused('cannot use element function with an empty list') : list[index % list.length]!;
}

/** Whether an unknown is one member: what is flattened out of a list is more, and nobody knows how many. What has no schema goes by its name. */
function isOne({ is }: Unknown): boolean {
  if (is === undefined) return false;
  if (is.attribute.endsWith(']')) return true;
  const argument = argumentOf(is.name.startsWith('data.') ? `data.${is.type}` : is.type, is.attribute.split('.'));
  return argument === undefined ? !plural.test(is.attribute) : argument.type === 'string' || argument.type === 'number' || argument.type === 'bool';
}

const plural = /(?:ids|arns|names|blocks|addresses|subnets|groups|records|servers|interfaces|cidrs|zones|prefixes)$/;

function flattened(list: Value): Value | FunctionError {
  if (isUnknown(list)) return passed(list);
  if (membersOf(list) === undefined) return refused('can only flatten lists, sets and tuples');
  const out: Value[] = [];
  const open: Value[] = [list];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (out.length > mostMembers) return unknown(`flatten() makes more than ${mostMembers} members`);
    const members = membersOf(value);
    if (members === undefined) out.push(value);
    else for (let at = members.length - 1; at >= 0; at--) open.push(members[at]!);
  }
  const many = out.filter(isUnknown).filter((each) => !isOne(each));
  if (many.length === 0) return out;
  return out.length === 1 ? passed(many[0]!) : unknownFrom(out);
}

function indexOf(list: Value, wanted: Value): Value | FunctionError {
  const members = isSet(list) ? undefined : membersOf(list);
  if (members === undefined) return refused('argument must be a list or tuple');
  if (members.length === 0) return refused('cannot search an empty list');
  if (!areKnown([members, wanted])) return unknownFrom([members, wanted]);
  const key = identityOf(wanted);
  const found = members.findIndex((member) => identityOf(member) === key);
  return found < 0 ? refused('item not found') : found;
}

function length(value: Value): Value | FunctionError {
  if (typeof value === 'string') return graphemeCount(value);
  if (isList(value)) return value.length;
  if (isSet(value)) return areKnown(value.members) || value.members.length === 1 ? value.members.length : unknownFrom(value.members);
  return entriesOf(value)?.entries.size ?? refused('argument must be a string, a collection type, or a structural type');
}

function only(list: Value): Value | FunctionError {
  if (isUnknown(list)) return memberOfUnknown(list, 0);
  const members = membersOf(list);
  if (members === undefined || members.length > 1) return refused('must be a list, set, or tuple value with either zero or one elements', 0);
  return members[0] ?? null;
}

function sliced(list: Value, from: number, to: number): Value | FunctionError {
  if (isUnknown(list)) return list.is?.name.startsWith('data.') === true && from >= 0 && to >= from && to - from <= 1000 ? Array.from({ length: to - from }, (_, at) => memberOfUnknown(list, from + at)) : memberOfUnknown(list);
  if (!isList(list) && !isSet(list)) return refused('must be a list or tuple value', 0);
  if (!isList(list)) return refused('cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important', 0);
  if (!Number.isInteger(from) || !Number.isInteger(to)) return Number.isInteger(from) ? { ...notWhole('invalid end index: '), argument: 2 } : { ...notWhole('invalid start index: '), argument: 1 };
  if (from < 0) return refused('start index must not be less than zero', 1);
  if (from > list.length) return refused('start index must not be greater than the length of the list', 1);
  if (to > list.length) return refused('end index must not be greater than the length of the list', 2);
  return from > to ? refused('start index must not be greater than end index', 1) : list.slice(from, to);
}

/** The order of texts that nobody knows is not known either. */
function sorted(list: Value): Value | FunctionError {
  if (isUnknown(list)) return passed(list);
  const values = list as readonly Value[];
  const missing = values.indexOf(null);
  if (missing >= 0) return refused(`given list element ${missing} is null; a null string cannot be sorted`);
  if (values.length > 1 && !areKnown(values)) return unknownFrom(values);
  return [...values].sort((one, other) => compareBytes(one as string, other as string));
}

/** The value itself, though perhaps of another type. */
function passed(value: Unknown): Unknown {
  return memberOfUnknown(value);
}
