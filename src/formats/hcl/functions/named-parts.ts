import { isList, isMap, isSet, mapOf, type Reference, type Unknown, type Value } from '../values/value.ts';
import { isRefused, type FunctionError } from './function.ts';
import { keyOf, textOfReference, unknownFrom } from './unknowns.ts';

/** A reference, its name in the text, and the word that stands there while the text is read. */
interface Part {
  readonly is: Reference;
  readonly name: string;
  readonly word: string;
}

/**
 * What a function makes of a text of which parts are not known: it is given plain words in their place, and what it hands out has
 * the references back. That rests on a part being one word without line breaks, as ids, ARNs and names are. A key of a map, or a
 * text that is refused, leaves nothing known.
 */
export function throughParts(text: Unknown, scope: string, of: (text: string) => Value | FunctionError): Value {
  if (text.text === undefined) return unknownFrom([text]);
  const parts = partsOf(text, text.text, scope);
  const made = of(parts.reduce((whole, { name, word }) => whole.replaceAll(name, word), text.text));
  return isRefused(made) ? unknownFrom([text]) : (restored(made, parts) ?? unknownFrom([text]));
}

/** The longest name first: one may stand at the beginning of another. */
function partsOf({ is, from }: Unknown, text: string, scope: string): readonly Part[] {
  const all = new Map([...(is === undefined ? [] : [is]), ...from].map((reference) => [keyOf(reference), reference]));
  let stem = 'part';
  while (text.includes(stem)) stem += 'q';
  return [...all.values()].map((reference, at) => ({ is: reference, name: textOfReference(reference, scope), word: `${stem}${at}x` })).sort((one, other) => other.name.length - one.name.length);
}

function restored(value: Value, parts: readonly Part[]): Value | undefined {
  if (typeof value === 'string') return textWith(value, parts);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value) || isSet(value)) {
    const members = (isSet(value) ? value.members : value).map((member) => restored(member, parts));
    return members.includes(undefined) ? undefined : isSet(value) ? { kind: 'set', members: members as readonly Value[] } : (members as readonly Value[]);
  }
  if (!isMap(value)) return value;
  const entries = [...value.entries].map(([key, member]) => [key, restored(member, parts)] as const);
  return entries.some(([key, member]) => member === undefined || parts.some(({ word }) => key.includes(word))) ? undefined : mapOf(entries as readonly (readonly [string, Value])[]);
}

function textWith(text: string, parts: readonly Part[]): Value {
  const found = parts.filter(({ word }) => text.includes(word));
  const [only] = found;
  if (only === undefined) return text;
  if (text === only.word) return { kind: 'unknown', is: only.is, from: [] };
  return { kind: 'unknown', from: found.map(({ is }) => is), text: found.reduce((whole, { name, word }) => whole.replaceAll(word, () => name), text) };
}
