import { isObject, valueAt, type Json, type JsonObject, type Path } from '../../resource/resource.ts';
import { stretchesAt, type Stretch } from '../secret.ts';
import type { ParsedDocument } from '../yaml.ts';

/** Values without those that a tree with true at its leaves marks; their paths are added to `masked`. */
export function withoutSensitive(values: JsonObject, marks: Json, at: Path, masked: Path[]): JsonObject {
  if (!isObject(marks)) return values;
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) {
    const mark = marks[key];
    const place = [...at, key];
    if (mark === true && !isServiceName(key, value)) masked.push(place);
    else if (isObject(value) && isObject(mark)) kept[key] = withoutSensitive(value, mark, place, masked);
    else if (Array.isArray(value) && Array.isArray(mark)) kept[key] = membersWithout(value as readonly Json[], mark as readonly Json[], place, masked);
    else kept[key] = value;
  }
  return kept;
}

/** What is read from an SSM parameter is marked, the name of an endpoint service too: it is no secret, and links two accounts. */
function isServiceName(key: string, value: Json): boolean {
  return key === 'service_name' && typeof value === 'string' && /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]+$/.test(value);
}

function membersWithout(values: readonly Json[], marks: readonly Json[], at: Path, masked: Path[]): readonly Json[] {
  return values.flatMap((member, index): readonly Json[] => {
    const mark = marks[index];
    if (mark === true) masked.push([...at, index]);
    return mark === true ? [] : [isObject(member) && mark !== undefined ? withoutSensitive(member, mark, [...at, index], masked) : member];
  });
}

/** Where a document of Terraform holds what is not to be printed: marked values, in every part that repeats them. */
export function secretsOfTerraform(document: ParsedDocument): readonly Stretch[] {
  const value = document.value as JsonObject;
  const places: Path[] = [...sensitiveVariables(value)];
  walk(value, [], places);
  return places.flatMap((place) => stretchesAt(document, document.root, place));
}

/** Beside values of this name stand the marks of that name. */
const marked: Readonly<Record<string, string>> = { values: 'sensitive_values', before: 'before_sensitive', after: 'after_sensitive' };

function walk(value: Json, at: Path, places: Path[]): void {
  if (Array.isArray(value)) (value as readonly Json[]).forEach((member, index) => walk(member, [...at, index], places));
  if (!isObject(value)) return;
  for (const [name, marks] of Object.entries(marked)) if (value[name] !== undefined && value[marks] !== undefined) underMarks(value[marks], [...at, name], places);
  if (value['sensitive'] === true) for (const name of ['value', 'default']) if (value[name] !== undefined) places.push([...at, name]);
  const last = at.at(-1);
  if (last === 'provider_config') for (const [key, provider] of Object.entries(value)) if (isObject(provider)) keysOf(provider, [...at, key], places);
  if (Array.isArray(value['sensitive_attributes']) && isObject(value['attributes'])) {
    for (const path of value['sensitive_attributes'] as readonly Json[]) {
      const first = valueAt(path, [0, 'value']);
      if (typeof first === 'string') places.push([...at, 'attributes', first]);
    }
  }
  for (const [key, member] of Object.entries(value)) if (typeof member === 'object') walk(member, [...at, key], places);
}

function underMarks(marks: Json, at: Path, places: Path[]): void {
  if (marks === true) places.push(at);
  else if (Array.isArray(marks)) (marks as readonly Json[]).forEach((mark, index) => underMarks(mark, [...at, index], places));
  else if (isObject(marks)) for (const [key, mark] of Object.entries(marks)) underMarks(mark, [...at, key], places);
}

/** Keys that a provider configuration may hold in so many words. */
function keysOf(provider: JsonObject, at: Path, places: Path[]): void {
  const expressions = provider['expressions'];
  for (const key of isObject(expressions) ? Object.keys(expressions) : []) if (/secret|token|password|access_key|client_key/.test(key)) places.push([...at, 'expressions', key, 'constant_value']);
}

/** The values of variables that the configuration says are sensitive: a plan repeats them without a mark. */
function sensitiveVariables(plan: JsonObject): readonly Path[] {
  const declared = valueAt(plan, ['configuration', 'root_module', 'variables']);
  return isObject(declared) ? Object.entries(declared).flatMap(([name, variable]) => (isObject(variable) && variable['sensitive'] === true ? [['variables', name, 'value'] as Path] : [])) : [];
}
