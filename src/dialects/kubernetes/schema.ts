import { kubernetesSchema } from '../../facts/kubernetes-schema.ts';
import { removedVersions } from '../../facts/kubernetes-versions.ts';
import { nameOf, pathText, type Json, type JsonObject, type Path, type Problem, type Resource, type Written } from '../../resource/resource.ts';
import { nearest } from './nearest.ts';
import { ingressProblems } from './ingress-fields.ts';
import { portNameProblems } from './port-names.ts';

/** What a value may be. */
type Type =
  | { readonly type: 'any' | 'string' | 'boolean' | 'integer' | 'number' | 'port' }
  | { readonly type: 'enum'; readonly values: ReadonlySet<string> }
  | { readonly type: 'list' | 'map'; readonly of: Type }
  | { readonly type: 'object'; readonly definition: Definition };

interface Definition {
  readonly fields: ReadonlyMap<string, Type>;
  readonly required: readonly string[];
}

interface Schema {
  /** By `apiVersion/Kind`. */
  readonly kinds: ReadonlyMap<string, Definition>;
  /** Versions of a kind that the schema has, by kind. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

let compiled: Schema | undefined;

/**
 * What the API server would say of an object's shape, each where it stands: `unknown-field`, `missing-field`,
 * `wrong-type`, `unknown-value`, and `removed-version` or `unknown-version` for its apiVersion. Kinds without a schema
 * (custom resources, Secrets, of which only names are kept) have no problems.
 */
export function schemaProblems(resource: Resource): Problem[] {
  if (resource.derived !== undefined || resource.apiVersion === undefined) return [];
  compiled ??= compile();
  const kind = String(resource.body['kind']);
  const definition = compiled.kinds.get(`${resource.apiVersion}/${kind}`);
  if (definition === undefined) return versionProblems(resource, kind, compiled.versions.get(kind) ?? []);
  if (isSound(resource.body, definition)) return [...portNameProblems(resource), ...ingressProblems(resource)];
  const problems: Problem[] = [];
  object(resource.body, definition, [], { resource, problems });
  return [...problems, ...portNameProblems(resource), ...ingressProblems(resource)];
}

/** Values out of a closed list that an installation (chart values, an IstioOperator) hands on to an object that it makes: told where they are said. */
export function handedOnProblems(resources: readonly Resource[]): readonly Problem[] {
  return resources.flatMap((resource) => {
    if (resource.derived?.written === undefined || resource.apiVersion === undefined) return [];
    compiled ??= compile();
    const definition = compiled.kinds.get(`${resource.apiVersion}/${String(resource.body['kind'])}`);
    if (definition === undefined || isSound(resource.body, definition)) return [];
    const problems: Problem[] = [];
    object(resource.body, definition, [], { resource, problems });
    return problems;
  });
}

/** Whether a value is as it should be; no word about what is wrong, so that sound objects cost little. */
function isSound(body: JsonObject, { fields, required }: Definition): boolean {
  for (const name in body) {
    const type = fields.get(name);
    if (type === undefined || !fits(body[name] as Json, type)) return false;
  }
  for (const name of required) if (body[name] === undefined || body[name] === null) return false;
  return true;
}

function fits(value: Json, type: Type): boolean {
  if (value === null) return true;
  switch (type.type) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'port':
      return typeof value === 'string' || typeof value === 'number';
    case 'enum':
      return typeof value === 'string' && type.values.has(value);
    case 'list':
      return Array.isArray(value) && value.every((member) => fits(member as Json, type.of));
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) return false;
      for (const name in value) if (!fits((value as JsonObject)[name] as Json, type.of)) return false;
      return true;
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) && isSound(value as JsonObject, type.definition);
  }
}

interface Report {
  readonly resource: Resource;
  readonly problems: Problem[];
}

function object(body: JsonObject, definition: Definition, path: Path, report: Report): void {
  for (const [name, value] of Object.entries(body)) {
    const type = definition.fields.get(name);
    if (type === undefined) unknownField(definition, [...path, name], report);
    else value_(value, type, [...path, name], report);
  }
  for (const name of definition.required) {
    if (body[name] !== undefined && body[name] !== null) continue;
    add(report, 'missing-field', path, 'key', `${of(report, path)} needs ${name}: the API server refuses the object without it`);
  }
}

function value_(value: Json, type: Type, path: Path, report: Report): void {
  if (fits(value, type) || value === null) return;
  switch (type.type) {
    case 'list':
      if (!Array.isArray(value)) return wrongType(value, 'a list', path, report);
      return value.forEach((member, index) => value_(member as Json, type.of, [...path, index], report));
    case 'map':
    case 'object':
      if (typeof value !== 'object' || Array.isArray(value)) return wrongType(value, 'a map', path, report);
      if (type.type === 'object') return object(value as JsonObject, type.definition, path, report);
      return Object.entries(value).forEach(([name, member]) => value_(member as Json, type.of, [...path, name], report));
    case 'enum':
      if (typeof value !== 'string') return wrongType(value, 'a string', path, report);
      return unknownValue(value, type.values, path, report);
    default:
      return wrongType(value, expected(type.type), path, report);
  }
}

function unknownField(definition: Definition, path: Path, report: Report): void {
  const name = String(path.at(-1));
  const near = nearest(name, [...definition.fields.keys()]);
  const below = [...definition.fields].filter(([, type]) => type.type === 'object' && type.definition.fields.has(name)).map(([field]) => field);
  const hint = near !== undefined ? `. Did you mean ${near}?` : below.length === 1 ? `. It belongs one level deeper, in ${pathText([...path.slice(0, -1), below[0] ?? ''])}` : '';
  const where = path.length === 1 ? report.resource.type : `${pathText(path.slice(0, -1))} of ${report.resource.type}`;
  add(report, 'unknown-field', path, 'key', `${where} has no field ${name}: kubectl refuses it (strict decoding error: unknown field "${pathText(path)}"), other clients drop it${hint}`);
}

