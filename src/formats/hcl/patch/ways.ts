import { dirname } from 'node:path';
import { applyEdits, type Edit } from '../../../resource/edit.ts';
import { keyOf, type Path, type Resource } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import { addedBlock } from './added.ts';
import { carrierOf, fileRewritten, heredocRewritten } from './documents.ts';
import type { View } from './follow.ts';
import { spliced } from './layout.ts';
import { lineRemoved } from './members.ts';
import { blockOf, namedBy, referringAt, standpointOf, type Referring } from './refer.ts';
import { editsOf, smallEdits, type Small } from './small.ts';
import { argumentIn, sourcesOf, type Ground, type PlacedBlock, type Sources } from './sources.ts';
import { attemptsFor, type Attempt } from './targets.ts';

/** Files with an edit written into them in one of its ways; undefined: there are no more ways, or none at all. `resources` are what the files make now. */
export function written(ground: Ground, resources: readonly Resource[], edit: Edit, way: number): Ground | undefined {
  const sources = sourcesOf(ground);
  if (edit.edit === 'add') {
    if (way > 0) return undefined;
    const added = addedBlock(edit, resources, sources);
    if (added !== undefined) return withAttempt(ground, added);
    return edit.resource.apiVersion === undefined ? undefined : withFile(ground, fileRewritten(textsOf(ground), resources, edit));
  }
  const resource = resources.findLast((each) => keyOf(each) === keyOf(edit.of))!;
  const carrier = resource.apiVersion === undefined ? undefined : carrierOf(resource, sources);
  if (resource.apiVersion !== undefined && carrier === undefined) return way > 0 ? undefined : withFile(ground, fileRewritten(textsOf(ground), resources, edit));
  const found = carrier ?? blockOf(resource, sources);
  if (found === undefined) return undefined;
  if (edit.edit === 'remove' && edit.path.length === 0) return way > 0 ? undefined : withAttempt(ground, { file: found.file, splice: lineRemoved(found.file.text, found.block) });
  if (carrier === undefined) return withSmall(ground, resources, resource, smallEdits(resource.body, edit), way);
  if (carrier.heredoc !== undefined) return way > 0 ? undefined : withFile(ground, heredocRewritten(carrier, resource, edit));
  const { type, label, argument } = carrier;
  const small = smallEdits(resource.body, edit).map((each): Small => ({ ...each, path: [argument, ...each.path] }));
  return withSmall(ground, resources, { ...resource, type, name: label, body: { [argument]: resource.body } }, small, way);
}

/** The small changes one after the other, each in the same of its ways; one that has fewer takes its last. */
function withSmall(ground: Ground, resources: readonly Resource[], resource: Resource, small: readonly Small[], way: number): Ground | undefined {
  let [now, most, { body }] = [ground, 0, resource];
  for (const each of small) {
    const sources = sourcesOf(now);
    const block = sameBlock(resource, each.path.slice(0, 1), sources);
    const own = namedBy(resource.name);
    if (block === undefined || own === undefined) return undefined;
    const { modules, prefix, key } = own;
    const after = applyEdits([{ ...resource, body }], editsOf(each, resource, body))[0]!.body;
    const standpoint = standpointOf(resource, own, block);
    const atPlace = (file: SourceFile, { modules: other }: View): Referring => referringAt(other === modules ? standpoint : { scope: resource.scope, prefix, modules: other, folder: dirname(file.name) }, sources, resources);
    const round = argumentIn(block, 'for_each');
    const view: View = { sources, modules, ...(key === undefined ? {} : { key }), ...(round === undefined ? {} : { each: round }) };
    const attempts = attemptsFor({ type: resource.type, small: each, before: body, after, referringAt: atPlace }, block, view);
    if (attempts.length === 0) return undefined;
    most = Math.max(most, attempts.length);
    now = withAttempt(now, attempts[Math.min(way, attempts.length - 1)]!);
    body = after;
  }
  return way < most ? now : undefined;
}

/** The block of a resource in texts that were changed since it was read: the one of its type and name in the file that says the argument, which may be an override file, else in its own. */
function sameBlock(resource: Resource, argument: Path, sources: Sources): PlacedBlock | undefined {
  const own = namedBy(resource.name);
  for (const at of [resource.locate(argument)?.file, resource.locate([])?.file]) {
    const found = sources.files.find(({ file }) => file.name === at);
    const block = found?.body.blocks.find(({ type, labels }) => type === (own?.data === true ? 'data' : 'resource') && labels[0]?.text === resource.type && labels[1]?.text === own?.name);
    if (found !== undefined && block !== undefined) return { file: found.file, block };
  }
  return blockOf(resource, sources);
}

/** A change made in its text, then the outputs and variables that it needs; what is new there breaks its lines as the file does. */
function withAttempt(ground: Ground, { file, splice, extras }: Attempt): Ground {
  const text = file.text.includes('\r\n') ? splice.text.replace(/\r?\n/g, '\r\n') : splice.text;
  const made = withFile(ground, [file.name, spliced(file.text, { ...splice, text })]);
  return (extras ?? []).reduce((now, extra) => {
    const attempt = extra(sourcesOf(now));
    return attempt === undefined ? now : withAttempt(now, attempt);
  }, made);
}

function withFile(ground: Ground, file: readonly [string, string]): Ground;
function withFile(ground: Ground, file: readonly [string, string] | undefined): Ground | undefined;
function withFile(ground: Ground, file: readonly [string, string] | undefined): Ground | undefined {
  return file === undefined ? undefined : { ...ground, changed: new Map([...ground.changed, file]) };
}

function textsOf({ texts, changed }: Ground): ReadonlyMap<string, string> {
  return new Map([...texts, ...changed]);
}
