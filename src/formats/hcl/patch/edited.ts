import { dirname } from 'node:path';
import { argumentOf } from '../../../facts/terraform-schema.ts';
import { applyEdits, type Edit } from '../../../resource/edit.ts';
import { keyOf, nameOf, valueAt, type Json, type Resource } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { HclFile } from '../syntax.ts';
import { addedBlock } from './added.ts';
import { spliced } from './layout.ts';
import { lineRemoved } from './members.ts';
import type { View } from './follow.ts';
import { blockOf, namedBy, referringAt, standpointOf, type Referring } from './refer.ts';
import { sameBody, sameValue } from './same.ts';
import { smallEdits, type Small } from './small.ts';
import { argumentIn, sourcesOf, type PlacedBlock, type Sources } from './sources.ts';
import { attemptsFor, type Attempt } from './targets.ts';

/** Texts of Terraform's files, and what they make once some of them are others. */
export interface Rereading {
  readonly texts: ReadonlyMap<string, string>;
  readonly read: (changed: ReadonlyMap<string, string>) => readonly Resource[];
}

/** The texts that edits change; or why no text says exactly that: whom else it would change, where anybody. */
export type Edited = { readonly files: ReadonlyMap<string, string> } | { readonly others: readonly string[] };

type Texts = ReadonlyMap<string, string>;
type PathEdit = Exclude<Edit, { edit: 'add' }>;

