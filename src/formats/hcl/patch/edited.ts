import { argumentOf } from '../../../facts/terraform-schema.ts';
import { applyEdits, type Edit, type NewResource } from '../../../resource/edit.ts';
import { keyOf, nameOf, valueAt, type Json, type Resource } from '../../../resource/resource.ts';
import type { HclFile } from '../syntax/syntax.ts';
import { sameBody, sameValue } from './same.ts';
import type { Ground } from './sources.ts';
import { written } from './ways.ts';

/** Texts of Terraform's files, and what they make once some of them are others. */
export interface Rereading {
  readonly texts: ReadonlyMap<string, string>;
  readonly read: (changed: ReadonlyMap<string, string>) => readonly Resource[];
}

/** The texts that edits change; or why no text says exactly that: whom else it would change, where anybody. */
export type Edited = { readonly files: ReadonlyMap<string, string> } | { readonly others: readonly string[] };

type PathEdit = Exclude<Edit, { edit: 'add' }>;

/** How the files stand after some of the edits. */
interface State {
  readonly ground: Ground;
  readonly resources: readonly Resource[];
}

/** Ways of writing one edit that are tried, at most. */
const mostWays = 10;

/** What is known of files before any edit. */
const unchanged = new WeakMap<Rereading, { readonly base: readonly Resource[]; readonly parses: Map<string, HclFile> }>();

/**
 * Writes edits into Terraform's files, and reads these again: what is edited has to be what the edits say, and everything else
 * what it was. A block that makes several resources, or a local that others use, does not pass.
 */
export function editedFiles(rereading: Rereading, edits: readonly Edit[]): Edited {
  const { base, parses } = knownOf(rereading);
  const said = edits.filter((edit) => !isComputed(edit) || isWrittenIn(base, edit));
  const final = appliedTo(base, said);
  if (final === undefined) return { others: [] };
  let [state, model]: [State, readonly Resource[]] = [{ ground: { texts: rereading.texts, changed: new Map(), parses }, resources: base }, base];
  const fresh: NewResource[] = [];
  for (const asked of said) {
    const edit = asked.edit === 'add' ? asked : inOrderOf(state.resources, model, asked);
    model = applyEdits(model, [asked]);
    if (edit.edit === 'add') fresh.push(edit.resource);
    else if (standsAs(state.resources, model, keyOf(edit.of))) continue;
    const tried = triedWays(rereading, state, edit, (now) => fresh.reduce(withoutNew, differences(now, model, final)));
    if ('others' in tried) return tried;
    state = tried;
  }
  const left = fresh.reduce(withoutNew, differences(state.resources, final, final));
  return left.length === 0 ? { files: state.ground.changed } : { others: left.map(({ name }) => name) };
}

function knownOf(rereading: Rereading): { readonly base: readonly Resource[]; readonly parses: Map<string, HclFile> } {
  const known = unchanged.get(rereading) ?? { base: rereading.read(new Map()), parses: new Map() };
  unchanged.set(rereading, known);
  return known;
}

/** What the files declare, before any edit. */
export function declaredBy(rereading: Rereading): readonly Resource[] {
  return knownOf(rereading).base;
}

/** An edit with the indexes that members of lists have by now: a set is in an order of its own once it is read again. */
function inOrderOf(now: readonly Resource[], model: readonly Resource[], edit: PathEdit): PathEdit {
  const [one, other] = [now, model].map((resources) => resources.findLast((each) => keyOf(each) === keyOf(edit.of))?.body);
  const path = edit.path.map((step, depth) => {
    const [members, member] = [valueAt(one, edit.path.slice(0, depth)), valueAt(other, edit.path.slice(0, depth + 1))];
    const index = typeof step === 'number' && Array.isArray(members) && member !== undefined ? (members as readonly Json[]).findIndex((each) => sameValue(each, member)) : -1;
    return index === -1 ? step : index;
  });
  return { ...edit, path };
}

/** What only AWS or the provider says is not written; it follows from the rest. */
function isComputed(edit: Edit): boolean {
  if (edit.edit === 'add' || edit.path.length === 0) return false;
  const argument = argumentOf(edit.of.type, edit.path);
  return argument !== undefined && argument.computed && !argument.optional && !argument.required;
}

/** Somebody has written it all the same, and it is to go. */
function isWrittenIn(base: readonly Resource[], edit: Edit): boolean {
  return edit.edit === 'remove' && valueAt(base.findLast((each) => keyOf(each) === keyOf(edit.of))?.body, edit.path) !== undefined;
}

/** What edits make of resources; undefined where they rest on others that come before them and are not written yet. */
function appliedTo(resources: readonly Resource[], edits: readonly Edit[]): readonly Resource[] | undefined {
  try {
    return applyEdits(resources, edits);
  } catch {
    return undefined;
  }
}

/** Whether a resource already is what it is to be: the same change of the same text was made for another instance. */
function standsAs(now: readonly Resource[], model: readonly Resource[], key: string): boolean {
  const [one, other] = [now, model].map((resources) => resources.findLast((each) => keyOf(each) === key));
  return one === undefined || other === undefined ? one === other : sameBody(one.type, one.body, other.body);
}

/** The first way of writing an edit after which everything is as it should be. */
function triedWays(rereading: Rereading, state: State, edit: Edit, strangeIn: (now: readonly Resource[]) => readonly Difference[]): State | { readonly others: readonly string[] } {
  let others: readonly string[] | undefined;
  const seen = new Set<string>();
  for (let way = 0; way < mostWays; way++) {
    const ground = written(state.ground, state.resources, edit, way);
    if (ground === undefined) break;
    const key = JSON.stringify([...ground.changed]);
    if (seen.has(key)) continue;
    seen.add(key);
    const resources = rereading.read(ground.changed);
    const strange = strangeIn(resources);
    if (strange.length === 0) return { ground, resources };
    const own = edit.edit === 'add' ? keyOf(edit.resource) : keyOf(edit.of);
    const names = strange.flatMap(({ key: each, name }) => (each === own ? [] : [name]));
    if (others === undefined || names.length < others.length) others = names;
  }
  return { others: others ?? [] };
}

/** A new resource may be called otherwise than it was asked for, by its module and a label that is free. */
function withoutNew(strange: readonly Difference[], resource: NewResource): readonly Difference[] {
  const missing = strange.findIndex(({ key, now }) => key === keyOf(resource) && now === undefined);
  const made = strange.findIndex((each) => each.made && each.now?.type === resource.type && sameBody(resource.type, each.now.body, resource.body));
  return missing === -1 || made === -1 ? strange : strange.filter((_, index) => index !== missing && index !== made);
}

interface Difference {
  readonly key: string;
  readonly name: string;
  readonly now?: Resource;
  /** It is among the resources now, and was not to be. */
  readonly made: boolean;
}

/** Resources that are neither what they are to be by now, nor what they are to be in the end. */
function differences(now: readonly Resource[], model: readonly Resource[], final: readonly Resource[]): readonly Difference[] {
  const wanted = new Map(model.map((each) => [keyOf(each), each]));
  const last = new Map(final.map((each) => [keyOf(each), each]));
  const found: Difference[] = [];
  for (const each of now) {
    const key = keyOf(each);
    const fits = [wanted.get(key), last.get(key)].some((other) => other !== undefined && sameBody(each.type, each.body, other.body));
    if (!fits) found.push({ key, name: nameOf(each), now: each, made: !wanted.has(key) && !last.has(key) });
    wanted.delete(key);
  }
  return [...found, ...[...wanted].flatMap(([key, each]): readonly Difference[] => (last.has(key) ? [{ key, name: nameOf(each), made: false }] : []))];
}

