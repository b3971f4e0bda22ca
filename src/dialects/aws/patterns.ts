import type { Pattern } from '../../ir/pattern.ts';
import { quoted } from '../../ir/quote.ts';
import type { Value } from '../../ir/program.ts';
import type { QueryPair } from './rules.ts';

/**
 * What a condition surely takes, and what it takes or not: AWS does not publish whether a regular expression has to
 * fit the whole text, in which case, nor whether queries are decoded before they are compared.
 */
export interface Fits {
  readonly sure: readonly Pattern[];
  readonly perhaps: readonly Pattern[];
}

/** Requests carry hosts in lower case; a port behind the host does not count. */
export function hostFits(values: readonly string[], regexes: readonly string[]): Fits {
  const globs = values.flatMap((value): readonly Pattern[] => {
    const host = value.toLowerCase();
    return /[*?]/.test(host) ? [{ glob: host }, { glob: `${host}:*` }] : [{ exact: host }, { prefix: `${host}:` }];
  });
  const found = regexes.map((regex): Fits => {
    const { inner, start, end } = anchored(regex);
    const whole: Pattern = { regex: `(?:${inner})(?::[0-9]+)?`, ignoreCase: true };
    if (start && end) return { sure: [whole], perhaps: [] };
    const within: Pattern = { regex: `${start ? '' : any}(?:${inner})${end ? '(?::[0-9]+)?' : any}`, ignoreCase: true };
    return { sure: [whole], perhaps: regex.includes('|') ? [within, { regex: '.*:[0-9]+' }] : [within] };
  });
  return joined(globs, found);
}

/** Case-sensitive. */
export function pathFits(values: readonly string[], regexes: readonly string[]): Fits {
  const globs = values.map((value): Pattern => (/[*?]/.test(value) ? { glob: value } : { exact: value }));
  return joined(globs, regexes.map((regex) => regexFits(regex, {})));
}

/** Globs fit in any case. */
export function headerFits(values: readonly string[], regexes: readonly string[]): Fits {
  return joined(values.map((glob): Pattern => ({ glob, ignoreCase: true })), regexes.map((regex) => regexFits(regex, { ignoreCase: true })));
}

/**
 * The same for a text that may be several instances, joined by commas: an instance may be any stretch between two of them.
 * Surely taken is what fits wherever the instances end.
 */
export function instancesFit(values: readonly string[], regexes: readonly string[]): Fits {
  const within = values.filter((value) => /^\*[^*?,]*\*$/.test(value));
  const stretches = values.map((value): Pattern => ({ regex: `(?s:(?:.*,)?${[...value].map((character) => (character === '*' ? '.*' : character === '?' ? '.' : quoted(character))).join('')}(?:,.*)?)`, ignoreCase: true }));
  return { sure: within.map((glob): Pattern => ({ glob, ignoreCase: true })), perhaps: regexes.length === 0 ? stretches : [{ any: true }] };
}

/** Commas that may part two instances of a header: what stands beside one has no blank at its end (RFC 9110, section 5.5). */
export const severalInstances: Pattern = { regex: '(?s:(?:.*[^ \\t])?,(?:[^ \\t].*)?)' };

/** One of the pairs stands in the query, as a whole and in any case. */
export function queryFits(pairs: readonly QueryPair[]): Fits {
  const fits = pairs.map(({ key, value }): Fits => {
    const [name, text] = [key === undefined ? undefined : charactersOf(key), charactersOf(value)];
    const plain = [...(name ?? []), ...text].every((character) => typeof character === 'object' || !/[+% ]/.test(character));
    const empty = text.every((character) => character === wild.run) ? '?' : '';
    const sure = `${name === undefined ? '[^&=]*' : name.map(asWritten).join('')}=${text.map(asWritten).join('')}`;
    const perhaps = `${name === undefined ? '[^&=]*' : name.map(asEscaped).join('')}(?:=${text.map(asEscaped).join('')})${empty}`;
    return { sure: plain ? [inQuery(sure)] : [], perhaps: [inQuery(perhaps)] };
  });
  return joined([], fits);
}

