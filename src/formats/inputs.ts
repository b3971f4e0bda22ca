import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Problem } from '../resource/resource.ts';
import { decoded } from './decode.ts';
import { listFiles, reasonOf, type FileEntry, type Root } from './files.ts';
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
export const standardInput = '<stdin>';

/** Bytes. One file of more is not read: 64 MiB, a hundred thousand objects. */
export const largestFile = 64 * 1024 * 1024;

/**
 * Reads files, folders and `-`; without any, the current folder. All paths of one call share a scope unless a
 * `sallyport.yaml` says otherwise: who names two folders mostly means two halves of one cluster, and expects a
 * reference from one to reach the other.
 */
export async function readInputs(paths: readonly string[], options: ReadOptions = {}): Promise<Inputs> {
  const problems: Problem[] = [];
  const { roots, settings } = await rootsOf(paths.length === 0 ? ['.'] : paths, options, problems);
  const listing = await listFiles(roots.filter(({ path }) => path !== '-'));
  for (const { path, reason } of listing.missing) problems.push({ name: 'unreadable-file', severity: 'error', message: `${path} is not read: ${reason}` });
  const units: Text[] = [];
  for (const root of roots.filter(({ path }) => path === '-')) {
    const text = options.stdin === undefined ? '' : await options.stdin();
    if (text.trim() === '') problems.push({ name: 'unreadable-file', severity: 'error', message: 'standard input is empty: nothing was piped in' });
    units.push({ name: standardInput, text, scope: root.scope });
  }
  for (const unit of await Promise.all(listing.files.map((entry) => readUnit(entry, problems)))) if (unit !== undefined) units.push(unit);
  const read = readTexts(units);
  return {
    resources: read.resources,
    problems: [...problems, ...read.problems],
    files: read.files,
    unread: [...listing.unread, ...read.unread],
    roots,
    ...(settings === undefined ? {} : { settings }),
  };
}

async function readUnit({ name, scope }: FileEntry, problems: Problem[]): Promise<Text | undefined> {
  const refuse = (reason: string): undefined => {
    problems.push({ name: 'unreadable-file', severity: 'error', message: `${name} is not read: ${reason}` });
  };
  try {
    const { size } = await stat(name);
    if (size > largestFile) return refuse(`it has ${Math.ceil(size / 1024 / 1024)} MiB, more than the limit of ${largestFile / 1024 / 1024} MiB a file. Split it`);
    const text = decoded(await readFile(name));
    return typeof text === 'string' ? { name, text, scope } : refuse(text.reason);
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

/** What to read: the arguments, or the inputs of a `sallyport.yaml` that is an argument or lies in one. */
async function rootsOf(paths: readonly string[], options: ReadOptions, problems: Problem[]): Promise<{ roots: Input[]; settings?: Settings }> {
  const roots: Input[] = [];
  let settings: Settings | undefined;
  for (const path of paths) {
    const file = path === '-' ? undefined : basename(path) === settingsName ? path : join(path, settingsName);
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
    settings = read.settings ?? settings;
    roots.push(...(read.inputs ?? [{ ...root, path: path === file ? join(path, '..') : path }]));
  }
  return { roots, ...(settings === undefined ? {} : { settings }) };
}
