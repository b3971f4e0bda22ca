import { argumentOf } from '../../../facts/terraform-schema.ts';
import { isObject, type Json, type Path } from '../../../resource/resource.ts';
import { documentIn } from './print.ts';

/** Whether two bodies of a type say the same to its provider: sets have no order, and what is null or empty is not said. */
export function sameBody(type: string, one: Json, other: Json): boolean {
  // Nearly all of them are alike to the letter, and are asked for again and again.
  if (textOf(one) === textOf(other)) return true;
  return JSON.stringify(normal(type, [], one)) === JSON.stringify(normal(type, [], other));
}

const texts = new WeakMap<object, string>();

function textOf(body: Json): string {
  if (!isObject(body)) return JSON.stringify(body);
  const known = texts.get(body) ?? JSON.stringify(body);
  texts.set(body, known);
  return known;
}

/** Whether two values are the same; `"80"` is 80, because the provider converts. */
export function sameValue(one: Json, other: Json): boolean {
  return JSON.stringify(normal(undefined, [], one)) === JSON.stringify(normal(undefined, [], other));
}

function normal(type: string | undefined, path: Path, value: Json): Json {
  if (Array.isArray(value)) {
    const members = (value as readonly Json[]).map((member, index) => normal(type, [...path, index], member));
    return isSet(type, path) ? members.map((member) => JSON.stringify(member)).toSorted() : members;
  }
  if (isObject(value)) {
    const said = Object.entries(value).filter(([name, member]) => isSaid(member) && !(path.length === 0 && name === 'unknown_after_apply'));
    return Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, normal(type, [...path, name], member)]));
  }
  const document = typeof value === 'string' ? documentIn(value) : undefined;
  return document === undefined ? (value === null ? null : String(value)) : normal(undefined, [], document);
}

function isSaid(value: Json): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}

function isSet(type: string | undefined, path: Path): boolean {
  if (type === undefined || path.length === 0 || typeof path.at(-1) === 'number') return false;
  const argument = argumentOf(type, path);
  return argument?.type === 'set' || argument?.nesting === 'set';
}
