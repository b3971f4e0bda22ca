import { annotationPrefix } from '../../facts/load-balancer-controller.ts';
import { record, texts } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import type { Place, Refusal } from './place.ts';

/** The annotations of one object that belong to the controller, read by type. What cannot be read is a complaint. */
export interface Annotations {
  place(name: string): Place;
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  /** Comma separated, trimmed, without empty members. */
  list(name: string): readonly string[] | undefined;
  /** `key=value` pairs, comma separated. */
  map(name: string): Readonly<Record<string, string>> | undefined;
  json(name: string): Json | undefined;
}

/** Reads the controller's annotations of an Ingress or a Service under one prefix (`alb.ingress.kubernetes.io/`). */
export function annotationsOf(resource: Resource, refuse: (refusal: Refusal) => void, prefix: string = annotationPrefix): Annotations {
  const written = texts(record(resource.body['metadata'])['annotations']);
  const place = (name: string): Place => [resource, ['metadata', 'annotations', prefix + name]];
  const text = (name: string): string | undefined => written[prefix + name];
  const read = <T>(name: string, parse: (value: string) => T | undefined, expected: string): T | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) refuse({ at: place(name), message: `${prefix}${name} must be ${expected}; "${value}" stands here` });
    return parsed;
  };
  const members = (value: string): readonly string[] => value.split(',').map((each) => each.trim()).filter((each) => each !== '');
  return {
    place,
    text,
    flag: (name) => read(name, (value) => (/^(1|t|T|true|TRUE|True)$/.test(value) ? true : /^(0|f|F|false|FALSE|False)$/.test(value) ? false : undefined), '"true" or "false"'),
    number: (name) => read(name, (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined), 'a whole number'),
    list: (name) => read(name, members, 'a list'),
    map: (name) => read(name, (value) => pairs(members(value)), 'a list of key=value'),
    json: (name) => read(name, parsed, 'JSON'),
  };
}

function pairs(members: readonly string[]): Readonly<Record<string, string>> | undefined {
  const split = members.map((each) => /^([^=]+)=(.*)$/s.exec(each));
  if (split.some((each) => each === null)) return undefined;
  return Object.fromEntries(split.map((each) => [each![1]!.trim(), each![2]!.trim()]));
}

function parsed(value: string): Json | undefined {
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
