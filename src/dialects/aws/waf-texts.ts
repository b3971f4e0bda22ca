import { transformed } from '../../facts/web-acl.ts';
import type { Field } from '../../ir/field.ts';
import { all, any, every, never, not, present, some, type Match } from '../../ir/match.ts';
import { quoted } from '../../ir/quote.ts';
import type { Component, TextTest } from './waf-statements.ts';

/** Where a value stands in the text of a field: behind `head`, before `tail`, and made of `of`. */
interface Slot {
  readonly field: Field;
  readonly head: string;
  /** A character class without its brackets: what no character of the value is. Empty: it may be any. */
  readonly without: string;
  readonly tail: string;
}

const whole = (field: Field): Slot => ({ field, head: '', without: '', tail: '' });

/** The field of a header, by its name in lower case. */
export function headerField(name: string): Field {
  return name === 'host' ? 'host' : name === 'x-forwarded-for' ? 'forwarded' : `header(${name})`;
}

/** The values that a component looks at; undefined: it is not modelled, or a body. */
function slotsOf(on: Component): readonly Slot[] | undefined {
  switch (on.part) {
    case 'uri_path':
      return [whole('path')];
    case 'method':
      return [whole('method')];
    case 'query_string':
      return [{ ...whole('query.raw'), head: '\\?' }];
    case 'all_query_arguments':
      return [argument('[^=&]*')];
    case 'single_query_argument':
      return [argument([...on.name].map(eitherCase).join(''))];
    case 'single_header':
      return [whole(headerField(on.name))];
    case 'headers':
      return on.scope === 'VALUE' ? on.names?.map((name) => whole(headerField(name))) : undefined;
    case 'cookies':
      return on.names === undefined ? cookies(on.scope) : on.scope === 'VALUE' ? on.names.map((name) => whole(`cookie(${name})`)) : undefined;
    case 'body':
    case 'json_body':
    case 'other':
      return undefined;
    default:
      return on;
  }
}

/** The name of an argument is compared in any case, its value as it was sent (WAFV2 API reference, SingleQueryArgument). */
function argument(name: string): Slot {
  return { field: 'query.raw', head: `\\?(?s:.*&)?${name}=`, without: '&', tail: '(?s:&.*)?' };
}

function cookies(scope: 'ALL' | 'KEY' | 'VALUE'): readonly Slot[] {
  const values: Slot = { field: 'header(cookie)', head: '(?s:.*; *)?[^=;]*=', without: ';', tail: '(?s:;.*)?' };
  const keys: Slot = { field: 'header(cookie)', head: '(?s:.*; *)?', without: '=;', tail: '(?s:=.*)' };
  return scope === 'KEY' ? [keys] : scope === 'VALUE' ? [values] : [keys, values];
}

function eitherCase(character: string): string {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  return lower === upper ? quoted(character) : `[${lower}${upper}]`;
}

/** What transformations do to a text: change its case, decode it, or something that is told from `unsure` texts only. */
interface Changes {
  readonly fold?: 'lower' | 'upper';
  readonly decodes?: true;
  /** Fits somewhere in the texts that may be changed. */
  readonly unsure: readonly string[];
  /** By this one every text is changed. */
  readonly opaque?: string;
}

function changesOf(transforms: readonly string[]): Changes {
  const others = transforms.filter((each) => !['NONE', 'LOWERCASE', 'UPPERCASE'].includes(each));
  const opaque = others.find((each) => transformed[each] === undefined);
  const fold = transforms.includes('LOWERCASE') ? ('lower' as const) : transforms.includes('UPPERCASE') ? ('upper' as const) : undefined;
  const plainly = others.length === 1 && others[0] === 'URL_DECODE' && transforms.indexOf('URL_DECODE') <= Math.min(...['LOWERCASE', 'UPPERCASE'].map((each) => (transforms.includes(each) ? transforms.indexOf(each) : Infinity)));
  return { ...(fold === undefined ? {} : { fold }), ...(plainly ? { decodes: true } : {}), unsure: others.flatMap((each) => transformed[each] ?? []), ...(opaque === undefined ? {} : { opaque }) };
}

