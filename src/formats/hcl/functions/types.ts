import { isLazy, isUnknown, unknown, type Value } from '../values/value.ts';
import { entriesOf, listOf } from './convert.ts';
import { setOf } from './equality.ts';
import { refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { boolOf, numberFrom, stringOf } from './primitives.ts';
import { typeName } from './type-names.ts';
import { memberOfUnknown } from './unknowns.ts';
import { unified } from './unify.ts';

const v: Parameter = { name: 'v', is: 'any', nulls: true, unknowns: true };
const value: Parameter = { name: 'value', is: 'any', nulls: true, unknowns: true };

/** Conversions, and marks on values that change nothing of what they are. */
export const types: Definitions = {
  ephemeralasnull: { takes: [value], unknowns: 'any', run: ([given]) => given! },
  issensitive: { takes: [value], unknowns: 'any', run: () => unknown('which values are sensitive is not worked out') },
  nonsensitive: { takes: [value], unknowns: 'any', run: ([given]) => given! },
  // As a variable that is sensitive: what must not be shown is not kept.
  sensitive: { takes: [value], unknowns: 'any', run: ([given]) => (given !== null && isUnknown(given!) ? given! : unknown('it is sensitive')) },
  tobool: { takes: [v], unknowns: 'any', run: ([given]) => single(given!, boolOf, notBool) },
  tolist: { takes: [v], unknowns: 'any', run: ([given]) => collection(given!, 'list', (each) => listOf(each)) },
  tomap: { takes: [v], unknowns: 'any', run: ([given]) => collection(given!, 'map', mapOfOne) },
  tonumber: { takes: [v], unknowns: 'any', run: ([given]) => single(given!, numberFrom, notNumber) },
  toset: { takes: [v], unknowns: 'any', run: ([given]) => collection(given!, 'set', (each) => setIfOne(listOf(each))) },
  tostring: { takes: [v], unknowns: 'any', run: ([given]) => single(given!, stringOf, notString) },
};

function single(given: Value, as: (given: Value) => Value | undefined, not: (given: Value) => FunctionError): Value | FunctionError {
  if (given === null) return null;
  return isUnknown(given) ? memberOfUnknown(given, undefined, given.text) : (as(given) ?? not(given));
}

function setIfOne(members: readonly Value[] | undefined): Value | undefined {
  return members === undefined ? undefined : setOf(members);
}

function mapOfOne(given: Value): Value | undefined {
  const map = entriesOf(given);
  if (map === undefined || [...map.entries.values()].some(isLazy)) return map;
  const values = unified([...map.entries.values()]);
  return values === undefined ? undefined : { kind: 'map', entries: new Map([...map.entries.keys()].map((key, at) => [key, values[at]!])) };
}

function collection(given: Value, name: string, as: (given: Value) => Value | undefined): Value | FunctionError {
  if (given === null) return null;
  if (isUnknown(given)) return memberOfUnknown(given);
  return as(given) ?? refused(`cannot convert ${typeName(given)} to ${name} of any single type`, 0);
}

function notString(given: Value): FunctionError {
  return refused(`cannot convert ${typeName(given)} to string`, 0);
}

function notBool(given: Value): FunctionError {
  return refused(typeof given === 'string' ? `cannot convert ${JSON.stringify(given)} to bool; only the strings "true" or "false" are allowed` : `cannot convert ${typeName(given)} to bool`, 0);
}

function notNumber(given: Value): FunctionError {
  return refused(typeof given === 'string' ? `cannot convert ${JSON.stringify(given)} to number; given string must be a decimal representation of a number` : `cannot convert ${typeName(given)} to number`, 0);
}
