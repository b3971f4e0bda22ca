import { tidy } from './expression.ts';
import type { Characters } from './expression.ts';

/** The set of `[:name:]`, undefined if RE2 knows none of that name. */
export function posixSet(name: string): Characters | undefined {
  return Object.hasOwn(posixSets, name) ? posixSets[name] : undefined;
}

/** The set of `\d`, `\s` or `\w`, undefined for other letters. */
export function perlSet(letter: string): Characters | undefined {
  return perlSets[letter];
}

/** Unicode folds the long s to `s` and the Kelvin sign to `k`, so RE2 does. */
export function strange(of: Characters): Characters {
  const takes = (code: number): boolean => of.some((from, at) => at % 2 === 0 && from <= code && code < of[at + 1]!);
  return tidy([...of, ...(takes(115) ? [0x17f, 0x180] : []), ...(takes(107) ? [0x212a, 0x212b] : [])]);
}

const perlSets: Readonly<Record<string, Characters>> = { d: [48, 58], s: [9, 11, 12, 14, 32, 33], w: [48, 58, 65, 91, 95, 96, 97, 123] };

const posixSets: Readonly<Record<string, Characters>> = {
  alnum: [48, 58, 65, 91, 97, 123],
  alpha: [65, 91, 97, 123],
  ascii: [0, 128],
  blank: [9, 10, 32, 33],
  cntrl: [0, 32, 127, 128],
  digit: [48, 58],
  graph: [33, 127],
  lower: [97, 123],
  print: [32, 127],
  punct: [33, 48, 58, 65, 91, 97, 123, 127],
  space: [9, 14, 32, 33],
  upper: [65, 91],
  word: [48, 58, 65, 91, 95, 96, 97, 123],
  xdigit: [48, 58, 65, 71, 97, 103],
};
