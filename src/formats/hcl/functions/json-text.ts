import { isLazy, isList, isMap, isSet, isUnknown, type Unknown, type Value } from '../value.ts';
import { entriesOf } from './convert.ts';
import { isExact, numberText } from './number-text.ts';

/**
 * A value as JSON, as Terraform writes it: no spaces, keys in order, and `<`, `>` and `&` escaped (Go's encoding/json). An unknown
 * is what `nameOf` says, as a text; undefined: where that says nothing there is no text.
 */
export function jsonOf(value: Value, nameOf: (value: Unknown) => string | undefined): string | undefined {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return isExact(value) ? numberText(value) : undefined;
  if (typeof value === 'string') return jsonText(value);
  if (isUnknown(value)) {
    const name = nameOf(value);
    return name === undefined ? undefined : jsonText(name);
  }
  if (isList(value) || isSet(value)) {
    const members = (isSet(value) ? value.members : value).map((member) => jsonOf(member, nameOf));
    return members.includes(undefined) ? undefined : `[${members.join()}]`;
  }
  const entries = isMap(value) || isLazy(value) ? [...entriesOf(value)!.entries].map(([key, member]) => [key, jsonOf(member, nameOf)] as const) : [];
  return entries.some(([, text]) => text === undefined) ? undefined : `{${entries.map(([key, text]) => `${jsonText(key)}:${text!}`).join()}}`;
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
