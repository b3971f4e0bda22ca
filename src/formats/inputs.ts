import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Problem, Resource } from '../resource/resource.ts';
import { brokenStretches, refusedOf, unreadable } from './broken.ts';
import { templateReason } from './bundle.ts';
import { decoded } from './decode.ts';
import { listFiles, reasonOf, type FileEntry, type Root } from './files.ts';
import { gather, remember, type Gathered, type Unread } from './kubernetes.ts';
import { masked } from './secret.ts';
import { settingsName, settingsOf, type Input, type Settings } from './settings.ts';
import { parseYaml, type Unit } from './yaml.ts';

/** Everything that was read from the user's files. */
export interface Inputs {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  /** Texts by the file's name as shown, values of Secrets masked. `<stdin>` is what came through `-`. */
  readonly files: ReadonlyMap<string, string>;
  /** What was left alone, and why. */
  readonly unread: readonly Unread[];
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
  const gathered: Gathered = { resources: [], problems, unread: [...listing.unread], secrets: new Map() };
  const units: (Unit & { scope: string })[] = [];
  for (const root of roots.filter(({ path }) => path === '-')) {
    const text = options.stdin === undefined ? '' : await options.stdin();
    if (text.trim() === '') problems.push({ name: 'unreadable-file', severity: 'error', message: 'standard input is empty: nothing was piped in' });
    units.push({ name: standardInput, text, scope: root.scope });
  }
  for (const unit of await Promise.all(listing.files.map((entry) => readUnit(entry, problems)))) if (unit !== undefined) units.push(unit);
  const files = readUnits(units, gathered);
  return { resources: gathered.resources, problems, files, unread: gathered.unread, roots, ...(settings === undefined ? {} : { settings }) };
}

/** Parses texts and adds what they hold; the texts again, with the values of Secrets masked. */
function readUnits(units: readonly (Unit & { readonly scope: string })[], gathered: Gathered): Map<string, string> {
  const parsed = parseYaml(units);
  const scopes = new Map(units.map(({ name, scope }) => [name, scope]));
  const broken = [...parsed.broken, ...parsed.documents.flatMap((document) => refusedOf(document) ?? [])];
  const templates = new Set(broken.flatMap(({ file }) => (file.text.includes('{{') ? [file.name] : [])));
  for (const name of templates) gathered.unread.push({ file: name, reason: templateReason(name) });
  for (const document of parsed.documents) {
    if (document.refused === undefined && !templates.has(document.file.name)) gather(document, scopes.get(document.file.name) ?? 'default', gathered);
  }
  for (const found of broken) remember(gathered.secrets, found.file, brokenStretches(found));
  for (const [file, stretches] of gathered.secrets) file.text = masked(file.text, stretches);
  for (const found of broken) if (!templates.has(found.file.name)) gathered.problems.push(unreadable(found));
  return new Map(parsed.files.map((file) => [file.name, file.text]));
}

async function readUnit({ name, scope }: FileEntry, problems: Problem[]): Promise<(Unit & { scope: string }) | undefined> {
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