function unknownValue(value: string, values: ReadonlySet<string>, path: Path, report: Report): void {
  const known = [...values].filter((name) => name !== '');
  const near = nearest(value, known);
  const hint = near === undefined ? '' : `. Did you mean ${near}?`;
  add(report, 'unknown-value', path, 'value', `${pathText(path)} takes ${listed(known)}; ${JSON.stringify(value)} stands here, and the API server refuses it${hint}`);
}

function wrongType(value: Json, wanted: string, path: Path, report: Report): void {
  add(report, 'wrong-type', path, 'value', `${pathText(path)} takes ${wanted}; ${described(value)} stands here, and the API server refuses it${mendOf(value, wanted)}`);
}

function add(report: Report, name: string, path: Path, part: 'key' | 'value', message: string): void {
  const { derived } = report.resource;
  if (derived !== undefined) return handedOn(report, derived.written?.(path), name, message);
  const at = report.resource.locate(path, part);
  report.problems.push({ name, severity: 'error', message, resource: report.resource, ...(at === undefined ? {} : { at }) });
}

function handedOn({ resource, problems }: Report, written: Written | undefined, name: string, message: string): void {
  if (name !== 'unknown-value' || written?.said !== true) return;
  const [from, path] = written.at;
  const at = from.locate(path, 'value');
  problems.push({ name, severity: 'error', message: `of ${nameOf(resource)}, which is made of this, ${message}`, resource: from, ...(at === undefined ? {} : { at }) });
}

function versionProblems(resource: Resource, kind: string, versions: readonly string[]): Problem[] {
  const { apiVersion } = resource;
  const at = resource.locate(['apiVersion']);
  const place = { resource, ...(at === undefined ? {} : { at }) };
  const removed = removedVersions.find((version) => version.apiVersion === apiVersion && version.kind === kind);
  if (removed !== undefined) {
    const { release, replacement, changes } = removed;
    const instead = replacement === undefined ? '' : `. Write ${replacement}`;
    const more = changes === undefined ? '' : `${replacement === undefined ? '.' : ':'} ${changes}`;
    return [{ name: 'removed-version', severity: 'error', message: `${kind} of ${apiVersion} is served by no cluster since Kubernetes ${release}${instead}${more}`, ...place }];
  }
  if (versions.length === 0 || resource.type !== kind) return [];
  return [{ name: 'unknown-version', severity: 'error', message: `no cluster knows a ${kind} of ${apiVersion} (no matches for kind "${kind}" in version "${apiVersion}"). Write ${listed([...versions])}`, ...place }];
}

function of(report: Report, path: Path): string {
  return path.length === 0 ? report.resource.type : pathText(path);
}

function expected(type: 'any' | 'string' | 'boolean' | 'integer' | 'number' | 'port'): string {
  switch (type) {
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'port':
      return 'a number or a string';
    case 'any':
      return 'anything';
  }
}

function described(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the string ${JSON.stringify(value)}` : `the ${typeof value} ${String(value)}`;
}

function mendOf(value: Json, wanted: string): string {
  if (wanted === 'a string' && (typeof value === 'number' || typeof value === 'boolean')) return `. Quote it: "${String(value)}"`;
  if (typeof value !== 'string') return '';
  if (wanted === 'a list') return `. Write it as a member: [${JSON.stringify(value)}]`;
  const bare = (wanted.endsWith('number') && /^-?[0-9]+$/.test(value)) || (wanted === 'true or false' && /^(?:true|false)$/.test(value));
  return bare ? `. Write it without quotes: ${value}` : '';
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function compile(): Schema {
  const data = JSON.parse(kubernetesSchema) as { kinds: Readonly<Record<string, number>>; definitions: readonly Readonly<Record<string, string>>[] };
  const definitions: (Definition | undefined)[] = [];
  const definition = (index: number): Definition => {
    const known = definitions[index];
    if (known !== undefined) return known;
    const fields = new Map<string, Type>();
    const made = { fields, required: [] as string[] };
    definitions[index] = made;
    for (const [written, type] of Object.entries(data.definitions[index] ?? {})) {
      const name = written.replace(/!$/, '');
      if (name !== written) made.required.push(name);
      fields.set(name, typeFrom(type));
    }
    return made;
  };
  const typeFrom = (text: string): Type => {
    const rest = text.slice(1);
    switch (text[0]) {
      case '[':
        return { type: 'list', of: typeFrom(rest) };
      case '{':
        return { type: 'map', of: typeFrom(rest) };
      case '=':
        return { type: 'enum', values: new Set(rest.split('|')) };
      default:
        return plain[text] ?? { type: 'object', definition: definition(Number(text)) };
    }
  };
  const versions = new Map<string, string[]>();
  const kinds = new Map<string, Definition>();
  for (const [name, index] of Object.entries(data.kinds)) {
    const cut = name.lastIndexOf('/');
    kinds.set(name, definition(index));
    versions.set(name.slice(cut + 1), [...(versions.get(name.slice(cut + 1)) ?? []), name.slice(0, cut)]);
  }
  return { kinds, versions };
}

const plain: Readonly<Record<string, Type>> = {
  '*': { type: 'any' },
  s: { type: 'string' },
  b: { type: 'boolean' },
  i: { type: 'integer' },
  n: { type: 'number' },
  p: { type: 'port' },
};
