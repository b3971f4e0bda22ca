import { identityOf, keyOf, nameOf, valueAt, type Identity, type Json, type JsonObject, type Locate, type Path, type Resource } from './resource.ts';

/**
 * One change to the model, as data: the same edit is applied to resources and printed into the user's own file.
 * Parents that are missing on the way to `path` are made. Map keys have no order: a key that was removed and set again
 * stands last.
 */
export type Edit =
  | { readonly edit: 'set'; readonly of: Identity; readonly path: Path; readonly to: Json }
  /** An empty path removes the whole resource. */
  | { readonly edit: 'remove'; readonly of: Identity; readonly path: Path }
  /** `path` is the list; `at` is where the value stands afterwards, 0 to the length of the list. An absent list is made. */
  | { readonly edit: 'insert'; readonly of: Identity; readonly path: Path; readonly at: number; readonly value: Json }
  /** A new object: in the file of `after`, directly behind it; else in `file`; else first of all, in a file named after it. */
  | { readonly edit: 'add'; readonly resource: NewResource; readonly after?: Identity; readonly file?: string };

/** A resource that no file holds yet. */
export interface NewResource extends Identity {
  readonly apiVersion?: string;
  readonly body: JsonObject;
}

/**
 * The resources after the edits, applied in order. Positions of what stays are kept; what an edit brings in has the
 * position of its nearest old parent. An object that an edit renames or moves has its new identity from then on, so later
 * edits name that. Throws if an edit names a resource or place that is not there: that is our own bug.
 */
export function applyEdits(resources: readonly Resource[], edits: readonly Edit[]): Resource[] {
  return edits.reduce<Resource[]>((edited, edit) => applied(edited, edit), [...resources]);
}

/** Edits that restore `resources` when they are applied after `edits`. */
export function invert(resources: readonly Resource[], edits: readonly Edit[]): Edit[] {
  const inverse: Edit[] = [];
  let state = [...resources];
  for (const edit of edits) {
    inverse.unshift(inverted(state, edit));
    state = applied(state, edit);
  }
  return inverse;
}

function applied(resources: Resource[], edit: Edit): Resource[] {
  if (edit.edit === 'add') {
    const at = edit.after === undefined ? 0 : indexOf(resources, edit.after) + 1;
    return resources.toSpliced(at, 0, { ...edit.resource, locate: () => undefined });
  }
  const index = indexOf(resources, edit.of);
  const resource = resources[index] as Resource;
  if (edit.edit === 'remove' && edit.path.length === 0) return resources.toSpliced(index, 1);
  const body = changed(resource.body, edit.path, 0, edit, resource) as JsonObject;
  return resources.toSpliced(index, 1, { ...resource, ...identified(resource, body), body, locate: shifted(resource.locate, edit) });
}

/**
 * What the edited object of Kubernetes is called: only what its body now says differently is taken from there. Whatever had
 * a namespace is in `default` without one; whatever had none is taken to be of a kind that has none.
 */
function identified(resource: Resource, body: JsonObject): Partial<Resource> {
  if (resource.apiVersion === undefined) return {};
  const said = (path: Path): string | undefined => {
    const [before, after] = [scalarAt(resource.body, path), scalarAt(body, path)];
    return before === after ? undefined : (after ?? '');
  };
  const name = said(['metadata', 'name']);
  const namespace = said(['metadata', 'namespace']);
  const [kind, apiVersion] = [said(['kind']), said(['apiVersion'])];
  return {
    ...(kind === undefined || kind === '' ? {} : { type: resource.type.replace(/^[^.]*/, kind) }),
    ...(apiVersion === undefined || apiVersion === '' ? {} : { apiVersion }),
    ...(namespace === undefined || resource.namespace === undefined ? {} : { namespace: namespace === '' ? 'default' : namespace }),
    ...(name === undefined ? {} : { name: name === '' ? (scalarAt(body, ['metadata', 'generateName']) ?? resource.name) : name }),
  };
}

