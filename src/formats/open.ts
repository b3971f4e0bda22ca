import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { decoded } from './decode.ts';
import { reasonOf } from './file-error.ts';

/**
 * A file that an expression asks for, under the name it is shown by; or why there is none, as the end of a sentence.
 * `missing`: it would lie below the inputs and is not there, so Terraform does not find it either.
 */
export type Opened = { readonly name: string; readonly text: string } | { readonly reason: string; readonly missing?: true };

/** The files below a folder, by their ways from there, in order; or why they cannot be told. */
export type Listed = readonly string[] | { readonly reason: string };

/** What functions such as `file`, `templatefile` and `fileset` may look at. Paths count from where the command runs. */
export interface Openers {
  readonly open: (path: string) => Opened;
  readonly list: (folder: string) => Listed;
  /** How a folder is shown that is reached by another way, over a link; undefined: it was not read. */
  readonly shown?: (folder: string) => string | undefined;
}

/** Bytes of a file that an expression asks for. */
export const largestOpened = 4 * 1024 * 1024;

/** Entries of a folder that are gone through for one `fileset`. */
const mostListed = 10_000;

/**
 * Opens files below the inputs, whatever they are called; a link counts as what it leads to. `inputs` are real paths of
 * files and folders; `names` says how a real path is shown where it was read already.
 */
export function openersBelow(inputs: readonly string[], names: ReadonlyMap<string, string>): Openers {
  const known = new Map<string, Opened>();
  const isBelow = (real: string): boolean => inputs.some((input) => real === input || real.startsWith(input.endsWith(sep) ? input : input + sep));
  return {
    shown: (folder) => {
      try {
        return names.get(realpathSync(folder));
      } catch {
        return undefined;
      }
    },
    open: (path) => {
      const found = known.get(path) ?? (isBelow(placeOf(path)) ? opened(path, isBelow, names) : { reason: outside(path) });
      known.set(path, found);
      return found;
    },
    list: (folder) => attempt(() => {
      const real = realpathSync(folder);
      if (!isBelow(real)) return { reason: outside(folder) };
      if (!statSync(real).isDirectory()) return { reason: `${folder} is no folder` };
      const found: string[] = [];
      return walked(real, real, found, { left: mostListed }) ? found.toSorted() : { reason: `${folder} holds more than ${mostListed.toLocaleString('en')} files and folders` };
    }, folder),
  };
}

/** The same among texts that are given as they are: nothing of the disk is looked at. */
export function openersAmong(texts: readonly { readonly name: string; readonly text: string }[]): Openers {
  const known = new Map(texts.map(({ name, text }) => [normalize(name), { name, text }]));
  return {
    open: (path) => known.get(normalize(path)) ?? { reason: `there is no file ${path} among the inputs`, missing: true },
    list: (folder) => {
      const from = normalize(folder);
      return [...known.keys()].map((name) => relative(from, name)).filter((way) => !way.startsWith('..') && !isAbsolute(way)).toSorted();
    },
  };
}

function opened(path: string, isBelow: (real: string) => boolean, names: ReadonlyMap<string, string>): Opened {
  return attempt(() => {
    const real = realpathSync(path);
    if (!isBelow(real)) return { reason: outside(path) };
    const found = statSync(real);
    if (!found.isFile()) return { reason: `${path} is ${found.isDirectory() ? 'a folder' : 'no plain file'}` };
    if (found.size > largestOpened) return { reason: `${path} has ${Math.ceil(found.size / 1024 / 1024)} MiB, and the limit is ${largestOpened / 1024 / 1024} MiB` };
    const text = decoded(readFileSync(real));
    return typeof text === 'string' ? { name: names.get(real) ?? normalize(path), text } : { reason: `${path} is not read: ${text.reason}` };
  }, path);
}

/** Where a path leads once links are resolved; of what is not there, where it would be. */
function placeOf(path: string): string {
  const place = resolve(path);
  try {
    return realpathSync(place);
  } catch {
    return dirname(place) === place ? place : join(placeOf(dirname(place)), basename(place));
  }
}

function outside(path: string): string {
  return `${path} does not lie in the folders that are read: name the one that holds it, too`;
}

/** Links to folders are not followed: they may lead in circles, and out. */
function walked(folder: string, root: string, found: string[], count: { left: number }): boolean {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (count.left-- <= 0) return false;
    const path = join(folder, entry.name);
    if (entry.isFile()) found.push(relative(root, path));
    else if (entry.isDirectory() && !walked(path, root, found, count)) return false;
  }
  return true;
}

function attempt<T>(what: () => T, path: string): T | { readonly reason: string; readonly missing?: true } {
  try {
    return what();
  } catch (error) {
    const missing = (error as { readonly code?: string }).code === 'ENOENT';
    return { reason: `${path} is not read: ${reasonOf(error)}`, ...(missing ? { missing } : {}) };
  }
}
