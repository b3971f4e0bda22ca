import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';

/** What the controller takes at a place of a JSON annotation. */
export type Shape = 'string' | 'integer' | 'boolean' | 'integer or string' | { readonly list: Shape } | { readonly map: Shape } | { readonly fields: Readonly<Record<string, Shape>> };

/** The value in the controller's own spelling, or what of it has another type than the controller takes. */
export type Decoded = { readonly value: Json } | { readonly wrong: string };

/**
 * Reads JSON as Go decodes it into a struct: names of members in any case, the last of two that are alike, unknown members left
 * out, null as if nothing stood there; a value of another type is refused.
 */
export function decoded(value: Json, shape: Shape): Decoded {
  const wrong: string[] = [];
  const read = into(value, shape, '', wrong);
  return wrong.length > 0 ? { wrong: wrong[0]! } : { value: read ?? null };
}

/** A member that the controller passes over, and those that it reads in its place. */
export interface Unread {
  /** `forwardConfig.targetGroups[0].weigth` */
  readonly path: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** The members of a value that are no part of its shape. */
export function unread(value: Json, shape: Shape, path = ''): readonly Unread[] {
  if (typeof shape === 'string' || value === null) return [];
  if ('list' in shape) return Array.isArray(value) ? (value as readonly Json[]).flatMap((each, index) => unread(each, shape.list, `${path}[${index}]`)) : [];
  if (!isObject(value)) return [];
  if ('map' in shape) return Object.entries(value).flatMap(([key, each]) => unread(each, shape.map, joined(path, key)));
  const known = Object.keys(shape.fields);
  return Object.entries(value).flatMap(([key, each]) => {
    const name = known.find((one) => one.toLowerCase() === key.toLowerCase());
    return name === undefined ? [{ path: joined(path, key), name: key, known }] : unread(each, shape.fields[name]!, joined(path, key));
  });
}

function into(value: Json, shape: Shape, path: string, wrong: string[]): Json | undefined {
  if (value === null) return undefined;
  if (typeof shape === 'string') {
    if (fits(value, shape)) return value;
    wrong.push(`${path === '' ? 'it' : path} is ${described(value)}, where ${shape === 'integer or string' ? 'a whole number or a text' : names[shape]} belongs`);
    return undefined;
  }
  if ('list' in shape) {
    if (Array.isArray(value)) return (value as readonly Json[]).flatMap((each, index) => into(each, shape.list, `${path}[${index}]`, wrong) ?? zero(shape.list));
    wrong.push(`${path === '' ? 'it' : path} is ${described(value)}, where a list belongs`);
    return undefined;
  }
  if (!isObject(value)) {
    wrong.push(`${path === '' ? 'it' : path} is ${described(value)}, where an object belongs`);
    return undefined;
  }
  return 'map' in shape ? mapped(value, shape.map, path, wrong) : struct(value, shape.fields, path, wrong);
}

function mapped(value: JsonObject, shape: Shape, path: string, wrong: string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, into(each, shape, joined(path, key), wrong) ?? zero(shape)[0] ?? null]));
}

function struct(value: JsonObject, fields: Readonly<Record<string, Shape>>, path: string, wrong: string[]): JsonObject {
  const found: { [key: string]: Json } = {};
  const named = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  for (const [key, each] of Object.entries(value)) {
    const name = named.get(key.toLowerCase());
    if (name === undefined) continue;
    const read = into(each, fields[name]!, joined(path, name), wrong);
    if (read !== undefined) found[name] = read;
  }
  return found;
}

function fits(value: Json, shape: 'string' | 'integer' | 'boolean' | 'integer or string'): boolean {
  if (typeof value === 'string') return shape === 'string' || shape === 'integer or string';
  if (typeof value === 'number') return Number.isInteger(value) && (shape === 'integer' || shape === 'integer or string');
  return typeof value === 'boolean' && shape === 'boolean';
}

/** What a null member of a list becomes. */
function zero(shape: Shape): readonly Json[] {
  if (shape === 'string' || shape === 'integer or string') return [''];
  if (shape === 'integer') return [0];
  if (shape === 'boolean') return [false];
  return 'fields' in shape ? [{}] : [];
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function described(value: Json): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

const names = { string: 'a text', integer: 'a whole number', boolean: 'true or false' } as const;
