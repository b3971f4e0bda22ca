import type { Edit } from '../../../resource/edit.ts';
import type { Estate } from '../../../resource/estate.ts';
import { identityOf, pathText, type Json, type Path, type Resource } from '../../../resource/resource.ts';

/** Something that Terraform's provider or AWS does not take, where it stands. */
export interface Refusal {
  readonly resource: Resource;
  readonly path: Path;
  readonly part?: 'key';
  /** What is refused, and in whose words. */
  readonly message: string;
  /** What would be taken, where that is no choice. */
  readonly mend?: RefusalMend;
}

/** Edits after which something is taken, not yet proved; `needs a value`: one that only its user knows. */
export interface RefusalMend {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Absent: `proposed`. */
  readonly certainty?: 'proposed' | 'needs a value';
}

/** A mend as a refusal carries it, where there is one. */
export function mendedBy(mend: RefusalMend | undefined): { readonly mend?: RefusalMend } {
  return mend === undefined ? {} : { mend };
}

/** Takes arguments of a resource out. */
export function without(resource: Resource, title: string, paths: readonly Path[]): RefusalMend {
  return { title, edits: paths.map((path) => ({ edit: 'remove', of: identityOf(resource), path })) };
}

/** Writes one argument of a resource. */
export function setTo(resource: Resource, title: string, path: Path, to: Json, certainty: 'proposed' | 'needs a value' = 'proposed'): RefusalMend {
  return { title, edits: [{ edit: 'set', of: identityOf(resource), path, to }], certainty };
}

/** Finds what is refused among resources of one type. */
export type Check = (resource: Resource, estate: Estate) => readonly Refusal[];

/** Whether only apply knows what stands at a path, in it or around it. */
export function unknownAt({ body }: Resource, path: Path): boolean {
  const { unknown_after_apply: unknown } = body;
  const at = pathText(path);
  const within = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  return Array.isArray(unknown) && unknown.some((each) => typeof each === 'string' && (within(each, at) || within(at, each)));
}

/** Whether an argument is said, now or after apply; an empty text or list says nothing. */
export function isSaid(resource: Resource, name: string): boolean {
  const { [name]: value, unknown_after_apply: unknown } = resource.body;
  const known = value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  return known || (Array.isArray(unknown) && unknown.some((each) => typeof each === 'string' && (each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}[`))));
}

/** Whether an argument is known to be said in the plan itself: computed ones are not. */
export function isWritten({ body }: Resource, name: string): boolean {
  const value = body[name];
  return value !== undefined && value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Of resources that have the same key, the first by name; worked out once an estate. A key is of one kind only. */
export function firstOf(estate: Estate, types: readonly string[], key: (resource: Resource) => string | undefined): (wanted: string) => Resource | undefined {
  let known = firsts.get(estate);
  if (known === undefined) firsts.set(estate, (known = new Map()));
  const kind = types.join(' ');
  let found = known.get(kind);
  if (found === undefined) {
    found = new Map();
    for (const resource of types.flatMap((type) => estate.ofType(type))) {
      const own = key(resource);
      const earlier = own === undefined ? undefined : found.get(own);
      if (own !== undefined && (earlier === undefined || resource.name < earlier.name)) found.set(own, resource);
    }
    known.set(kind, found);
  }
  const keyed = found;
  return (wanted) => keyed.get(wanted);
}

const firsts = new WeakMap<Estate, Map<string, Map<string, Resource>>>();