/** How the files stand after some of the edits. */
interface State {
  readonly changed: Texts;
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
  const known = unchanged.get(rereading) ?? { base: rereading.read(new Map()), parses: new Map() };
  unchanged.set(rereading, known);
  const { base, parses } = known;
  const said = edits.filter((edit) => !isComputed(edit));
  const final = said.every((edit) => edit.edit === 'add' || isAmong(base, edit)) ? applyEdits(base, said) : undefined;
  if (final === undefined) return { others: [] };
  let [state, model]: [State, readonly Resource[]] = [{ changed: new Map(), resources: base }, base];
  let spared: ReadonlySet<string> = new Set();
  for (const asked of said) {
    const edit = asked.edit === 'add' ? asked : inOrderOf(state.resources, model, asked);
    model = applyEdits(model, [asked]);
    if (edit.edit !== 'add' && standsAs(state.resources, model, keyOf(edit.of))) continue;
    const tried = triedWays(rereading, parses, state, edit, model, final);
    if ('others' in tried) return tried;
    state = tried;
    if (edit.edit === 'add') spared = new Set([...spared, keyOf(edit.resource)]);
  }
  const left = differences(state.resources, final.filter((each) => !spared.has(keyOf(each))), final).filter(({ key }) => !spared.has(key));
  const strange = left.filter(({ made }) => !made || spared.size === 0);
  return strange.length === 0 ? { files: state.changed } : { others: strange.map(({ name }) => name) };
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

function isAmong(resources: readonly Resource[], edit: PathEdit): boolean {
  const key = keyOf(edit.of);
  return resources.some((each) => keyOf(each) === key);
}

/** Whether a resource already is what it is to be: the same change of the same text was made for another instance. */
function standsAs(now: readonly Resource[], model: readonly Resource[], key: string): boolean {
  const [one, other] = [now, model].map((resources) => resources.findLast((each) => keyOf(each) === key));
  return one === undefined || other === undefined ? one === other : sameBody(one.type, one.body, other.body);
}

/** The first way of writing an edit after which everything is as it should be. */
function triedWays(rereading: Rereading, parses: Map<string, HclFile>, state: State, edit: Edit, model: readonly Resource[], final: readonly Resource[]): State | { readonly others: readonly string[] } {
  let others: readonly string[] | undefined;
  const seen = new Set<string>();
  for (let way = 0; way < mostWays; way++) {
    const changed = written(rereading, parses, state, edit, way);
    if (changed === undefined) break;
    const key = JSON.stringify([...changed]);
    if (seen.has(key)) continue;
    seen.add(key);
    const resources = rereading.read(changed);
    const strange = differences(resources, model, final);
    const fresh = edit.edit === 'add' ? strange.filter(({ made }) => made) : [];
    const isIt = edit.edit !== 'add' || (fresh.length === 1 && fresh[0]!.now !== undefined && fresh[0]!.now.type === edit.resource.type && sameBody(edit.resource.type, fresh[0]!.now.body, edit.resource.body));
    const rest = edit.edit === 'add' ? strange.filter(({ key: each, made }) => !made && each !== keyOf(edit.resource)) : strange;
    if (isIt && rest.length === 0) return { changed, resources };
    const names = rest.map(({ name }) => name);
    if (others === undefined || names.length < others.length) others = names;
  }
  return { others: others ?? [] };
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

/** The texts with an edit written in one of the ways; undefined: there are no more ways, or none at all. */
function written(rereading: Rereading, parses: Map<string, HclFile>, { changed, resources }: State, edit: Edit, way: number): Texts | undefined {
  const sources = sourcesOf(new Map([...rereading.texts, ...changed]), parses);
  if (edit.edit === 'add') {
    const added = way > 0 ? undefined : addedBlock(edit, resources, sources);
    return added === undefined ? undefined : withAttempt(rereading, parses, changed, added);
  }
  const resource = resources.findLast((each) => keyOf(each) === keyOf(edit.of))!;
  const found = blockOf(resource, sources);
  if (found === undefined) return undefined;
  if (edit.edit === 'remove' && edit.path.length === 0) return way > 0 ? undefined : withAttempt(rereading, parses, changed, { file: found.file, splice: lineRemoved(found.file.text, found.block) });
  return withSmall(rereading, parses, { changed, resources }, resource, smallEdits(resource.body, edit), way);
}

/** The small changes one after the other, each in the same of its ways; one that has fewer takes its last. */
function withSmall(rereading: Rereading, parses: Map<string, HclFile>, { changed, resources }: State, resource: Resource, small: readonly Small[], way: number): Texts | undefined {
  let [texts, most]: [Texts, number] = [changed, 0];
  let body = resource.body;
  for (const each of small) {
    const sources = sourcesOf(new Map([...rereading.texts, ...texts]), parses);
    const block = sameBlock(resource, sources);
    const own = namedBy(resource.name);
    if (block === undefined || own === undefined) return undefined;
    const after = applyEdits([{ ...resource, body }], [{ ...each, of: resource } as Edit])[0]!.body;
    const standpoint = standpointOf(resource, own, block);
    const referring = (file: SourceFile, { modules }: View): Referring => referringAt(modules === own.modules ? standpoint : { scope: resource.scope, prefix: own.prefix, modules, folder: dirname(file.name) }, sources, resources);
    const round = argumentIn(block, 'for_each');
    const view: View = { sources, modules: own.modules, ...(own.key === undefined ? {} : { key: own.key }), ...(round === undefined ? {} : { each: round }) };
    const attempts = attemptsFor({ type: resource.type, small: each, before: body, after, referringAt: referring }, block, view);
    if (attempts.length === 0) return undefined;
    most = Math.max(most, attempts.length);
    texts = withAttempt(rereading, parses, texts, attempts[Math.min(way, attempts.length - 1)]!);
    body = after;
  }
  return way < most ? texts : undefined;
}

/** The block of a resource in texts that were changed since it was read: the one of its type and name in that file. */
function sameBlock(resource: Resource, sources: Sources): PlacedBlock | undefined {
  const own = namedBy(resource.name);
  const file = resource.locate([])?.file;
  for (const { file: source, body } of sources.files) {
    if (source.name !== file) continue;
    const block = body.blocks.find(({ type, labels }) => type === (own?.data === true ? 'data' : 'resource') && labels[0]?.text === resource.type && labels[1]?.text === own?.name);
    return block === undefined ? blockOf(resource, sources) : { file: source, block };
  }
  return undefined;
}

/** A change made in its text, then the outputs and variables that it needs; what is new there breaks its lines as the file does. */
function withAttempt(rereading: Rereading, parses: Map<string, HclFile>, changed: Texts, { file, splice, extras }: Attempt): Texts {
  const text = file.text.includes('\r\n') ? splice.text.replace(/\r?\n/g, '\r\n') : splice.text;
  const made: Texts = new Map([...changed, [file.name, spliced(file.text, { ...splice, text })]]);
  return (extras ?? []).reduce((texts, extra) => {
    const attempt = extra(sourcesOf(new Map([...rereading.texts, ...texts]), parses));
    return attempt === undefined ? texts : withAttempt(rereading, parses, texts, attempt);
  }, made);
}
