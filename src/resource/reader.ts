import { pathText, valueAt, type Json, type JsonObject, type Path, type Position, type Problem, type Resource } from './resource.ts';

/**
 * A place in a resource from which typed values are read. A value of the wrong type is reported once, where it stands,
 * and read as absent: the API server would refuse the object, and the rest of it can still be judged.
 */
export interface Reader {
  readonly resource: Resource;
  readonly path: Path;
  readonly at: Position | undefined;
  /** Whether anything but null stands here. */
  readonly there: boolean;
  get(...steps: Path): Reader;
  string(): string | undefined;
  /** Integers and what YAML makes of them; a string of digits is not a number. */
  number(): number | undefined;
  boolean(): boolean | undefined;
  /** int-or-string fields such as targetPort. */
  port(): number | string | undefined;
  strings(): readonly string[];
  /** One reader a member; empty if absent. */
  each(): readonly Reader[];
  /** Keys of an object, in the order written; empty if absent. */
  keys(): readonly string[];
  /** String map such as labels; members that are not strings are reported and left out. */
  map(): Readonly<Record<string, string>>;
  readonly value: Json | undefined;
}

/** Reads from the root of a resource's body. Problems go to `problems`, which may be a list nobody looks at. */
export function readerOf(resource: Resource, problems: Problem[] = []): Reader {
  return cursor(resource, [], resource.body, problems);
}

function cursor(resource: Resource, path: Path, value: Json | undefined, problems: Problem[]): Reader {
  const wrong = (expected: string, step?: string | number): undefined => {
    const place = step === undefined ? path : [...path, step];
    const at = resource.locate(place);
    problems.push({
      name: 'wrong-type',
      severity: 'error',
      message: `${pathText(place)} must be ${expected}; ${described(valueAt(resource.body, place))} stands here`,
      resource,
      ...(at === undefined ? {} : { at }),
    });
    return undefined;
  };
  const scalar = <T>(test: (value: Json) => T | undefined, expected: string): T | undefined => {
    if (value === undefined || value === null) return undefined;
    return test(value) ?? wrong(expected);
  };
  return {
    resource,
    path,
    value,
    get at() {
      return resource.locate(path);
    },
    there: value !== undefined && value !== null,
    get: (...steps) => cursor(resource, [...path, ...steps], valueAt(value, steps), problems),
    string: () => scalar((found) => (typeof found === 'string' ? found : undefined), 'a string'),
    number: () => scalar((found) => (typeof found === 'number' && Number.isInteger(found) ? found : undefined), 'a whole number'),
    boolean: () => scalar((found) => (typeof found === 'boolean' ? found : undefined), 'true or false'),
    port: () => scalar((found) => (typeof found === 'string' || (typeof found === 'number' && Number.isInteger(found)) ? found : undefined), 'a port number or name'),
    strings: () => {
      const list = scalar((found) => (Array.isArray(found) ? (found as readonly Json[]) : undefined), 'a list of strings') ?? [];
      return list.flatMap((member, index) => (typeof member === 'string' ? [member] : (wrong('a string', index) ?? [])));
    },
    each: () => {
      const list = scalar((found) => (Array.isArray(found) ? (found as readonly Json[]) : undefined), 'a list') ?? [];
      return list.map((member, index) => cursor(resource, [...path, index], member, problems));
    },
    keys: () => Object.keys(scalar(object, 'a map') ?? {}),
    map: () => {
      const entries = Object.entries(scalar(object, 'a map of strings') ?? {});
      return Object.fromEntries(
        entries.flatMap(([key, member]): [string, string][] => {
          if (typeof member === 'string') return [[key, member]];
          if (member === null) return [[key, '']];
          wrong(`a string: write "${String(member)}" in quotes`, key);
          return [];
        }),
      );
    },
  };
}

function object(value: Json): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function described(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the string "${value}"` : `the ${typeof value} ${String(value)}`;
}
