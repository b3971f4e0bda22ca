import { isObject, type Json, type JsonObject, type Path } from '../../resource/resource.ts';

/** How AWS' names become the provider's where it is not `SomeName` to `some_name`: by the name, or by the one around it and the name. */
export interface Names {
  readonly [name: string]: string;
}

/** Maps whose keys are the user's own. */
const ownKeys: ReadonlySet<string> = new Set(['AuthenticationRequestExtraParams']);

/** Members of an object under the provider's names; objects inside it become blocks, which are lists. */
export function translated(value: JsonObject, names: Names, around = ''): JsonObject {
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[nameOf(key, names, around), inside(inner, names, key)] as const])));
}

/** A list of objects as blocks. */
export function translatedList(value: Json, names: Names, around = ''): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject).map((one) => translated(one, names, around)) : [];
}

function inside(value: Json, names: Names, key: string): Json {
  if (isObject(value)) return ownKeys.has(key) ? value : [translated(value, names, key)];
  return Array.isArray(value) && (value as readonly Json[]).some(isObject) ? translatedList(value, names, key) : value;
}

/** The way in AWS' answer to what a path in the translated object leads to; it ends where AWS has nothing of that name. */
export function placeIn(value: Json, path: Path, names: Names, around = ''): Path {
  const [first, ...rest] = path;
  if (first === undefined) return [];
  if (typeof first === 'number') {
    // What is one block here stands alone there.
    if (isObject(value)) return placeIn(value, rest, names, around);
    const member = Array.isArray(value) ? (value as readonly Json[])[first] : undefined;
    return member === undefined ? [] : [first, ...placeIn(member, rest, names, around)];
  }
  if (!isObject(value)) return [];
  if (ownKeys.has(around)) return Object.hasOwn(value, first) ? [first] : [];
  const key = Object.keys(value).find((each) => nameOf(each, names, around) === first);
  return key === undefined ? [] : [key, ...placeIn(value[key]!, rest, names, key)];
}

function nameOf(key: string, names: Names, around: string): string {
  const said = names[`${around}.${key}`] ?? names[key];
  return said ?? key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}
