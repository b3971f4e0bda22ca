import { basename, dirname, join } from 'node:path';
import { SourceFile } from '../../source.ts';
import { isConfiguration, isLoadedByItself, isVariables } from '../names.ts';
import { parseHcl } from '../syntax/parse.ts';
import type { Attribute, Block, Expression, HclFile } from '../syntax/syntax.ts';

/** Files as they were read, and those that changed since. */
export interface Ground {
  readonly texts: ReadonlyMap<string, string>;
  readonly changed: ReadonlyMap<string, string>;
  /** Of all files; what did not change is not parsed again. */
  readonly parses: Map<string, HclFile>;
}

/** The configuration of some texts as it is written: nothing of it is worked out. */
export interface Sources {
  /** Files of a folder in Terraform's own syntax. */
  readonly filesIn: (folder: string) => readonly HclFile[];
  /** All files of that syntax that hold blocks. */
  readonly files: readonly HclFile[];
  /** Files of variables' values, those that win first. */
  readonly values: readonly HclFile[];
}

/** The sources of some texts. Files in the syntax of JSON, and what was fetched, are not edited. */
export function sourcesOf({ texts, changed, parses }: Ground): Sources {
  const parsed = (name: string): HclFile => {
    const text = changed.get(name) ?? texts.get(name) ?? '';
    const known = parses.get(name);
    if (known !== undefined && known.file.text === text) return known;
    const file = parseHcl(new SourceFile(name, text));
    parses.set(name, file);
    return file;
  };
  const names = [...texts.keys()].filter((name) => !/(?:^|[\\/])\.terraform[\\/]/.test(name) && !name.endsWith('.json'));
  const files = names.filter(isConfiguration).map(parsed);
  const byFolder = new Map<string, HclFile[]>();
  for (const file of files) byFolder.set(dirname(file.file.name), [...(byFolder.get(dirname(file.file.name)) ?? []), file]);
  const values = names.filter(isVariables).toSorted((a, b) => Number(isLoadedByItself(a)) - Number(isLoadedByItself(b)) || (basename(a) < basename(b) ? 1 : -1));
  return { files, filesIn: (folder) => byFolder.get(folder) ?? [], values: values.map(parsed) };
}

/** An expression where it stands. */
export interface Placed {
  readonly file: SourceFile;
  readonly expression: Expression;
  /** The argument that it is the value of, or is in. */
  readonly attribute: Attribute;
}

/** A block where it stands. */
export interface PlacedBlock {
  readonly file: SourceFile;
  readonly block: Block;
}

/** Blocks of a folder of one type, with these labels. */
export function blocksOf(sources: Sources, folder: string, type: string, ...labels: readonly string[]): readonly PlacedBlock[] {
  return sources.filesIn(folder).flatMap(({ file, body }) => body.blocks.flatMap((block) => (block.type === type && labels.every((label, index) => block.labels[index]?.text === label) ? [{ file, block }] : [])));
}

/** The argument of a block's body. */
export function argumentIn({ file, block }: PlacedBlock, name: string): Placed | undefined {
  const attribute = block.body.attributes.find((each) => each.name === name);
  return attribute === undefined ? undefined : { file, expression: attribute.value, attribute };
}

/** A local of a folder. */
export function localIn(sources: Sources, folder: string, name: string): Placed | undefined {
  return blocksOf(sources, folder, 'locals').map((found) => argumentIn(found, name)).find((found) => found !== undefined);
}

/** Where a call of a module leads among the folders. */
export function folderOf({ file, block }: PlacedBlock): string | undefined {
  const source = block.body.attributes.find(({ name }) => name === 'source')?.value;
  return source?.kind === 'literal' && typeof source.value === 'string' && /^\.\.?(?:\/|$)/.test(source.value) ? join(dirname(file.name), source.value) : undefined;
}

/** Calls of a name that lead to a folder. */
export function callsOf(sources: Sources, folder: string, name: string): readonly PlacedBlock[] {
  return sources.files.flatMap(({ file, body }) => body.blocks.flatMap((block) => (block.type === 'module' && block.labels[0]?.text === name && folderOf({ file, block }) === folder ? [{ file, block }] : [])));
}

/** Where a variable of a root folder gets its value: files of values first, those that win before the others, then its default. */
export function valuesOf(sources: Sources, folder: string, name: string): readonly Placed[] {
  const given = sources.values.flatMap(({ file, body }) => (dirname(file.name) === folder || !isLoadedByItself(file.name) ? body.attributes.flatMap((attribute) => (attribute.name === name ? [{ file, expression: attribute.value, attribute }] : [])) : []));
  return [...given, ...blocksOf(sources, folder, 'variable', name).flatMap((block) => argumentIn(block, 'default') ?? [])];
}