/** A name may be written as a number or a word that YAML takes for something else. */
function scalarAt(body: JsonObject, path: Path): string | undefined {
  const value = valueAt(body, path);
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

type PathEdit = Exclude<Edit, { edit: 'add' }>;

/** The value at `depth` of the path, with the edit done below it; nothing outside the path is copied. */
function changed(value: Json | undefined, path: Path, depth: number, edit: PathEdit, resource: Resource): Json {
  const step = path[depth];
  if (step === undefined) {
    if (edit.edit === 'insert') return inserted(value, edit.at, edit.value, () => stray(edit, resource));
    return edit.edit === 'set' ? edit.to : stray(edit, resource);
  }
  const removes = edit.edit === 'remove' && depth === path.length - 1;
  if (typeof step === 'number') {
    const members = value === undefined || value === null ? [] : value;
    if (!isList(members) || step > members.length || (step === members.length && edit.edit === 'remove')) return stray(edit, resource);
    return removes ? members.toSpliced(step, 1) : members.toSpliced(step, 1, changed(members[step], path, depth + 1, edit, resource));
  }
  const fields = value === undefined || value === null ? {} : value;
  if (typeof fields !== 'object' || isList(fields)) return stray(edit, resource);
  if (!removes) return { ...fields, [step]: changed(Object.hasOwn(fields, step) ? fields[step] : undefined, path, depth + 1, edit, resource) };
  if (!Object.hasOwn(fields, step)) return stray(edit, resource);
  const { [step]: _removed, ...rest } = fields;
  return rest;
}

function inserted(list: Json | undefined, at: number, value: Json, otherwise: () => never): Json {
  const members = list === undefined || list === null ? [] : list;
  if (!isList(members) || at > members.length) return otherwise();
  return members.toSpliced(at, 0, value);
}

/** Old positions by new paths: behind an inserted or removed member, indices have moved by one. */
function shifted(locate: Locate, edit: PathEdit): Locate {
  const last = edit.path.at(-1);
  if (edit.edit === 'set' || (edit.edit === 'remove' && typeof last !== 'number')) return locate;
  const list = edit.edit === 'insert' ? edit.path : edit.path.slice(0, -1);
  const at = edit.edit === 'insert' ? edit.at : Number(last);
  return (path, part) => {
    const index = path[list.length];
    if (typeof index !== 'number' || index < at || list.some((step, depth) => path[depth] !== step)) return locate(path, part);
    if (edit.edit === 'insert' && index === at) return locate(list, part);
    return locate(path.with(list.length, edit.edit === 'insert' ? index - 1 : index + 1), part);
  };
}

function inverted(resources: readonly Resource[], edit: Edit): Edit {
  if (edit.edit === 'add') return { edit: 'remove', of: identityOf(edit.resource), path: [] };
  const index = indexOf(resources, edit.of);
  const resource = resources[index] as Resource;
  if (edit.edit === 'remove' && edit.path.length === 0) {
    const { locate: _locate, ...rest } = resource;
    const before = resources[index - 1];
    return { edit: 'add', resource: rest, ...(before === undefined ? {} : { after: identityOf(before) }) };
  }
  const of = identityAfter([resource], edit);
  if (edit.edit === 'insert' && isList(valueAt(resource.body, edit.path))) return { edit: 'remove', of, path: [...edit.path, edit.at] };
  const standing = standingDepth(resource.body, edit.path);
  if (standing < edit.path.length) return restored(resource, of, edit.path.slice(0, standing + 1));
  const old = valueAt(resource.body, edit.path) as Json;
  const last = edit.path.at(-1);
  if (edit.edit === 'remove' && typeof last === 'number') return { edit: 'insert', of, path: edit.path.slice(0, -1), at: last, value: old };
  return { edit: 'set', of, path: edit.path, to: old };
}

/** What the object that an edit changes is called afterwards. */
export function identityAfter(resources: readonly Resource[], edit: PathEdit): Identity {
  const resource = resources[indexOf(resources, edit.of)] as Resource;
  const [changed] = applied([resource], edit);
  return identityOf(changed ?? resource);
}

/** Undoes the making of `path`: a null or absent parent got its first member. */
function restored(resource: Resource, of: Identity, path: Path): Edit {
  const parent = path.slice(0, -1);
  if (path.length > 1 && valueAt(resource.body, parent) === null) return { edit: 'set', of, path: parent, to: null };
  return { edit: 'remove', of, path };
}

/** How many steps of the path lead to something that stands there. */
function standingDepth(body: JsonObject, path: Path): number {
  let value: Json | undefined = body;
  for (const [depth, step] of path.entries()) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return depth;
    value = (value as { readonly [key: string]: Json })[step];
  }
  return path.length;
}

function indexOf(resources: readonly Resource[], identity: Identity): number {
  const key = keyOf(identity);
  const index = resources.findLastIndex((resource) => resource.name === identity.name && keyOf(resource) === key);
  if (index === -1) throw new Error(`An edit names ${nameOf(identity)}, which is not among the resources.`);
  return index;
}

function stray(edit: PathEdit, resource: Resource): never {
  throw new Error(`An edit of ${nameOf(resource)} (${edit.edit} ${JSON.stringify(edit.path)}) leads to a place that is not there.`);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
