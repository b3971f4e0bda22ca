import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';

/**
 * Quiet looks at an object's body: a value of another type reads as absent. What an API server would refuse is said once,
 * by the format that checks the schema, and not by everyone who looks.
 */
export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A whole number; a string of digits is none. */
export function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** true or false, undefined for everything else. */
export function flag(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The members of a list, none if it is not one. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The members of an object, none if it is not one. */
export function record(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Labels, annotations, selectors: members that are not strings are left out, null is the empty string. */
export function texts(value: Json | undefined): Readonly<Record<string, string>> {
  const found = record(value);
  let plain = true;
  for (const key in found) if (typeof found[key] !== 'string') plain = false;
  if (plain) return found as Readonly<Record<string, string>>;
  const kept: Record<string, string> = {};
  for (const [key, member] of Object.entries(found)) {
    if (typeof member === 'string') kept[key] = member;
    else if (member === null) kept[key] = '';
  }
  return kept;
}

/** The strings of a list; other members are left out. */
export function words(value: Json | undefined): readonly string[] {
  return list(value).flatMap((member) => (typeof member === 'string' ? [member] : []));
}
