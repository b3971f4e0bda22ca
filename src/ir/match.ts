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

/** The field has one of these values. */
export function is(field: Field, ...values: readonly string[]): Match {
  return { field, in: values.map((exact) => ({ exact })) };
}

/** The field has one of these whole numbers. */
export function isNumber(field: Field, ...values: readonly number[]): Match {
  return { field, in: values.map((from) => ({ from, to: from + 1 })) };
}

/** The field has a value, whichever. */
export function present(field: Field): Match {
  return { field, in: [{ any: true }] };
}

/** Where the match does not hold; what is unknown stays so. */
export function not(match: Match): Match {
  return { not: match };
}

/** Where every one holds, as they are written; `every` also leaves out what decides nothing. */
export function all(...matches: readonly Match[]): Match {
  return matches.length === 1 ? matches[0]! : { all: matches };
}

/** Where at least one holds, as they are written; `some` also leaves out what decides nothing. */
export function any(...matches: readonly Match[]): Match {
  return matches.length === 1 ? matches[0]! : { any: matches };
}

/** All of them; what is always true is left out, and what never is decides. */
export function every(matches: readonly Match[]): Match {
  const rest = matches.filter((match) => match !== always);
  if (rest.includes(never)) return never;
  return rest.length === 0 ? always : rest.length === 1 ? rest[0]! : { all: rest };
}

/** One of them; what never is true is left out, and what always is decides. */
export function some(matches: readonly Match[]): Match {
  const rest = matches.filter((match) => match !== never);
  if (rest.includes(always)) return always;
  return rest.length === 0 ? never : rest.length === 1 ? rest[0]! : { any: rest };
}

/** Its contrary; that of what always or never is true is the other one. */
export function negated(match: Match): Match {
  return match === always ? never : match === never ? always : not(match);
}
