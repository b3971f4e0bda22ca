import type { Pattern } from '../ir/pattern.ts';

/**
 * For each named function of ir/functions.ts texts that it leaves as they are: all of them, or a set that is easy to
 * say and holds whatever people ordinarily send. Undefined: nothing is known.
 */
export function unchangedBy(name: string): Pattern | undefined {
  return patterns[name];
}

/** Texts that the function answers with nothing: the hop refuses the request. Undefined: it never does. */
export function refusedBy(name: string): Pattern | undefined {
  return name.startsWith('normalise-path:') && name !== 'normalise-path:NONE' ? { regex: '(?s:[^#]*%00.*)' } : undefined;
}

/** A segment that is neither `.` nor `..` and holds nothing that a normaliser looks at. */
const plain = '[^/%#\\\\]';
const segment = `(?:[^/%#\\\\.]${plain}*|\\.[^/%#\\\\.]${plain}*|\\.\\.${plain}+)`;

const patterns: Readonly<Record<string, Pattern>> = {
  'lower-case': { regex: '(?s:[\\x00-@\\[-\\x7f]*)' },
  'without-query': { regex: '[^?#]*' },
  'normalise-path:NONE': { any: true },
  'normalise-path:BASE': { regex: `(?:/${segment}?)+` },
  'normalise-path:MERGE_SLASHES': { regex: `(?:/${segment})+/?|/` },
  'normalise-path:DECODE_AND_MERGE_SLASHES': { regex: `(?:/${segment})+/?|/` },
};