/** Where a text of the component passes the test; what cannot be told is unknown, because of `where`. */
export function textMatch(on: Component, transforms: readonly string[], test: TextTest, where: string): Match {
  const slots = slotsOf(on);
  if (slots === undefined) return open(on, where);
  const changes = changesOf(transforms);
  return some(slots.map((slot) => slotMatch(slot, changes, test, where)));
}

function slotMatch(slot: Slot, changes: Changes, test: TextTest, where: string): Match {
  const there = present(slot.field);
  if (changes.opaque !== undefined) return all(there, unknown(`${where}, after ${changes.opaque}, which is not modelled`));
  if (test.is === 'regex') return regexMatch(slot, changes, test.regexes, where);
  const { fold } = changes;
  if (fold !== undefined && test.text !== (fold === 'lower' ? test.text.toLowerCase() : test.text.toUpperCase())) return never;
  if ([...slot.without].some((character) => test.text.includes(character))) return never;
  const decodes = changes.decodes === true && /^[\x21-\x24\x26-\x2a\x2c-\x7e]*$/.test(test.text);
  const match = fits(slot, valueOf(slot, test, decodes, fold), fold !== undefined);
  if (!decodes) return undecided(slot, match, changes.unsure, where);
  // Every escape is whole, and no plus sign says either itself or a blank.
  const whole = fits(slot, `(?:[^%+${slot.without}]|%[0-9a-fA-F]{2})*`, false);
  return any(match, all(there, not(whole), unknown(`${where}, and how this text is decoded is not published`)));
}

/** The value's own pattern: what stands around the text is made of any characters a value may have. */
function valueOf({ without }: Slot, { is: how, text }: Exclude<TextTest, { is: 'regex' }>, decodes: boolean, fold: Changes['fold']): string {
  const run = decodes ? `(?:[^%+${without}]|%[0-9a-fA-F]{2})*` : without === '' ? '(?s:.*)' : `[^${without}]*`;
  const middle = decodes ? [...text].map((character) => `(?:${[quoted(character), ...new Set((fold === undefined ? [character] : [character.toLowerCase(), character.toUpperCase()]).map((each) => `%${hex(each)}`))].join('|')})`).join('') : quoted(text);
  switch (how) {
    case 'EXACTLY':
      return middle;
    case 'STARTS_WITH':
      return `${middle}${run}`;
    case 'ENDS_WITH':
      return `${run}${middle}`;
    case 'CONTAINS':
      return `${run}${middle}${run}`;
    case 'CONTAINS_WORD':
      return `(?:${run}[^A-Za-z0-9_${without}])?${middle}(?:[^A-Za-z0-9_${without}]${run})?`;
    default:
      return how;
  }
}

function hex(character: string): string {
  return [...character.charCodeAt(0).toString(16).padStart(2, '0')].map(eitherCase).join('');
}

function fits({ field, head, tail }: Slot, value: string, ignoreCase: boolean): Match {
  return { field, in: [{ regex: `${head}${value}${tail}`, ...(ignoreCase ? { ignoreCase: true as const } : {}) }] };
}

