import { finderOf, type Finder, type Slots } from '../../../ir/replace.ts';
import { mapOf, unknown, type Value } from '../values/value.ts';
import { longestText, mostMembers, refused, type Definitions, type FunctionError, type Parameter } from './function.ts';

const pattern: Parameter = { name: 'pattern', is: 'string' };
const string: Parameter = { name: 'string', is: 'string' };
const substr: Parameter = { name: 'substr', is: 'string' };

/** Functions that look for a pattern: RE2's, never JavaScript's, which another meaning and no bound in time has. */
export const regularExpressions: Definitions = {
  regex: { takes: [pattern, string], run: ([wanted, text]) => matched(wanted as string, text as string) },
  regexall: { takes: [pattern, string], run: ([wanted, text]) => matchedAll(wanted as string, text as string) },
  replace: { takes: [{ name: 'str', is: 'string' }, substr, { name: 'replace', is: 'string' }], run: ([text, wanted, by]) => replaced(text as string, wanted as string, by as string) },
};

/** Steps that a search may take; the longest text of a plan needs some thousands. */
const mostSteps = 2_000_000;

function finder(wanted: string): Finder | Value | FunctionError {
  const found = finderOf(wanted);
  if (!('refused' in found)) return found;
  const { refused: why } = found;
  if (/^\\[bBpPC]|^.*(?:multi-line|outside ASCII|too large|nested above)/.test(why)) return unknown(`the pattern ${JSON.stringify(wanted)} has ${why}, which is not worked out`);
  const words = why.startsWith('missing ') ? `missing closing ${why.slice(8)}` : why;
  return refused(words);
}

function isFinder(found: Finder | Value | FunctionError): found is Finder {
  return found !== null && typeof found === 'object' && 'find' in found;
}

function matched(wanted: string, text: string): Value | FunctionError {
  const found = shaped(wanted);
  if (!isFinder(found)) return found;
  const meter = { left: mostSteps };
  const slots = found.find(text, 0, meter);
  if (meter.left < 0) return tooLong('regex');
  return slots === undefined ? refused('pattern did not match any part of the given string') : resultOf(found, text, slots);
}

function matchedAll(wanted: string, text: string): Value | FunctionError {
  const found = shaped(wanted);
  if (!isFinder(found)) return found;
  const all = matches(found, text);
  return all === undefined ? tooLong('regexall') : all.map((slots) => resultOf(found, text, slots));
}

/** Terraform makes a list of groups, or an object of those with names, and takes no mixture. */
function shaped(wanted: string): Finder | Value | FunctionError {
  const found = finder(wanted);
  if (!isFinder(found)) return found !== null && typeof found === 'object' && 'kind' in found && found.kind === 'refused' ? refused(`invalid regexp pattern: ${found.message} in ${wanted}`, 0) : found;
  return found.names.length > 0 && found.names.length < found.groups ? refused('invalid regexp pattern: cannot mix both named and unnamed capture groups', 0) : found;
}

function resultOf({ groups, names }: Finder, text: string, slots: Slots): Value {
  if (groups === 0) return text.slice(slots[0], slots[1]);
  const values = Array.from({ length: groups }, (_, at) => taken(text, slots, at + 1));
  return names.length === 0 ? values : mapOf(names.map((name, at) => [name, values[at]!]));
}

function taken(text: string, slots: Slots, group: number): string | null {
  const [from, to] = [slots[2 * group], slots[2 * group + 1]];
  return from === undefined || to === undefined ? null : text.slice(from, to);
}

/** All matches one behind the other; an empty one right behind another does not count (Go's FindAll). */
function matches({ find }: Finder, text: string): readonly Slots[] | undefined {
  const meter = { left: mostSteps };
  const found: Slots[] = [];
  for (let [at, last] = [0, -1]; at <= text.length; ) {
    const slots = find(text, at, meter);
    if (meter.left < 0 || found.length > mostMembers) return undefined;
    if (slots === undefined) return found;
    const [from, to] = [slots[0]!, slots[1]!];
    if (from < to || from !== last) found.push(slots);
    if (to > from) last = to;
    at = to > from ? to : to + ((text.codePointAt(to) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

function replaced(text: string, wanted: string, by: string): Value | FunctionError {
  if (wanted.length < 2 || !wanted.startsWith('/') || !wanted.endsWith('/')) return plainly(text, wanted, by);
  const found = finder(wanted.slice(1, -1));
  if (!isFinder(found)) return found !== null && typeof found === 'object' && 'kind' in found && found.kind === 'refused' ? refused(`error parsing regexp: ${found.message}`) : found;
  const all = matches(found, text);
  if (all === undefined) return tooLong('replace');
  const parts = template(by);
  let [out, at] = ['', 0];
  for (const slots of all) {
    out += text.slice(at, slots[0]) + parts.map((part) => (typeof part === 'string' ? part : (named(found, part.group, text, slots) ?? ''))).join('');
    at = slots[1]!;
    if (out.length > longestText) return tooLong('replace');
  }
  return out + text.slice(at);
}

function plainly(text: string, wanted: string, by: string): Value {
  const parts = wanted === '' ? ['', ...text, ''] : text.split(wanted);
  return text.length + parts.length * by.length > longestText ? tooLong('replace') : parts.join(by);
}

/** `$1`, `$name`, `${name}` and `$$`; a name is as long as it can be (Go's Expand). */
function template(by: string): readonly (string | { readonly group: string })[] {
  return by.split(/(\$\$|\$\{\w+\}|\$\w+)/).map((part) => (part === '$$' ? '$' : /^\$\{?\w/.test(part) ? { group: part.replace(/^\$\{?|\}$/g, '') } : part));
}

function named({ names, groups }: Finder, group: string, text: string, slots: Slots): string | null {
  const number = /^\d+$/.test(group) ? Number(group) : names.length === groups ? names.indexOf(group) + 1 : 0;
  return (number === 0 && group !== '0') || number > groups ? null : taken(text, slots, number);
}

function tooLong(name: string): Value {
  return unknown(`${name}() of this text takes too long, or makes too much`);
}
