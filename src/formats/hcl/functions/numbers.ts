import type { Value } from '../values/value.ts';
import { membersOf } from './convert.ts';
import { refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { numberFrom } from './primitives.ts';

const num: Parameter = { name: 'num', is: 'number' };

/** Functions of numbers. */
export const numbers: Definitions = {
  abs: { takes: [num], run: ([value]) => Math.abs(value as number) },
  ceil: { takes: [num], run: ([value]) => Math.ceil(value as number) + 0 },
  floor: { takes: [num], run: ([value]) => Math.floor(value as number) + 0 },
  signum: { takes: [num], run: ([value]) => Math.sign(value as number) + 0 },
  log: { takes: [num, { name: 'base', is: 'number' }], run: ([value, base]) => finite(Math.log(value as number) / Math.log(base as number)) },
  pow: { takes: [num, { name: 'power', is: 'number' }], run: ([value, power]) => finite((value as number) ** (power as number)) },
  max: { takes: [], rest: { name: 'numbers', is: 'number' }, run: (values) => extreme(values as readonly number[], Math.max) },
  min: { takes: [], rest: { name: 'numbers', is: 'number' }, run: (values) => extreme(values as readonly number[], Math.min) },
  parseint: { takes: [{ name: 'number', is: 'any' }, { name: 'base', is: 'number' }], run: ([text, base]) => parsed(text!, base as number) },
  sum: { takes: [{ name: 'list', is: 'any' }], run: ([list]) => summed(list!) },
};

function extreme(values: readonly number[], of: (...values: number[]) => number): Value | FunctionError {
  return values.length === 0 ? refused('must pass at least one number') : values.reduce((one, other) => of(one, other));
}

/** What is no number ends the plan in Terraform, too. */
function finite(value: number): Value | FunctionError {
  return Number.isFinite(value) ? value + 0 : refused('the result is not a finite number');
}

function parsed(value: Value, base: number): Value | FunctionError {
  if (typeof value !== 'string') return refused('first argument must be a string, not number', 0);
  if (!Number.isInteger(base) || base === 1 || base < 0 || base > 62) return refused('base must be a whole number between 2 and 62 inclusive', 1);
  const read = wholeNumber(value, base === 0 ? 10 : base);
  return read === undefined ? refused(`cannot parse ${JSON.stringify(value)} as a base ${base} integer`, 0) : read;
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Up to base 36 letters of both cases are the same (Go's big.Int). */
function wholeNumber(text: string, base: number): number | undefined {
  const [, sign, written] = /^([-+]?)([0-9a-zA-Z]+)$/.exec(text) ?? [];
  if (written === undefined) return undefined;
  let value = 0;
  for (const letter of base <= 36 ? written.toLowerCase() : written) {
    const digit = digits.indexOf(letter);
    if (digit >= base) return undefined;
    value = value * base + digit;
  }
  return (sign === '-' ? -value : value) + 0;
}

function summed(list: Value): Value | FunctionError {
  const members = membersOf(list);
  if (members === undefined) return refused('cannot sum noniterable', 0);
  if (members.length === 0) return refused('cannot sum an empty list', 0);
  let sum = 0;
  for (const member of members) {
    const value = numberFrom(member);
    if (typeof value !== 'number') return refused('argument must be list, set, or tuple of number values', 0);
    sum += value;
  }
  return sum;
}
