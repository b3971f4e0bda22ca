import { isUnknown, unknown, type Value } from '../values/value.ts';
import { graphemes } from './graphemes.ts';
import { longestText, refused, type Definitions, type FunctionContext, type FunctionError, type Parameter } from './function.ts';
import { throughParts } from './named-parts.ts';
import { notWhole } from './whole.ts';
import { textOfUnknown, unknownFrom } from './unknowns.ts';

const str: Parameter = { name: 'str', is: 'string' };
const open: Parameter = { ...str, unknowns: true };

/** Functions of texts; those that look for a pattern stand in regular-expressions.ts, those that fill in values in formats.ts. */
export const texts: Definitions = {
  chomp: { takes: [open], run: ([text], { scope }) => through(text!, scope, (known) => within(known, /[^\r\n]/, false)) },
  endswith: { takes: [str, { name: 'suffix', is: 'string' }], run: ([text, suffix]) => (text as string).endsWith(suffix as string) },
  indent: { takes: [{ name: 'spaces', is: 'number' }, open], run: ([spaces, text], { scope }) => through(text!, scope, (known) => indented(spaces as number, known)) },
  join: { takes: [{ name: 'separator', is: 'string' }], rest: { name: 'lists', is: 'list of string', unknowns: true }, unknowns: 'any', run: joined },
  lower: { takes: [str], run: ([text]) => cased(text as string, (letter) => letter.toLowerCase()) },
  split: { takes: [{ name: 'separator', is: 'string' }, str], run: ([separator, text]) => cut(separator as string, text as string) },
  startswith: { takes: [str, { name: 'prefix', is: 'string' }], run: ([text, prefix]) => (text as string).startsWith(prefix as string) },
  strcontains: { takes: [str, { name: 'substr', is: 'string' }], run: ([text, part]) => (text as string).includes(part as string) },
  strrev: { takes: [str], run: ([text]) => [...graphemes(text as string)].reverse().join('') },
  substr: { takes: [str, { name: 'offset', is: 'number' }, { name: 'length', is: 'number' }], run: ([text, offset, length]) => part(text as string, offset as number, length as number) },
  title: { takes: [str], run: ([text]) => titled(text as string) },
  trim: { takes: [str, { name: 'cutset', is: 'string' }], run: ([text, letters]) => trimmed(text as string, letters as string) },
  trimprefix: { takes: [str, { name: 'prefix', is: 'string' }], run: ([text, prefix]) => ((text as string).startsWith(prefix as string) ? (text as string).slice((prefix as string).length) : text!) },
  trimspace: { takes: [open], run: ([text], { scope }) => through(text!, scope, (known) => within(known, /[^\u0085\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/, true)) },
  trimsuffix: { takes: [str, { name: 'suffix', is: 'string' }], run: ([text, suffix]) => ((text as string).endsWith(suffix as string) ? (text as string).slice(0, (text as string).length - (suffix as string).length) : text!) },
  upper: { takes: [str], run: ([text]) => cased(text as string, (letter) => letter.toUpperCase()) },
};

function through(text: Value, scope: string, of: (text: string) => Value | FunctionError): Value | FunctionError {
  return isUnknown(text) ? throughParts(text, scope, of) : of(text as string);
}

/** A text up to its last letter that is to be kept, and from the first one on where the front is cut, too. */
function within(text: string, kept: RegExp, front: boolean): string {
  const from = front ? Math.max(0, text.search(kept)) : 0;
  let to = text.length;
  while (to > 0 && !kept.test(text[to - 1]!)) to--;
  return text.slice(Math.min(from, to), to);
}

/** Letter by letter, as Go does: one whose other case is several letters stays as it is. */
function cased(text: string, turn: (letter: string) => string): string {
  let out = '';
  for (const letter of text) {
    const [first, second] = turn(letter);
    out += second === undefined || turn(letter).length === letter.length ? turn(letter) : letter === '\u0130' ? first! : letter;
  }
  return out;
}

function indented(spaces: number, text: string): Value | FunctionError {
  if (!Number.isInteger(spaces)) return notWhole();
  if (spaces < 0) return refused('the number of spaces must not be negative');
  const lines = text.split('\n');
  return lines.length * spaces > longestText ? tooLong('indent') : lines.join(`\n${' '.repeat(spaces)}`);
}

function joined([separator, ...lists]: readonly Value[], { scope }: FunctionContext): Value | FunctionError {
  if (lists.length === 0) return refused('at least one list is required');
  const members = lists.flatMap((list) => (isUnknown(list!) ? [list] : (list as readonly Value[])));
  const missing = members.indexOf(null);
  if (missing >= 0) return refused(`element ${missing} is null; cannot concatenate null values`, 1);
  const parts = members.map((member) => (isUnknown(member) ? textOfUnknown(member, scope) : (member as string)));
  if (!members.some(isUnknown)) return tooMuch(parts as readonly string[], separator as string) ? tooLong('join') : parts.join(separator as string);
  const whole = !lists.some(isUnknown) && !parts.includes(undefined) && !tooMuch(parts as readonly string[], separator as string);
  return unknownFrom(members, whole ? parts.join(separator as string) : undefined);
}

function tooMuch(parts: readonly string[], separator: string): boolean {
  return parts.reduce((length, each) => length + each.length + separator.length, 0) > longestText;
}

function tooLong(name: string): Value {
  return unknown(`${name}() makes a text of more than ${longestText / 1024 / 1024} MiB`);
}

/** An empty separator cuts between characters, as Go does. */
function cut(separator: string, text: string): Value {
  return separator === '' ? [...text] : text.split(separator);
}

function part(text: string, offset: number, length: number): Value | FunctionError {
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return notWhole();
  const letters = graphemes(text);
  const from = offset < 0 ? Math.max(0, letters.length + offset) : offset;
  return letters.slice(from, length < 0 || (length === 0 && offset < 0) ? undefined : from + length).join('');
}

/** The first letter of each word, where words are what stands between separators (Go's strings.Title). */
function titled(text: string): string {
  let before = ' ';
  let out = '';
  for (const letter of text) {
    out += isSeparator(before) ? cased(letter, (each) => each.toUpperCase()) : letter;
    before = letter;
  }
  return out;
}

function isSeparator(letter: string): boolean {
  return letter <= '\u007f' ? !/[0-9A-Za-z_]/.test(letter) : /\s/.test(letter);
}

function trimmed(text: string, letters: string): string {
  const set = new Set(letters);
  const all = [...text];
  let [from, to] = [0, all.length];
  while (from < to && set.has(all[from]!)) from++;
  while (to > from && set.has(all[to - 1]!)) to--;
  return all.slice(from, to).join('');
}
