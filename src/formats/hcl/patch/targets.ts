import { dirname } from 'node:path';
import { argumentOf } from '../../../facts/terraform-schema.ts';
import { isObject, valueAt, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { Block, Body } from '../syntax/syntax.ts';
import { memberEncoded, statementAdded } from './encoded.ts';
import { itemAt, waysTo, type View, type Way } from './follow.ts';
import type { Splice } from './layout.ts';
import { argumentAdded, blockAdded, itemInserted, itemRemoved, keyAdded, lineRemoved, valueReplaced } from './members.ts';
import { blockText, expressionText, type Refer } from './print.ts';
import type { Extra } from './passing.ts';
import type { Referring } from './refer.ts';
import type { Small } from './small.ts';
import type { PlacedBlock } from './sources.ts';

/** One way of writing a change. */
export interface Attempt {
  readonly file: SourceFile;
  readonly splice: Splice;
  /** What the references in it need elsewhere. */
  readonly extras?: readonly Extra[];
}

/** What is edited, and how it is written. */
export interface Task {
  readonly type: string;
  readonly small: Small;
  /** The body before and after the change. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly referringAt: (file: SourceFile, view: View) => Referring;
}

/** A body of a block, and the part of the path that has led there. */
interface Inside {
  readonly file: SourceFile;
  readonly body: Body;
  /** Where the block begins. */
  readonly head: number;
  readonly view: View;
  readonly gone: Path;
}

/** Ways of writing a change into the files: where the value is finally said first, at the argument itself last. */
export function attemptsFor(task: Task, { file, block }: PlacedBlock, view: View): readonly Attempt[] {
  return inBody(task, { file, body: block.body, head: block.start, view, gone: [] }, task.small.path);
}

function inBody(task: Task, inside: Inside, rest: Path): readonly Attempt[] {
  const { file, body, view, gone } = inside;
  const [name, ...more] = rest;
  const attribute = body.attributes.find((each) => each.name === name);
  if (task.small.edit === 'rename' && more.length === 0) return renamed(file, attribute ?? body.blocks.filter(({ type }) => type === name), String(name), task.small.to);
  if (attribute !== undefined) {
    const value = valueAt(task.before, [...gone, attribute.name]);
    const ways = waysTo({ place: { file, expression: attribute.value, attribute }, view, rest: more, ...(value === undefined ? {} : { value }) });
    const whole = task.small.edit === 'remove' && more.length === 0 ? [{ file, splice: lineRemoved(file.text, attribute) }] : [];
    const encoded = task.small.edit === 'set' && more.length === 0 ? memberEncoded(file.text, attribute.value, value, task.small.to) : undefined;
    const stated = task.small.edit === 'set' && more.length === 0 ? statementAdded(view.sources, dirname(file.name), attribute.value, value, task.small.to) : undefined;
    const inDocument = [...(encoded === undefined ? [] : attempted(task, file, view, encoded)), ...(stated === undefined ? [] : attempted(task, stated.file, view, stated.splice))];
    return [...whole, ...inDocument, ...ways.flatMap((way) => atPlace(task, way))];
  }
  const entries = body.blocks.filter((block) => block.type === name || (block.type === 'dynamic' && block.labels[0]?.text === name));
  if (entries.length > 0) return inBlocks(task, { ...inside, gone: [...gone, name!] }, entries, more);
  return task.small.edit === 'remove' || name === undefined ? [] : added(task, inside, String(name));
}

/** Another name in front of what an argument, or a block, says. */
function renamed(file: SourceFile, named: { readonly start: number } | readonly { readonly start: number }[], name: string, to: string): readonly Attempt[] {
  const [only, ...others] = Array.isArray(named) ? (named as readonly { readonly start: number }[]) : [named as { readonly start: number }];
  return only === undefined || others.length > 0 || !file.text.startsWith(name, only.start) ? [] : [{ file, splice: { start: only.start, end: only.start + name.length, text: to } }];
}

/** The change made at an expression: in the list or the object that stands there, else by writing the whole value there. */
function atPlace(task: Task, way: Way): readonly Attempt[] {
  const { place: { file, expression }, rest } = way;
  const { small, after } = task;
  const { text } = file;
  const [step] = rest;
  const make = (splice: (refer: Refer) => Splice): readonly Attempt[] => attempted(task, file, way.view, splice);
  if (small.edit === 'insert' && rest.length === 0 && expression.kind === 'tuple') return make((refer) => itemInserted(text, expression, Math.min(small.at, expression.items.length), complete(task.type, small.path, small.value), refer));
  if (small.edit === 'remove' && rest.length === 1 && (expression.kind === 'tuple' || expression.kind === 'object')) {
    const index = expression.kind === 'tuple' ? itemAt(way, expression, Number(step)) : expression.items.findIndex(({ key }) => key.kind === 'literal' && String(key.value) === String(step));
    return expression.items[index] === undefined ? [] : make(() => itemRemoved(text, expression, index));
  }
  if (small.edit === 'set' && rest.length === 1 && expression.kind === 'object' && typeof step === 'string') {
    if (!expression.items.some(({ key }) => key.kind === 'literal' && String(key.value) === step)) return make((refer) => keyAdded(text, expression, step, small.to, refer));
  }
  const value = small.edit === 'remove' && rest.length === 0 ? undefined : valueAt(after, small.path.slice(0, small.path.length - rest.length));
  return value === undefined ? [] : make((refer) => valueReplaced(text, expression, value, refer));
}

/** A change with the references in it as they are said where it is made; none, if one of them cannot be. */
function attempted(task: Task, file: SourceFile, view: View, splice: (refer: Refer) => Splice): readonly Attempt[] {
  const referring = task.referringAt(file, view);
  const made = splice(referring.refer);
  return referring.failed ? [] : [{ file, splice: made, extras: referring.extras }];
}

/** Blocks that are written as a list of objects (`ingress = [{ ... }]`) have to say everything: Terraform takes no object without one of its attributes. */
function complete(type: string, path: Path, value: Json): Json {
  const { written, members } = argumentOf(type, path) ?? {};
  if (written !== 'either' || !isObject(value) || members === undefined) return value;
  return { ...Object.fromEntries([...members.values()].filter(({ optional, required }) => optional || required).map(({ name }) => [name, null])), ...value };
}

/** The change made in nested blocks of one type, some of which a `dynamic` block may make. */
function inBlocks(task: Task, inside: Inside, entries: readonly Block[], rest: Path): readonly Attempt[] {
  const { small, before } = task;
  const { file, body, head } = inside;
  const [index, ...more] = rest;
  if (typeof index === 'string') return inBody(task, { ...inside, body: entries[0]!.body, head: entries[0]!.start }, rest);
  const there = valueAt(before, inside.gone);
  const found = index === undefined ? undefined : entryAt(entries, index, Array.isArray(there) ? there.length : 0);
  if (small.edit === 'insert' && index === undefined) {
    const value = isObject(small.value) ? small.value : undefined;
    return value === undefined ? [] : attempted(task, file, inside.view, (refer) => blockAdded(file.text, body, head, String(inside.gone.at(-1)), (indent) => printedBlock(task.type, inside.gone, value, indent, refer)));
  }
  if (found === undefined) return [];
  const { block, member } = found;
  if (member === undefined) {
    if (more.length > 0) return inBody(task, { ...inside, body: block.body, head: block.start, gone: [...inside.gone, index!] }, more);
    if (small.edit === 'remove') return [{ file, splice: lineRemoved(file.text, block) }];
    return [];
  }
  return inDynamic(task, { ...inside, gone: [...inside.gone, index!] }, block, member, more);
}

/** Of a block that a `dynamic` block makes: what it takes from the member of its list, or what all of them say. */
function inDynamic(task: Task, inside: Inside, block: Block, member: number, rest: Path): readonly Attempt[] {
  const { file, view } = inside;
  const list = block.body.attributes.find(({ name }) => name === 'for_each');
  const content = block.body.blocks.find(({ type }) => type === 'content');
  if (list === undefined || content === undefined) return [];
  const of = { file, expression: list.value, attribute: list };
  if (rest.length === 0) return task.small.edit === 'remove' ? waysTo({ place: of, view, rest: [member] }).flatMap((way) => (way.rest.length === 1 ? atPlace(task, way) : [])) : [];
  const named = block.body.attributes.find(({ name }) => name === 'iterator')?.value;
  const iterator = named?.kind === 'name' ? named.name : (block.labels[0]?.text ?? '');
  const bound = new Map([...(view.bound ?? []), [iterator, { of, step: member, view, iterator: true }] as const]);
  return inBody(task, { ...inside, body: content.body, head: content.start, view: { ...view, bound } }, rest);
}

/** Which block makes a member of the list, and which of several it makes; of two `dynamic` blocks nobody knows how many each makes. */
function entryAt(entries: readonly Block[], index: number, length: number): { readonly block: Block; readonly member?: number } | undefined {
  const dynamic = entries.filter(({ type }) => type === 'dynamic');
  const made = length - (entries.length - dynamic.length);
  if (dynamic.length > 1) return undefined;
  let at = 0;
  for (const block of entries) {
    const count = block.type === 'dynamic' ? made : 1;
    if (index < at + count) return block.type === 'dynamic' ? { block, member: index - at } : { block };
    at += count;
  }
  return undefined;
}

/** Writes what nothing says yet: an argument, or blocks where the provider has blocks. */
function added(task: Task, { file, body, head, gone, view }: Inside, name: string): readonly Attempt[] {
  const path = [...gone, name];
  const value = valueAt(task.after, path);
  if (value === undefined || value === null) return [];
  if (!isBlock(task.type, path)) return attempted(task, file, view, (refer) => argumentAdded(file.text, body, head, (indent) => `${indent}${name} = ${expressionText(value, indent, refer)}`));
  const blocks = isObject(value) ? [value] : Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
  return attempted(task, file, view, (refer) => blockAdded(file.text, body, head, name, (indent) => blocks.map((each) => printedBlock(task.type, path, each, indent, refer)).join('\n')));
}

function printedBlock(type: string, path: Path, value: JsonObject, indent: string, refer: Refer): string {
  const names = path.filter((step) => typeof step === 'string');
  return blockText(names.at(-1)!, value, indent, refer, (inner) => isBlock(type, inner), names);
}

/** Whether the provider has nested blocks at a path. */
export function isBlock(type: string, path: Path): boolean {
  const argument = argumentOf(type, path);
  return argument?.type === 'block' && argument.written !== undefined;
}
