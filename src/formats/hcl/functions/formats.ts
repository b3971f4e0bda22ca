import { isList, isSet, isUnknown, unknown, type Value } from '../values/value.ts';
import { isRefused, longestText, mostMembers, refused, type Definitions, type FunctionContext, type FunctionError, type Parameter } from './function.ts';
import { formatParts, type Verb } from './format-parts.ts';
import { shownBy } from './format-verbs.ts';
import { textOfUnknown, unknownFrom } from './unknowns.ts';

const format: Parameter = { name: 'format', is: 'string' };
const args: Parameter = { name: 'args', is: 'any', nulls: true, unknowns: true };

/** `format` and `formatlist`: Go's verbs, as cty has them. */
export const formats: Definitions = {
  format: { takes: [format], rest: args, unknowns: 'any', run: ([text, ...values], context) => filled(text as string, values, context) },
  formatlist: { takes: [format], rest: args, unknowns: 'any', run: ([text, ...values], context) => filledEach(text as string, values, context) },
};

function filled(text: string, values: readonly Value[], { scope }: FunctionContext): Value | FunctionError {
  const parts = formatParts(text);
  if (isRefused(parts)) return parts;
  let [out, open]: [string | undefined, boolean] = ['', false];
  for (const part of parts) {
    const shown = typeof part === 'string' ? part : shownOf(part, values, scope);
    if (isRefused(shown)) return shown;
    if (typeof shown === 'string') out = out === undefined ? undefined : out + shown;
    else [out, open] = [shown.text === undefined || out === undefined ? undefined : out + shown.text, true];
    if (out !== undefined && out.length > longestText) return unknown(`format() makes a text of more than ${longestText / 1024 / 1024} MiB`);
  }
  const used = parts.reduce((most, part) => (typeof part === 'string' ? most : Math.max(most, part.argument)), 0);
  if (used < values.length) return refused(used === 0 ? 'too many arguments; no verbs in format string' : `too many arguments; only ${used} used by format string`, used + 1);
  if (!open && out !== undefined) return out;
  const made = unknownFrom(values, out);
  return made.from.length === 0 && made.why === undefined && values.includes(null) ? unknown('format() of null is not worked out') : made;
}

/** An unknown stands in the text under its name, where the verb would have changed nothing of a text. */
function shownOf(verb: Verb, values: readonly Value[], scope: string): string | FunctionError | { readonly text: string | undefined } {
  if (verb.argument > values.length) return refused(`not enough arguments for ${JSON.stringify(verb.written)} at ${verb.at}: need index ${verb.argument} but have ${values.length} total`);
  const value = values[verb.argument - 1]!;
  if (value === null) return { text: undefined };
  if (isUnknown(value)) return { text: /^%(?:\[\d+\])?[sv]$/.test(verb.written) ? textOfUnknown(value, scope) : undefined };
  const shown = shownBy(verb, value);
  return isUnknown(shown as Value) ? { text: undefined } : (shown as string | FunctionError);
}

function filledEach(text: string, values: readonly Value[], context: FunctionContext): Value | FunctionError {
  const lists = values.map((value) => (isList(value!) ? value : isSet(value!) ? value.members : undefined));
  const first = lists.findIndex((list) => list !== undefined);
  const length = first < 0 ? 1 : lists[first]!.length;
  for (const [at, list] of lists.entries()) {
    if (list !== undefined && list.length !== length) return refused(`argument ${at + 1} has length ${list.length}, which is inconsistent with argument ${first + 1} of length ${length}`, at + 1);
  }
  // Terraform does not know how long the list is either.
  const alone = first < 0 ? values.find((value) => isUnknown(value)) : undefined;
  if (values.includes(null)) return unknown('formatlist() of null is not worked out', unknownFrom(values).from);
  if (alone !== undefined || length > mostMembers) return unknownFrom(values);
  const made: Value[] = [];
  for (let [at, left] = [0, longestText]; at < length; at++) {
    const each = filled(text, values.map((value, column) => (lists[column] === undefined ? value : lists[column]![at]!)), context);
    if (isRefused(each)) return first < 0 ? each : refused(`error on format iteration ${at}: ${each.message}`, each.argument);
    left -= typeof each === 'string' ? each.length : 0;
    if (left < 0) return unknown(`formatlist() makes texts of more than ${longestText / 1024 / 1024} MiB`);
    made.push(each);
  }
  return made;
}
