import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Unread } from './kubernetes.ts';
import { bundleOf } from './bundle.ts';

/** A file to read, under the name it is shown by: the argument as typed, and the way from there. */
export interface FileEntry {
  readonly name: string;
  readonly scope: string;
}

/** A file, a folder, or `-`. */
export interface Root {
  readonly path: string;
  readonly scope: string;
}

/** Stands for standard input among paths. */
export const standardInput = '-';

export interface Listing {
  readonly files: FileEntry[];
  readonly unread: Unread[];
  /** Roots that cannot be read at all, and why. */
  readonly missing: { readonly path: string; readonly reason: string }[];
}

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json', '.tfstate']);
const skipped: ReadonlySet<string> = new Set(['node_modules']);

/** The files below the roots, in the order of the roots and then of names. A file reached twice is listed once. */
export async function listFiles(roots: readonly Root[]): Promise<Listing> {
  const listing: Listing = { files: [], unread: [], missing: [] };
  const seen = new Set<string>();
  for (const root of roots) {
    if (root.path === standardInput) {
      if (!seen.has(standardInput)) listing.files.push({ name: standardInput, scope: root.scope });
      seen.add(standardInput);
      continue;
    }
    try {
      const found = await stat(root.path);
      const real = await realpath(root.path);
      if (found.isDirectory()) await listFolder(join(root.path), real, root.scope, listing, seen);
      else if (!seen.has(real)) {
        seen.add(real);
        listing.files.push({ name: join(root.path), scope: root.scope });
      }
    } catch (error) {
      listing.missing.push({ path: root.path, reason: reasonOf(error) });
    }
  }
  return listing;
}

/** What an error of the file system means, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: string }).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read by this user';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

async function listFolder(folder: string, real: string, scope: string, listing: Listing, seen: Set<string>): Promise<void> {
  if (seen.has(real)) return;
  seen.add(real);
  const entries = await readdir(folder, { withFileTypes: true });
  const bundle = await bundleOf(folder, new Set(entries.map(({ name }) => name)));
  if (bundle?.unread !== undefined) listing.unread.push(bundle.unread);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || skipped.has(entry.name) || bundle?.leaveOut(path) === true) continue;
    await listEntry(entry, path, join(real, entry.name), scope, listing, seen);
  }
}

/** `real` is where the entry is, if it is no link. */
async function listEntry(entry: Dirent, path: string, real: string, scope: string, listing: Listing, seen: Set<string>): Promise<void> {
  try {
    const found = entry.isSymbolicLink() ? await stat(path) : entry;
    const target = entry.isSymbolicLink() ? await realpath(path) : real;
    if (found.isDirectory()) return await listFolder(path, target, scope, listing, seen);
    if (!found.isFile() || !extensions.has(extname(path)) || seen.has(target)) return;
    seen.add(target);
    listing.files.push({ name: path, scope });
  } catch (error) {
    listing.unread.push({ file: path, reason: reasonOf(error) });
  }
}
