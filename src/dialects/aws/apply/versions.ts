import { came, regionBefore, regionSince, went, type Went } from '../../../facts/terraform-versions.ts';
import { schemaVersion } from '../../../facts/terraform-schema.ts';
import type { Estate } from '../../../resource/estate.ts';
import { isObject, valueAt, type Json, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import type { Refusal } from './refusal.ts';

/** The versions of the provider that a root folder may use, and who says so. */
export interface InUse {
  readonly by: Resource;
  /** Where in it: a lock, or the constraint that decides. */
  readonly least: string | undefined;
  /** Below this one; `inclusive`: this one, too. Absent: the newest. */
  readonly most: string | undefined;
  readonly inclusive: boolean;
  readonly locked: boolean;
}

/** What the root folders of a resource say of the provider's version; several, where a module is of several roots. */
export function versionsFor(estate: Estate, resource: Resource): readonly InUse[] {
  const roots = estate.ofType('terraform_provider');
  const file = roots.length === 0 ? undefined : resource.locate([])?.file;
  if (file === undefined) return [];
  const folder = file.replace(/[\\/]?[^\\/]*$/, '') || '.';
  return roots.filter(({ body }) => Array.isArray(body['folders']) && (body['folders'] as readonly Json[]).includes(folder)).map(inUse);
}

function inUse(by: Resource): InUse {
  const { locked, constraints } = by.body;
  if (typeof locked === 'string') return { by, least: locked, most: locked, inclusive: true, locked: true };
  const written = Array.isArray(constraints) ? (constraints as readonly Json[]).flatMap((each) => (typeof each === 'string' ? each.split(',') : [])) : [];
  let [least, most, inclusive]: readonly [string | undefined, string | undefined, boolean] = [undefined, undefined, false];
  for (const each of written) {
    const bounds = boundsOf(each.trim());
    if (bounds === undefined) continue;
    if (bounds.least !== undefined && (least === undefined || compare(bounds.least, least) > 0)) least = bounds.least;
    if (bounds.most !== undefined && (most === undefined || compare(bounds.most, most) < 0)) [most, inclusive] = [bounds.most, bounds.inclusive];
  }
  return { by, least, most, inclusive, locked: false };
}

/** Terraform, "Version Constraints". `~> 5` alone is taken for "from 5 on". */
function boundsOf(constraint: string): { readonly least?: string; readonly most?: string; readonly inclusive: boolean } | undefined {
  const [, operator, version] = /^(=|!=|>=?|<=?|~>)?\s*v?(\d+(?:\.\d+)*)/.exec(constraint) ?? [];
  if (version === undefined) return undefined;
  const parts = version.split('.').map(Number);
  switch (operator ?? '=') {
    case '=':
      return { least: version, most: version, inclusive: true };
    case '>':
    case '>=':
      return { least: version, inclusive: false };
    case '<':
      return { most: version, inclusive: false };
    case '<=':
      return { most: version, inclusive: true };
    case '~>': {
      const above = parts.slice(0, -1);
      return above.length === 0 ? { least: version, inclusive: false } : { least: version, most: [...above.slice(0, -1), above.at(-1)! + 1].join('.'), inclusive: false };
    }
    default:
      return undefined;
  }
}

/** Negative where the first version is the older one. */
export function compare(a: string, b: string): number {
  const [one, other] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let index = 0; index < 3; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether every version that may be used is older than one. */
export function isOlder({ most, inclusive }: InUse, version: string): boolean {
  return most !== undefined && (inclusive ? compare(most, version) < 0 : compare(most, version) <= 0);
}

/** Whether the schema that is known here is older than every version that may be used. */
export function isNewerThanKnown({ least }: InUse): boolean {
  return least !== undefined && compare(least, schemaVersion()) > 0;
}

/** Arguments and types that the provider's version in use does not have yet. */
export function versionRefusals(resource: Resource, versions: readonly InUse[]): readonly Refusal[] {
  return versions.slice(0, 1).flatMap((version) => {
    const [type, later] = [resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb'), (since: string): boolean => isOlder(version, since)];
    const missing = came.filter((each) => each.type === type && later(each.version)).flatMap(({ path, version: since }): readonly Refusal[] => {
      if (path === undefined) return [{ resource, path: [], message: `Invalid resource type: ${type} came with version ${since} of the provider, and ${pinned(version)}` }];
      return isThere(resource.body, path) ? [tooEarly(resource, type, path, since, version)] : [];
    });
    const region = later(regionSince) && type.startsWith('aws_') && !regionBefore.has(type) && isThere(resource.body, 'region') ? [tooEarly(resource, type, 'region', regionSince, version)] : [];
    return [...missing, ...region];
  });
}

function tooEarly(resource: Resource, type: string, name: string, since: string, version: InUse): Refusal {
  return { resource, path: [name], part: 'key', message: `Unsupported argument: An argument named "${name}" is not expected here: ${type} takes it from version ${since} of the provider on, and ${pinned(version)}` };
}

function isThere(body: JsonObject, name: string): boolean {
  const value = body[name];
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Where an argument, or a type, went: what is said in place of "not expected here" alone; `taken`: the version in use still has it. */
export function gone(type: string, path: Path | undefined, versions: readonly InUse[]): { readonly taken: boolean; readonly why: string } | undefined {
  const spelled = path?.filter((part) => typeof part === 'string').join('.');
  const found = went.find((each) => each.type === type.replace(/^aws_alb(?=_|$)/, 'aws_lb') && each.path === spelled);
  if (found === undefined) return undefined;
  const [version] = versions;
  return { taken: version !== undefined && isOlder(version, found.version), why: said(found, version) };
}

function said({ version, instead }: Went, used: InUse | undefined): string {
  return `version ${version} of the provider took it away${instead === undefined ? '' : `, and takes ${instead} instead`}${used === undefined ? '; nothing here asks for an older one' : `, and ${pinned(used)}`}`;
}

/** `versions.tf:4 asks for ~> 5.0`. */
function pinned({ by, least, locked }: InUse): string {
  const constraints = isObject(by.body) ? valueAt(by.body, ['constraints']) : undefined;
  const at = by.locate(locked ? ['locked'] : ['constraints', 0]);
  const where = at === undefined ? 'the configuration' : `${at.file}:${at.line}`;
  return locked ? `${where} pins ${least!}` : `${where} asks for ${Array.isArray(constraints) ? constraints.join(' and ') : ''}`;
}
