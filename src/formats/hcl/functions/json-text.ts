import { isLazy, isList, isMap, isSet, isUnknown, type Unknown, type Value } from '../values/value.ts';
import { entriesOf } from './convert.ts';
import { longestText } from './function.ts';
import { isExact, numberText } from './number-text.ts';

/** How long a text may still grow: one value may stand in a document in very many places. */
export interface Room {
  left: number;
  /** How deep it is nested where it is being written: instances that hold each other have no end. */
  deep?: number;
}

/** Values as deep as this are no document. */
const deepest = 500;

/** Room for the longest text. */
export function roomFor(): Room {
  return { left: longestText };
}

/**
 * A value as JSON, as Terraform writes it: no spaces, keys in order, and `<`, `>` and `&` escaped (Go's encoding/json). An unknown
 * is what `nameOf` says, as a text; undefined: where that says nothing, or there is no room,
 * there is no text.
 */
export function jsonOf(value: Value, nameOf: (value: Unknown) => string | undefined, room: Room = roomFor()): string | undefined {
  room.deep = (room.deep ?? 0) + 1;
  if (room.deep > deepest) room.left = -1;
  const text = room.left < 0 ? undefined : textOf(value, nameOf, room);
  room.deep--;
  room.left -= text === undefined || (value !== null && typeof value === 'object' && !isUnknown(value)) ? 2 : text.length;
  return room.left < 0 ? undefined : text;
}

function textOf(value: Value, nameOf: (value: Unknown) => string | undefined, room: Room): string | undefined {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return isExact(value) ? numberText(value) : undefined;
  if (typeof value === 'string') return jsonText(value);
  if (isUnknown(value)) {
    const name = nameOf(value);
    return name === undefined ? undefined : jsonText(name);
  }
  if (room.left < 0) return undefined;
  if (isList(value) || isSet(value)) {
    const members = (isSet(value) ? value.members : value).map((member) => jsonOf(member, nameOf, room));
    return members.includes(undefined) ? undefined : `[${members.join()}]`;
  }
  const entries = isMap(value) || isLazy(value) ? [...entriesOf(value)!.entries].map(([key, member]) => [key, jsonOf(member, nameOf, room)] as const) : [];
  return entries.some(([, text]) => text === undefined) ? undefined : `{${entries.map(([key, text]) => `${jsonText(key)}:${text!}`).join()}}`;
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
