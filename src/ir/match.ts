import type { Field } from './field.ts';
import type { Pattern } from './pattern.ts';
import type { Origin } from './program.ts';

/** A condition. Three-valued: what rests on an `unknown` is neither true nor false, and says why. */
export type Match =
  /** The field has a value, and one of the patterns takes it. An absent field is never `in` anything. */
  | { readonly field: Field; readonly in: readonly Pattern[]; readonly origin?: Origin }
  | { readonly all: readonly Match[] }
  | { readonly any: readonly Match[] }
  | { readonly not: Match }
  /** `ask` names what only a live system knows; `up` answers it from its own state. */
  | { readonly unknown: { readonly reason: string; readonly ask?: string } };

/** Takes every request. */
export const always: Match = { all: [] };

/** Takes no request. */
export const never: Match = { any: [] };

export function is(field: Field, ...values: readonly string[]): Match {
  return { field, in: values.map((exact) => ({ exact })) };
}

export function isNumber(field: Field, ...values: readonly number[]): Match {
  return { field, in: values.map((from) => ({ from, to: from + 1 })) };
}

export function present(field: Field): Match {
  return { field, in: [{ any: true }] };
}

export function not(match: Match): Match {
  return { not: match };
}

export function all(...matches: readonly Match[]): Match {
  return matches.length === 1 ? matches[0]! : { all: matches };
}

export function any(...matches: readonly Match[]): Match {
  return matches.length === 1 ? matches[0]! : { any: matches };
}
