import { isUnknown, unknown, type Value } from '../values/value.ts';
import { isExact, numberIn, numberText } from './number-text.ts';

/** A text, a number or a bool as a text; undefined for anything else. */
export function stringOf(value: Value): Value | undefined {
  if (value === null || isUnknown(value) || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  return isExact(value) ? numberText(value) : unknown('a whole number above 2^53 is not kept exactly');
}

/** A number, or a text that says one. */
export function numberFrom(value: Value): Value | undefined {
  if (value === null || isUnknown(value) || typeof value === 'number') return value;
  return typeof value === 'string' ? numberIn(value) : undefined;
}

/** A bool, or the text `true` or `false`. */
export function boolOf(value: Value): Value | undefined {
  if (value === null || isUnknown(value) || typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
