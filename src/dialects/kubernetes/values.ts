import { isObject, valueAt, type Json, type JsonObject, type Path, type Resource } from '../../resource/resource.ts';

/** Where a value stands: a resource and the path in it. */
export type ValuePlace = readonly [Resource, Path];

/** Values of one source, and where each stands. */
export interface Layer {
  readonly body: JsonObject;
  place(path: Path): ValuePlace;
}

/** What a chart is installed with: all layers merged as Helm merges them. */
export interface Values {
  readonly body: JsonObject;
  /** The value at a path; undefined where nobody says anything. */
  get(...path: Path): Json | undefined;
  /** Where the value at a path is said last; undefined where nobody says it. */
  place(...path: Path): ValuePlace | undefined;
}

/** Merges layers, the later over the earlier: maps member by member, all else whole; null takes a member away (Helm, "Values Files"). */
export function valuesOf(layers: readonly Layer[]): Values {
  const body = layers.reduce<JsonObject>((merged, layer) => overlaid(merged, layer.body), {});
  return {
    body,
    get: (...path) => valueAt(body, path) ?? undefined,
    place: (...path) => layers.findLast((layer) => valueAt(layer.body, path) !== undefined)?.place(path),
  };
}

/** Values over those that stand in a member of them: charts of Istio keep their own defaults so. */
export function overOwnMember(values: Values, member: string): Values {
  const inner = values.body[member];
  if (!isObject(inner)) return values;
  const body = overlaid(inner, values.body);
  return { body, get: (...path) => valueAt(body, path) ?? undefined, place: (...path) => values.place(...path) ?? values.place(member, ...path) };
}

/** A map with another laid over it. */
export function overlaid(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) && isObject(below) ? overlaid(below, value) : value;
  }
  return merged;
}

/** A layer that stands in a resource as it is. */
export function layerAt(resource: Resource, path: Path): Layer {
  const value = valueAt(resource.body, path);
  return { body: isObject(value) ? value : {}, place: (asked) => [resource, [...path, ...asked]] };
}

/** What `--set NAME=VALUE` says: `a.b[0].c`, with `\.` for a dot in a name; a value is typed unless it is to be a string. */
export function layerOfSet(name: string, value: Json, place: ValuePlace, asText: boolean): Layer {
  const steps = (name.match(/(?:\\.|[^.\\[\]])+|\[\d+\]/g) ?? []).map((step) => (/^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : step.replace(/\\(.)/g, '$1')));
  const set = steps.reduceRight<Json>((inner, step) => (typeof step === 'number' ? [...Array.from({ length: step }, () => null), inner] : { [step]: inner }), asText ? value : typed(value));
  return { body: isObject(set) ? set : {}, place: () => place };
}

function typed(value: Json): Json {
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  if (value === 'null') return null;
  return /^-?(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}