/** The expression fits somewhere ("Regex match rule statement"); within one of several values it cannot be told from the text of all. */
function regexMatch(slot: Slot, changes: Changes, regexes: readonly string[], where: string): Match {
  const somewhere = (regex: string): string => `(?s:.*)(?:${regex})(?s:.*)`;
  if (slot.without !== '') return all(present(slot.field), unknown(`${where} by a regular expression, which is not compared with single values here`));
  const cased = regexes.some((regex) => /[A-Z]/.test(regex.replace(/\\./g, '')));
  const folding = changes.fold !== undefined;
  if (folding && cased) return all(present(slot.field), unknown(`${where} by a regular expression with capital letters, after ${changes.fold === 'lower' ? 'LOWERCASE' : 'UPPERCASE'}`));
  const inside = slot.head === '' ? regexes : regexes.map((regex) => regex.replace(/^\^/, ''));
  const match = some(regexes.map((regex, at): Match => (slot.head !== '' && regex.startsWith('^') ? fits(slot, `(?:${inside[at]})(?s:.*)`, folding) : fits(slot, somewhere(regex), folding))));
  return undecided(slot, match, changes.unsure, where);
}

function undecided({ field }: Slot, match: Match, unsure: readonly string[], where: string): Match {
  if (unsure.length === 0) return match;
  const changed: Match = { field, in: [{ regex: `(?s:.*)(?:${unsure.join('|')})(?s:.*)` }] };
  return any(all(match, not(changed)), all(changed, unknown(`${where}, and a transformation that is not modelled for this text comes first`)));
}

function open(on: Component, where: string): Match {
  const there = on.part === 'cookies' ? present('header(cookie)') : on.part === 'headers' && on.names !== undefined ? any(...on.names.map((name) => present(headerField(name)))) : undefined;
  return every([...(there === undefined ? [] : [there]), unknown(where)]);
}

/** Components of which a field says the size above 512 bytes. */
const sized: Readonly<Partial<Record<Component['part'], Field>>> = { uri_path: 'path.bytes', query_string: 'query.bytes' };

/** Where the size of the component compares so. */
export function sizeMatch(on: Component, transforms: readonly string[], operator: string, size: number, where: string): Match {
  const slots = slotsOf(on);
  const changes = changesOf(transforms);
  if (slots === undefined) return open(on, where);
  const cookie = on.part === 'single_header' && on.name === 'cookie';
  const bytes = cookie ? 'cookie.bytes' : sized[on.part];
  return some(
    slots.map((slot): Match => {
      const there = present(slot.field);
      if (changes.opaque !== undefined) return all(there, unknown(`${where}, after ${changes.opaque}, which is not modelled`));
      const over = (least: number): Match => longer(slot, bytes, least, where);
      return undecided(slot, compared(operator, size, there, over), changes.unsure, where);
    }),
  );
}

/** `over(n)`: it has more than n bytes. */
function compared(operator: string, size: number, there: Match, over: (size: number) => Match): Match {
  const least = size === 0 ? there : over(size - 1);
  switch (operator) {
    case 'GT':
      return over(size);
    case 'GE':
      return least;
    case 'LE':
      return all(there, not(over(size)));
    case 'LT':
      return all(there, not(least));
    case 'EQ':
      return all(least, not(over(size)));
    default:
      return all(there, any(not(least), over(size)));
  }
}

function longer(slot: Slot, bytes: Field | undefined, size: number, where: string): Match {
  if (bytes !== undefined && size >= 512) return { field: bytes, in: [{ from: size + 1, to: 2 ** 31 }] };
  if (size >= 999) return all(present(slot.field), unknown(`${where}, and the size of this text is not known`));
  return fits(slot, slot.without === '' ? `(?s:.{${size + 1},})` : `[^${slot.without}]{${size + 1},}`, false);
}

/** Where a text has something that a managed rule or an attack cannot do without. */
export function signsMatch(fields: readonly Field[], signs: readonly string[]): Match {
  return some(fields.map((field): Match => ({ field, in: [{ regex: `(?s:.*)(?:${signs.join('|')})(?s:.*)`, ignoreCase: true }] })));
}

/** The fields that the texts of a component stand in; undefined: a body, or not modelled. */
export function fieldsOf(on: Component): readonly Field[] | undefined {
  return slotsOf(on)?.map(({ field }) => field);
}

/** Requests of which nobody knows it. */
export function unknown(reason: string): Match {
  return { unknown: { reason } };
}

