import { annotationPrefix } from '../../facts/load-balancer-controller.ts';
import { record, texts } from '../../dialects/kubernetes/fields.ts';
import { membersIn, truthIn } from '../../dialects/kubernetes/go-values.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { jsonMistake } from './json-mistake.ts';
import type { Place, Places, Refusal } from './place.ts';

/** The annotations of one object that belong to the controller, read by type. What cannot be read is refused. */
export interface Annotations {
  /** Every annotation of the object, by its whole key. */
  readonly written: Readonly<Record<string, string>>;
  place(name: string): Place;
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  /** A whole number; `bits`: what the controller calls it in its error. */
  number(name: string, bits?: 32 | 64): number | undefined;
  /** Comma separated, trimmed, without empty members. */
  list(name: string): readonly string[] | undefined;
  /** `key=value` pairs, comma separated. */
  map(name: string): Readonly<Record<string, string>> | undefined;
  json(name: string): Json | undefined;
  /** The same annotations, whose refusals go elsewhere. */
  reporting(refuse: (refusal: Refusal) => void): Annotations;
}

/**
 * Reads the annotations of an object under one prefix (`alb.ingress.kubernetes.io/`); where the key is not written there, under
 * each of the alternatives. An empty prefix: names are whole keys.
 */
export function annotationsOf(resource: Resource, refuse: (refusal: Refusal) => void, prefix: string = annotationPrefix, alternatives: readonly string[] = []): Annotations {
  const written = texts(record(resource.body['metadata'])['annotations']);
  const keys = keysOf(written, [prefix, ...alternatives]);
  const key = (name: string): string => keys.get(name) ?? prefix + name;
  const place = (name: string): Place => [resource, ['metadata', 'annotations', key(name)]];
  const text = (name: string): string | undefined => {
    const found = keys.get(name);
    return found === undefined ? undefined : written[found];
  };
  const read = <T>(name: string, { parse, expected, wrong, says }: Reading<T>): T | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) refuse({ at: place(name), message: `${key(name)} ${wrong?.(value) ?? `must be ${expected}; "${value}" stands here`}`, says: says(key(name), value) });
    return parsed;
  };
  return {
    written,
    place,
    text,
    flag: (name) => read(name, flags),
    number: (name, bits = 64) => read(name, bits === 64 ? numbers : narrowNumbers),
    list: (name) => read(name, lists),
    map: (name) => read(name, maps),
    json: (name) => read(name, jsons),
    reporting: (other) => annotationsOf(resource, other, prefix, alternatives),
  };
}

/** The annotations that are written, each as the place of the part that it sets. */
export function placesOf(annotations: Annotations, parts: Readonly<Record<string, Path>>): Places {
  return Object.entries(parts).flatMap(([name, part]) => (annotations.text(name) === undefined ? [] : [[part, annotations.place(name)] as const]));
}

/** The whole keys by the names that follow a prefix; of two, the one under the earlier prefix. */
function keysOf(written: Readonly<Record<string, string>>, prefixes: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const prefix of prefixes) {
    for (const key in written) if (key.startsWith(prefix) && !keys.has(key.slice(prefix.length))) keys.set(key.slice(prefix.length), key);
  }
  return keys;
}

/** How one type of value is read; what is not of the type gives undefined. */
interface Reading<T> {
  parse(value: string): T | undefined;
  readonly expected: string;
  /** What is wrong with a value, where more is known than that. */
  wrong?(value: string): string;
  /** The controller's own text (pkg/annotations/parser.go). */
  says(key: string, value: string): string;
}

const flags: Reading<boolean> = {
  parse: truthIn,
  expected: '"true" or "false"',
  says: (key, value) => `failed to parse bool annotation, ${key}: ${value}: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
};

const numbers: Reading<number> = numbersOf('int64');
const narrowNumbers: Reading<number> = numbersOf('int32');

function numbersOf(type: string): Reading<number> {
  return {
    parse: (value) => (/^[+-]?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined),
    expected: 'a whole number',
    says: (key, value) => `failed to parse ${type} annotation, ${key}: ${value}: strconv.ParseInt: parsing ${JSON.stringify(value)}: ${/^[+-]?\d+$/.test(value) ? 'value out of range' : 'invalid syntax'}`,
  };
}

const lists: Reading<readonly string[]> = { parse: membersIn, expected: 'a list', says: () => '' };

const maps: Reading<Readonly<Record<string, string>>> = {
  parse: (value) => pairs(membersIn(value)),
  expected: 'a list of key=value',
  says: (key, value) => `failed to parse stringMap annotation, ${key}: ${value}`,
};

const jsons: Reading<Json> = {
  parse: jsonIn,
  expected: 'JSON',
  wrong: notJson,
  says: (key, value) => `${jsonFailure(key, value)}: ${jsonMistake(value)?.says ?? ''}`,
};

/** What keeps a text from being JSON, as the end of a sentence about it. */
export function notJson(value: string): string {
  const mistake = jsonMistake(value);
  if (mistake === undefined || mistake.rest === '') return `is no JSON: it ends too early (${shortened(value)})`;
  return `is no JSON: ${mistake.wanted} belongs where ${shortened(mistake.rest)} stands`;
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}...` : line === '' ? 'nothing' : line;
}

/** How the controller begins to say that an annotation is no JSON, or not the JSON it takes; what Go's decoder adds follows. */
export function jsonFailure(key: string, value: string): string {
  return `failed to parse json annotation, ${key}: ${value}`;
}

function pairs(members: readonly string[]): Readonly<Record<string, string>> | undefined {
  const split = members.map((each) => /^([^=]+)=(.*)$/s.exec(each));
  if (split.some((each) => each === null)) return undefined;
  return Object.fromEntries(split.map((each) => [each![1]!, each![2]!]));
}

/** The value of a JSON text; undefined for any other text. */
export function jsonIn(value: string): Json | undefined {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** A member of an object by its name in any case, as Go reads JSON into a struct. */
export function member(value: Json | undefined, name: string): Json | undefined {
  const found: JsonObject = record(value);
  const key = Object.keys(found).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : found[key];
}
