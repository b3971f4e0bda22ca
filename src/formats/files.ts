import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import type { Unread } from './kubernetes.ts';
import { bundleOf } from './bundle.ts';
import { modulesFetched } from './fetched.ts';
import { reasonOf } from './file-error.ts';
import { whyNotTerraform } from './hcl/by-looks.ts';
import { dataFolder, isConfiguration, isLoadedByItself, isVariables, lockName } from './hcl/names.ts';

/** A file to read, under the name it is shown by: the argument as typed, and the way from there. */
export interface FileEntry {
  readonly name: string;
  readonly scope: string;
  /** A file of variables' values that was named itself, and is applied although Terraform would not load it. */
  readonly named?: true;
  /** The folder of Terraform's language that it is read with, as shown, where it lies elsewhere. */
  readonly folder?: string;
}

/** A file, a folder, or `-`. */
export interface Root {
  readonly path: string;
  readonly scope: string;
  /** The folder that files of Terraform's language are added to. */
  readonly joins?: string;
}

/** Stands for standard input among paths. */
export const standardInput = '-';

export interface Listing {
  readonly files: FileEntry[];
  readonly unread: Unread[];
  /** Roots that cannot be read at all, and why. */
  readonly missing: { readonly path: string; readonly reason: string }[];
  /** Real paths of the roots that can. */
  readonly below: string[];
  /** What each file that was reached is called, by its real path; folders are there with their names, too. */
  readonly names: Map<string, string>;
}

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json', '.tfstate', '.tf', '.tfvars']);
const skipped: ReadonlySet<string> = new Set(['node_modules']);

/** How the files that are found in folders end, in the words of a message. */
export const endings = '.yaml, .yml, .json or .tf';

/** A listing while it is made. */
interface Found extends Listing {
  /** Values of variables that nobody loads, by real path: who names them later has them applied. */
  readonly idle: Map<string, Unread>;
}

/** One argument while it is gone through. */
interface From extends Root {
  /** The folder holds blocks of Terraform's language, so it may be a root of Terraform's. */
  readonly configured?: boolean;
}

/** The files below the roots, in the order of the roots and then of names. A file reached twice is listed once. */
export async function listFiles(roots: readonly Root[]): Promise<Listing> {
  const listing: Found = { files: [], unread: [], missing: [], below: [], names: new Map(), idle: new Map() };
  const { names, files } = listing;
  for (const root of roots) {
    if (root.path === standardInput) {
      if (!names.has(standardInput)) files.push({ name: standardInput, scope: root.scope });
      names.set(standardInput, standardInput);
      continue;
    }
    try {
      const found = await stat(root.path);
      const real = await realpath(root.path);
      listing.below.push(real);
      if (found.isDirectory()) await listFolder(join(root.path), real, root, listing);
      else addNamed(join(root.path), real, root.scope, listing);
    } catch (error) {
      listing.missing.push({ path: root.path, reason: reasonOf(error) });
    }
  }
  for (const root of roots) if (root.joins !== undefined) await joined(root, root.joins, listing);
  const { idle, ...rest } = listing;
  return { ...rest, unread: [...rest.unread, ...[...idle].flatMap(([real, unread]) => (names.has(real) ? [] : [unread]))] };
}

/** Files of Terraform's language below a root are read with those of a folder that another root holds, in its scope. */
async function joined({ path }: Root, joins: string, listing: Found): Promise<void> {
  const { files, names, missing } = listing;
  const shown = names.get(await realpath(joins).catch(() => joins));
  const own = (name: string): boolean => isConfiguration(name) && (name === join(path) || name.startsWith(join(path, '/')));
  const scope = files.find(({ name }) => shown !== undefined && dirname(name) === shown)?.scope;
  if (scope === undefined) missing.push({ path, reason: `it joins ${joins}, of which no input holds a .tf file: name that folder, or one above it, too` });
  for (const [index, file] of files.entries()) {
    const way = relative(path, dirname(file.name));
    if (own(file.name) && shown !== undefined && scope !== undefined) files[index] = { ...file, scope, folder: join(shown, way === '..' ? '' : way) };
  }
  if (scope === undefined) files.splice(0, files.length, ...files.filter(({ name }) => !own(name)));
}

/** A file that is an argument. Values of variables that are named take their place in the order of the arguments: the last one wins. */
function addNamed(name: string, real: string, scope: string, { files, names }: Found): void {
  const shown = names.get(real);
  const named = isVariables(name);
  if (shown !== undefined && !named) return;
  if (shown !== undefined) files.splice(files.findIndex((file) => file.name === shown), 1);
  names.set(real, name);
  files.push({ name, scope, ...(named ? { named } : {}) });
}

async function listFolder(folder: string, real: string, from: Root, listing: Found): Promise<void> {
  if (listing.names.has(real)) return;
  listing.names.set(real, folder);
  const entries = await readdir(folder, { withFileTypes: true });
  const bundle = await bundleOf(folder, new Set(entries.map(({ name }) => name)));
  if (bundle?.unread !== undefined) listing.unread.push(bundle.unread);
  const configured = entries.some(({ name }) => isConfiguration(name));
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name === dataFolder) await listFetched(folder, real, from, listing);
    if ((entry.name.startsWith('.') && entry.name !== lockName) || skipped.has(entry.name) || bundle?.leaveOut(path) === true) continue;
    await listEntry(entry, path, join(real, entry.name), { ...from, configured }, listing);
  }
}

/** `real` is where the entry is, if it is no link. */
async function listEntry(entry: Dirent, path: string, real: string, from: From, listing: Found): Promise<void> {
  try {
    const found = entry.isSymbolicLink() ? await stat(path) : entry;
    const target = entry.isSymbolicLink() ? await realpath(path) : real;
    if (found.isDirectory()) return await listFolder(path, target, from, listing);
    const why = found.isFile() ? whyNotTerraform(path) : undefined;
    if (why !== undefined) return void listing.unread.push({ file: path, reason: why });
    if (!found.isFile() || !(extensions.has(extname(path)) || entry.name === lockName)) return;
    // Folders that share a file over a link have it each: Terraform reads a folder as it stands there.
    if (entry.isSymbolicLink() && isConfiguration(path)) return void listing.files.push({ name: path, scope: from.scope });
    if (listing.names.has(target)) return;
    if (isVariables(path) && !(from.configured === true && isLoadedByItself(path))) {
      listing.idle.set(target, { file: path, reason: `Terraform does not load it by itself. Name it to apply it: sallyport trace URL ${from.path} ${path}` });
      return;
    }
    listing.names.set(target, path);
    listing.files.push({ name: path, scope: from.scope });
  } catch (error) {
    listing.unread.push({ file: path, reason: reasonOf(error) });
  }
}

/** What `terraform init` has fetched for a root folder: of its modules what the list there names, of providers nothing. */
async function listFetched(folder: string, real: string, { scope }: Root, listing: Found): Promise<void> {
  const { files, unread } = await modulesFetched(folder, real);
  listing.unread.push(...unread);
  for (const file of files) {
    if (listing.names.has(file.real)) continue;
    listing.names.set(file.real, file.name);
    listing.files.push({ name: file.name, scope });
  }
}
