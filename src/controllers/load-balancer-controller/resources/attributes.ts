import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { ElbAttribute } from '../../../facts/elb-attributes.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';
import type { Argument } from './made.ts';

/** Our own argument: attributes by key that the provider has no argument for. */
export const otherAttributes = 'kubernetes_attributes';

/** Attributes of a piece (`[{ key, value }]` at a part of its spec) as the provider's arguments. */
export function argumentsOf(known: readonly ElbAttribute[], spec: JsonObject, part: string): readonly Argument[] {
  const found = new Map<string, { value: Json; part: Path }>();
  const other: Record<string, string> = {};
  for (const [index, each] of list(spec[part]).entries()) {
    const { key, value } = record(each);
    const attribute = known.find((candidate) => candidate.key === key);
    if (typeof key !== 'string' || typeof value !== 'string') continue;
    if (attribute?.argument === undefined) {
      other[key] = value;
      continue;
    }
    const [name, ...inner] = attribute.argument;
    const before = found.get(name);
    found.set(name, { value: inner.length === 0 ? typed(attribute, value) : [nested(record(list(before?.value)[0]), inner, typed(attribute, value))], part: before?.part ?? [part, index] });
  }
  const kept: readonly Argument[] = [...found].map(([name, { value, part: at }]) => [name, value, at]);
  return Object.keys(other).length === 0 ? kept : [...kept, [otherAttributes, other, [part]]];
}

/** The attributes of a part of a piece by key. */
export function attributesOf(spec: JsonObject, part: string): ReadonlyMap<string, string> {
  return new Map(list(spec[part]).map(record).map(({ key, value }) => [text(key) ?? '', text(value) ?? '']));
}

function nested(block: JsonObject, [first, second]: readonly string[], value: Json): JsonObject {
  if (first === undefined) return block;
  if (second === undefined) return { ...block, [first]: value };
  return { ...block, [first]: [{ ...record(list(block[first])[0]), [second]: value }] };
}

/** What is not of the attribute's type stays text, so that it is not lost. */
function typed({ as }: ElbAttribute, value: string): Json {
  if (as === 'number' && /^-?\d+$/.test(value)) return Number(value);
  if (as === 'flag' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
