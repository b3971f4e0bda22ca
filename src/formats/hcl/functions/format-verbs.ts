import { isUnknown, unknown, type Unknown, type Value } from '../values/value.ts';
import { refused, type FunctionError } from './function.ts';
import type { Verb } from './format-parts.ts';
import { graphemeCount, graphemes } from './graphemes.ts';
import { jsonOf } from './json-text.ts';
import { numberText } from './number-text.ts';
import { boolOf, numberFrom, stringOf } from './primitives.ts';

/** What a verb makes of a value; an unknown where we do not count as exactly as Terraform. */
export function shownBy(verb: Verb, value: Value): string | FunctionError | Unknown {
  switch (verb.verb) {
    case 'v': {
      const text = verb.flags.includes('#') ? undefined : stringOf(value);
      return text === undefined ? json(verb, value) : padded(verb, text, false);
    }
    case 's':
    case 'q': {
      const text = stringOf(value);
      if (text === undefined) return unfit(verb, 'string required');
      return verb.verb === 's' || typeof text !== 'string' ? padded(verb, text, verb.verb === 's') : padded(verb, cut(verb, text, true), false, quoted);
    }
    case 't': {
      const bool = boolOf(value);
      return typeof bool === 'boolean' ? String(bool) : unfit(verb, typeof value === 'string' ? 'a bool is required' : 'bool required');
    }
    default: {
      const number = numberFrom(value);
      if (typeof number !== 'number') return unfit(verb, typeof value === 'string' ? 'a number is required' : 'number required');
      return 'eEfgG'.includes(verb.verb) ? numeric(verb, fraction(verb, Math.abs(number)), number < 0) : whole(verb, number);
    }
  }
}

function unfit({ written, at }: Verb, problem: string): FunctionError {
  return refused(`unsupported value for ${JSON.stringify(written)} at ${at}: ${problem}`);
}

function json(verb: Verb, value: Value): string | Unknown {
  const text = jsonOf(value, () => undefined);
  return text === undefined ? unknown('a part of a text is not known') : padded(verb, text, false);
}

function quoted(text: string): string {
  return jsonOf(text, () => undefined) ?? text;
}

function padded(verb: Verb, text: Value, cuts: boolean, finish: (text: string) => string = (done) => done): string | Unknown {
  if (typeof text !== 'string') return isUnknown(text) ? text : String(text);
  const shown = finish(cut(verb, text, cuts));
  const missing = (verb.width ?? 0) - graphemeCount(shown);
  if (missing <= 0) return shown;
  return verb.flags.includes('-') ? shown + ' '.repeat(missing) : (verb.flags.includes('0') ? '0' : ' ').repeat(missing) + shown;
}

function cut({ precision }: Verb, text: string, cuts: boolean): string {
  // No precision is a precision of 0.
  return cuts && precision !== undefined && precision > 0 ? graphemes(text).slice(0, precision).join('') : text;
}

function whole(verb: Verb, number: number): string | FunctionError | Unknown {
  if (!Number.isInteger(number)) return unfit(verb, 'an integer is required');
  if (!Number.isSafeInteger(number)) return unknown('a whole number above 2^53 is not kept exactly');
  const base = { b: 2, o: 8, x: 16, X: 16 }[verb.verb] ?? 10;
  const digits = Math.abs(number).toString(base).padStart(verb.precision ?? 0, '0');
  const mark = !verb.flags.includes('#') ? '' : ({ b: '0b', o: '0', x: '0x', X: '0X' }[verb.verb] ?? '');
  return numeric(verb, mark + (verb.verb === 'X' ? digits.toUpperCase() : digits), number < 0);
}

function numeric({ flags, width, precision, verb }: Verb, digits: string, negative: boolean): string {
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const missing = (width ?? 0) - digits.length - sign.length;
  if (missing <= 0) return sign + digits;
  if (flags.includes('-')) return sign + digits + ' '.repeat(missing);
  const zeros = flags.includes('0') && (precision === undefined || 'eEfgG'.includes(verb));
  return zeros ? sign + '0'.repeat(missing) + digits : ' '.repeat(missing) + sign + digits;
}

/** Go's `e`, `f` and `g`: exponents have two digits at least, and `g` uses them from 1e+06 on, or from as many digits as are asked for. */
function fraction({ verb, precision }: Verb, size: number): string {
  const [kind, capital] = [verb.toLowerCase(), verb !== verb.toLowerCase()];
  const text = kind === 'f' ? fixed(size, precision ?? 6) : kind === 'e' ? exponent(size, Math.min(precision ?? 6, 100)) : general(size, precision);
  return capital ? text.toUpperCase() : text;
}

/**
 * Rounded as Terraform does, which counts with 512 bits: what lies exactly between two is rounded to the even one where 512 bits hold
 * it (`2.5`), else to where the nearest number of 512 bits lies (`12.345`).
 */
function fixed(size: number, digits: number): string {
  const [whole, part] = numberText(size).split('.') as [string, string?];
  const fraction = part ?? '';
  if (fraction.length <= digits) return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
  const all = BigInt(whole + fraction);
  const unit = 10n ** BigInt(fraction.length - digits);
  const [floor, rest] = [all / unit, all % unit];
  const up = rest * 2n === unit ? tieUp(all, fraction.length, floor) : rest * 2n > unit;
  const text = String(up ? floor + 1n : floor).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function tieUp(all: bigint, places: number, floor: bigint): boolean {
  const divisor = 10n ** BigInt(places);
  const shifted = all << 2048n;
  const drop = BigInt(Math.max(0, (shifted / divisor).toString(2).length - 512));
  const step = divisor << drop;
  const left = shifted % step;
  return left === 0n ? floor % 2n === 1n : left * 2n >= step;
}

function exponent(size: number, digits: number | undefined): string {
  return (digits === undefined ? size.toExponential() : size.toExponential(digits)).replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(size: number, precision: number | undefined): string {
  const power = size === 0 ? 0 : Number(size.toExponential(precision === undefined ? undefined : Math.max(0, Math.min(precision, 101) - 1)).split('e')[1]);
  const exponents = power < -4 || power >= (precision === undefined ? 6 : precision === 0 ? 1 : precision);
  if (precision === undefined) return exponents ? exponent(size, undefined) : numberText(size);
  const digits = Math.max(1, Math.min(precision, 100));
  const text = exponents ? exponent(size, digits - 1) : size.toFixed(Math.max(0, Math.min(100, digits - 1 - power)));
  const [mantissa, behind] = text.split('e');
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return behind === undefined ? short : `${short}e${behind}`;
}
