import { mapOf, type Value } from '../values/value.ts';

/** Nesting beyond this is not read; no document comes near. */
const deepest = 500;

/** What JSON says, as a value; undefined where it is nested too deep. */
export function valueOfJson(json: unknown, depth = 0): Value | undefined {
  if (depth > deepest) return undefined;
  if (json === null || typeof json === 'boolean' || typeof json === 'number' || typeof json === 'string') return json;
  if (Array.isArray(json)) {
    const members = json.map((member) => valueOfJson(member, depth + 1));
    return members.includes(undefined) ? undefined : (members as readonly Value[]);
  }
  const entries = Object.entries(json as object).map(([key, member]) => [key, valueOfJson(member, depth + 1)] as const);
  return entries.some(([, member]) => member === undefined) ? undefined : mapOf(entries as readonly (readonly [string, Value])[]);
}
