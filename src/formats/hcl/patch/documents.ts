import { basename } from 'node:path';
import type { Edit } from '../../../resource/edit.ts';
import { keyOf, type Resource } from '../../../resource/resource.ts';
import { patchOf } from '../../patch.ts';
import { rewritten } from '../../rewrite.ts';
import type { SourceFile } from '../../source.ts';
import { isConfiguration } from '../names.ts';
import { cuts } from '../../yaml.ts';
import type { Expression } from '../syntax/syntax.ts';
import { blockOf } from './refer.ts';
import type { PlacedBlock, Sources } from './sources.ts';

type PathEdit = Exclude<Edit, { edit: 'add' }>;

/** The block that hands an object to Kubernetes, where the object is written in a file of Terraform's. */
export interface Carrier extends PlacedBlock {
  readonly type: string;
  readonly label: string;
  /** The argument that says the object. */
  readonly argument: string;
  /** It is a text of YAML. */
  readonly heredoc?: Expression;
}

const documents: Readonly<Record<string, string>> = { kubernetes_manifest: 'manifest', kubectl_manifest: 'yaml_body' };

/** The block that carries an object; undefined where the object stands in a file of its own. */
export function carrierOf(resource: Resource, sources: Sources): Carrier | undefined {
  const found = blockOf(resource, sources);
  const [type, label] = found?.block.labels.map(({ text }) => text) ?? [];
  const argument = type === undefined ? undefined : documents[type];
  const value = found?.block.body.attributes.find(({ name }) => name === argument)?.value;
  if (found === undefined || type === undefined || label === undefined || argument === undefined || value === undefined) return undefined;
  const heredoc = (value.kind === 'literal' || value.kind === 'template') && found.file.text.startsWith('<<', value.start);
  return { ...found, type, label, argument, ...(heredoc ? { heredoc: value } : {}) };
}

/** The block that hands the file on in which an object stands, where it takes one object of a file: a second one there would be refused. */
export function carrierOfFile(resource: Resource, sources: Sources): Carrier | undefined {
  const name = basename(resource.locate([])?.file ?? '');
  for (const { file, body } of sources.files) {
    for (const block of body.blocks) {
      const [type, label] = block.labels.map(({ text }) => text);
      const argument = type === undefined ? undefined : documents[type];
      const value = block.body.attributes.find((each) => each.name === argument)?.value;
      if (type === undefined || label === undefined || argument === undefined || value === undefined) continue;
      if (new RegExp(`[/"]${name.replace(/[^\w-]/g, '\\$&')}"`).test(file.text.slice(value.start, value.end))) return { file, block, type, label, argument };
    }
  }
  return undefined;
}

/** A file of documents with one of them edited; undefined for a template that is no YAML as it stands. */
export function fileRewritten(texts: ReadonlyMap<string, string>, resources: readonly Resource[], edit: Edit): readonly [string, string] | undefined {
  const about = edit.edit === 'add' ? edit.after : edit.of;
  const own = resources.filter((each) => about !== undefined && keyOf(each) === keyOf(about) && !isConfiguration(each.locate([])?.file ?? '')).map(({ snapshot: _snapshot, ...each }): Resource => each);
  const [resource] = own;
  if (resource === undefined) return undefined;
  const found = attempted(() => [...patchOf(texts, own, [edit]).files][0]);
  if (found !== undefined || edit.edit === 'add') return found;
  // A template does not say what the object is called.
  const { file = '', line = 1 } = resource.locate([]) ?? {};
  const after = textRewritten(texts.get(file) ?? '', line - 1, edit);
  return after === undefined ? undefined : [file, after];
}

/** A file of Terraform's with the document of a heredoc edited; the text keeps its indentation and what is worked out in it. */
export function heredocRewritten({ file, heredoc }: Carrier, resource: Resource, edit: PathEdit): readonly [string, string] | undefined {
  const { text } = file;
  const [start, end] = heredoc === undefined ? [0, 0] : [text.indexOf('\n', heredoc.start) + 1, text.lastIndexOf('\n', heredoc.end - 1) + 1];
  const lines = text.slice(start, end).split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length));
  const plain = lines.map((line) => (line.trim() === '' ? line : line.slice(indent))).join('\n');
  const after = textRewritten(plain, (resource.locate([])?.line ?? 1) - lineOf(file, start), edit);
  if (after === undefined) return undefined;
  const indented = after.split('\n').map((line) => (line.trim() === '' ? line : ' '.repeat(indent) + line)).join('\n');
  return [file.name, text.slice(0, start) + indented + text.slice(end)];
}

/** The document in which a zero-based line stands, edited; undefined where it is no YAML as it stands. */
function textRewritten(text: string, line: number, edit: PathEdit): string | undefined {
  const at = cuts(text).findLast(([start]) => text.slice(0, start).split('\n').length - 1 <= line);
  if (at === undefined || (edit.edit === 'remove' && edit.path.length === 0)) return undefined;
  // What is worked out may be no YAML as it is written: words stand for it meanwhile.
  const slots: string[] = [];
  const words = text.slice(at[0], at[1]).replace(/(?<!\$)\$\{[^{}\n]*\}/g, (slot) => `${word}${slots.push(slot) - 1}${word}`);
  const after = attempted(() => rewritten(words, changeOf(edit)));
  return after === undefined ? undefined : text.slice(0, at[0]) + after.replace(new RegExp(`${word}(\\d+)${word}`, 'g'), (_, index: string) => slots[Number(index)]!) + text.slice(at[1]);
}

/** Nothing that anybody writes. */
const word = 'xSlotOfTemplatex';

function lineOf(file: SourceFile, offset: number): number {
  return file.position(offset, offset).line;
}

function changeOf(edit: PathEdit): Parameters<typeof rewritten>[1] {
  const { path } = edit;
  return edit.edit === 'set' ? { change: 'set', path, to: edit.to } : edit.edit === 'remove' ? { change: 'remove', path } : { change: 'insert', path, at: edit.at, value: edit.value };
}

function attempted<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
