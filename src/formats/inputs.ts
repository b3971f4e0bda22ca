import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Problem } from '../resource/resource.ts';
import { decoded, encodingProblem } from './decode.ts';
import { reasonOf } from './file-error.ts';
import { looksLikeTerraform, whyNotByName } from './hcl/by-looks.ts';
import { endings, listFiles, standardInput, type FileEntry, type Root } from './files.ts';
import type { Unread } from './kubernetes.ts';
import { openersBelow } from './open.ts';
import { releasesIn, valuesFiles } from './releases.ts';
import { controllersIn } from './sections.ts';
import { servesIn } from './serves.ts';
import { settingsName, settingsOf, type Input, type Settings } from './settings.ts';
import { readTexts, type Text, type TextsRead } from './texts.ts';

/** Everything that was read from the user's files. */
export interface Inputs extends TextsRead {
  /** What `sallyport.yaml` says; absent without one. */
  readonly settings?: Settings;
  /** Where the resources came from: one a path of `inputs:`, else one an argument. */
  readonly roots: readonly Input[];
}

export interface ReadOptions {
  /** Asked once, if `-` is among the paths. */
  readonly stdin?: () => string | Promise<string>;
  /** The scope of a path that no `inputs:` entry names. Default: `default` for all of them. */
  readonly scopeOf?: (path: string) => string;
}

/** The name under which standard input is shown. */
export const shownInput = '<stdin>';

/** Bytes. One file of more is not read: 64 MiB, a hundred thousand objects. */
export const largestFile = 64 * 1024 * 1024;

/**
 * Reads files, folders and `-`; without any, the current folder. All paths of one call share a scope unless a
 * `sallyport.yaml` says otherwise: who names two folders mostly means two halves of one cluster, and expects a
 * reference from one to reach the other.
 */
export async function readInputs(paths: readonly string[], options: ReadOptions = {}): Promise<Inputs> {
  const problems: Problem[] = [];
  const { roots, settings, text: settingsText } = await rootsOf(paths.length === 0 ? ['.'] : paths, options, problems);
  const listing = await listFiles(roots);
  for (const { path, reason } of listing.missing) problems.push(unreadable(path, reason));
  const texts: Text[] = [];
  const unread: Unread[] = [];
  const piped = roots.some(({ path }) => path === standardInput) ? ((await options.stdin?.()) ?? '') : '';
  const values = valuesFiles(settings);
  for (const { name, ...rest } of listing.files) {
    if (values.has(name)) continue;
    const text = name === standardInput ? piped : readText(name, problems);
    const why = text === undefined || name === standardInput ? undefined : whyNotByName(name, text);
    if (why !== undefined) unread.push({ file: name, reason: why });
    else if (text !== undefined) texts.push({ name: name !== standardInput ? name : looksLikeTerraform(text) ? `${shownInput}.tf` : shownInput, text, ...rest });
    if (text?.trim() === '' && name === standardInput) problems.push(unreadable('standard input', 'it is empty, nothing was piped in'));
  }
  const read = readTexts(texts, { openers: openersBelow(listing.below, listing.names) });
  const releases = releasesIn(settings, roots, (file) => (existsSync(file) ? readText(file, problems) : undefined), problems);
  const stated = [...servesIn(settings, roots[0]?.scope ?? 'default', problems), ...controllersIn(settings, roots, problems), ...releases.resources];
  return {
    resources: stated.length === 0 ? read.resources : [...read.resources, ...stated],
    problems: [...problems, ...read.problems],
    files: settings === undefined ? read.files : new Map([...read.files, ...releases.files, [settings.file, settingsText ?? '']]),
    unread: [...listing.unread, ...unread, ...(roots.length > 1 ? emptyOf(roots, listing.files, listing.unread) : []), ...read.unread],
    roots,
    ...(read.terraform === undefined ? {} : { terraform: read.terraform }),
    ...(settings === undefined ? {} : { settings }),
  };
}

/** Folders in which nothing is found, where others hold something. */
function emptyOf(roots: readonly Input[], files: readonly FileEntry[], unread: readonly Unread[]): readonly Unread[] {
  const folders = roots.filter(({ path }) => path !== standardInput && existsSync(path) && statSync(path).isDirectory());
  const told = [...files.map(({ name }) => name), ...unread.map(({ file }) => file)];
  return folders.filter(({ path }) => !told.some((name) => name.startsWith(join(path, '/')) || join(path) === '.')).map(({ path }) => ({ file: path, reason: `an empty folder: no file in it ends in ${endings}` }));
}

/** Read one after the other: thousands at once exhaust what a process may open, and are no faster. */
function readText(name: string, problems: Problem[]): string | undefined {
  try {
    const { size } = statSync(name);
    const bytes = size > largestFile ? undefined : readFileSync(name);
    const mebibytes = Math.ceil((bytes?.length ?? size) / 1024 / 1024);
    const text = bytes === undefined || bytes.length > largestFile ? { reason: `it has ${mebibytes} MiB, and the limit is ${largestFile / 1024 / 1024} MiB a file. Split it` } : decoded(bytes);
    if (typeof text !== 'string') {
      problems.push(unreadable(name, text.reason));
      return undefined;
    }
    const encoding = encodingProblem(name, bytes as Buffer, text);
    if (encoding !== undefined) problems.push(encoding);
    return text;
  } catch (error) {
    problems.push(unreadable(name, reasonOf(error)));
    return undefined;
  }
}

function unreadable(name: string, reason: string): Problem {
  return { name: 'unreadable-file', severity: 'error', message: `${name} is not read: ${reason}` };
}

/** What to read: the arguments, or the inputs of a `sallyport.yaml` that is an argument or lies in one. */
async function rootsOf(paths: readonly string[], options: ReadOptions, problems: Problem[]): Promise<{ roots: Input[]; settings?: Settings; text?: string }> {
  const roots: Input[] = [];
  let settings: Settings | undefined;
  let said: string | undefined;
  for (const path of paths) {
    const file = path === standardInput ? undefined : basename(path) === settingsName ? path : join(path, settingsName);
    const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    const root: Root = { path, scope: options.scopeOf?.(path) ?? 'default' };
    if (file === undefined || text === undefined) {
      roots.push(root);
      continue;
    }
    const read = settingsOf(join(file), text);
    problems.push(...read.problems);
    if (settings !== undefined && read.settings !== undefined) {
      problems.push({ name: 'wrong-setting', severity: 'error', message: `${read.settings.file} is left out: ${settings.file} was read first, and one call takes one ${settingsName}` });
      continue;
    }
    if (read.settings !== undefined) [settings, said] = [read.settings, text];
    roots.push(...(read.inputs ?? [{ ...root, path: path === file ? join(path, '..') : path }]));
  }
  return { roots, ...(settings === undefined ? {} : { settings }), ...(said === undefined ? {} : { text: said }) };
}