/** What a transform's regular expression makes of a text, in the forms that leave most of it known. */
export function rewriteOf({ regex, replace }: { readonly regex: string; readonly replace: string }): Rewrite {
  const fixed = !/[$\\]/.test(replace);
  if (fixed && ['.*', '^.*$', '^.*', '(.*)', '^(.*)$'].includes(regex)) return { literal: replace };
  const head = /^\^((?:[A-Za-z0-9_/~:@!,;=&'-]|\\[./-])*)\(\.\*\)\$?$/.exec(regex);
  const kept = /^([^$\\]*)\$1$/.exec(replace);
  if (head !== null && kept !== null) return { head: head[1]!.replaceAll('\\', ''), with: kept[1]! };
  if (/\$(?![0-9])|\$[0-9]{2}/.test(replace)) return 'unknown';
  return { pattern: regex, rewrite: replace.replaceAll('\\', '\\\\').replace(/\$([0-9])/g, '\\$1') };
}

type Rewrite = Extract<Value, { readonly literal: unknown } | { readonly head: string } | { readonly pattern: string }> | 'unknown';

/** Texts in which the expression fits in two places: whether both are replaced is not published. */
export function fitsTwice(regex: string): Pattern | undefined {
  return regex.startsWith('^') && !regex.includes('|') ? undefined : { regex: `${any}(?:${regex})${any}(?:${regex})${any}` };
}

/** Texts in which the expression fits anywhere. */
export function fitsSomewhere(regex: string): Pattern {
  return { regex: `${any}(?:${regex})${any}` };
}

const any = '(?s:.*)';

function regexFits(regex: string, fold: { readonly ignoreCase?: true }): Fits {
  const { inner, start, end } = anchored(regex);
  const exact = start && end && fold.ignoreCase === undefined;
  return { sure: [{ regex: `(?:${inner})` }], perhaps: exact ? [] : [{ regex: `${start ? '' : any}(?:${inner})${end ? '' : any}`, ...fold }] };
}

/** An expression without alternatives says at its ends whether it fits the whole text. */
function anchored(regex: string): { readonly inner: string; readonly start: boolean; readonly end: boolean } {
  if (regex.includes('|')) return { inner: regex, start: false, end: false };
  const start = regex.startsWith('^');
  const end = /(?<!\\)(?:\\\\)*\$$/.test(regex);
  return { inner: regex.slice(start ? 1 : 0, end ? -1 : undefined), start, end };
}

function joined(sure: readonly Pattern[], found: readonly Fits[]): Fits {
  return { sure: [...sure, ...found.flatMap((each) => each.sure)], perhaps: found.flatMap((each) => each.perhaps) };
}

const wild = { run: { wild: '*' }, one: { wild: '?' } } as const;
type Character = string | (typeof wild)['run' | 'one'];

/** `\*` and `\?` mean themselves (ELBv2 API reference, QueryStringKeyValuePair). */
function charactersOf(text: string): readonly Character[] {
  return [...text.matchAll(/\\([*?\\])|([\s\S])/g)].map(([, escaped, plain = '']) => escaped ?? (plain === '*' ? wild.run : plain === '?' ? wild.one : plain));
}

function inQuery(pair: string): Pattern {
  return { regex: `\\?(?:[^&]*&)*${pair}(?:&.*)?`, ignoreCase: true };
}

function asWritten(character: Character): string {
  if (typeof character === 'string') return quoted(character);
  return character === wild.run ? '[^&]*' : '[^&%+]';
}

/** The character itself, or as an escape of it in either case. */
function asEscaped(character: Character): string {
  if (typeof character === 'object') return character === wild.run ? '[^&]*' : '(?:[^&%]|%[0-9a-f]{2})';
  const bytes = (text: string): string => [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms = new Set([quoted(character), bytes(character.toLowerCase()), bytes(character.toUpperCase()), ...(character === ' ' ? ['\\+'] : [])]);
  return `(?:${[...forms].join('|')})`;
}
