import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isObject, type Json } from '../resource/resource.ts';
import { reasonOf } from './file-error.ts';
import { dataFolder, isConfiguration } from './hcl/names.ts';
import type { Unread } from './kubernetes.ts';

/** Files that `terraform init` has put beside a root folder. */
export interface Fetched {
  readonly files: readonly { readonly name: string; readonly real: string }[];
  readonly unread: readonly Unread[];
}

/** Bytes of a list of modules. */
const largestList = 16 * 1024 * 1024;

/**
 * The list of modules of a root folder, and the configuration in the folders it names below `.terraform/modules`: examples
 * and tests that were fetched with a module are nobody's. `real` is where the root folder is.
 */
export async function modulesFetched(folder: string, real: string): Promise<Fetched> {
  const list = join(folder, dataFolder, 'modules', 'modules.json');
  try {
    const place = await realpath(list);
    const within = join(real, dataFolder, 'modules') + sep;
    if (!place.startsWith(within) || (await stat(place)).size > largestList) return { files: [], unread: [] };
    const files = [{ name: list, real: place }];
    const unread: Unread[] = [];
    for (const way of new Set(foldersIn(await readFile(place, 'utf8')))) {
      const path = join(folder, way);
      if (!path.startsWith(join(folder, dataFolder, 'modules') + sep)) continue;
      try {
        files.push(...(await configurationIn(path, within)));
      } catch (error) {
        unread.push({ file: path, reason: reasonOf(error) });
      }
    }
    return { files, unread };
  } catch {
    return { files: [], unread: [] };
  }
}

async function configurationIn(folder: string, within: string): Promise<{ name: string; real: string }[]> {
  const found: { name: string; real: string }[] = [];
  for (const name of (await readdir(folder)).filter(isConfiguration).toSorted()) {
    const path = join(folder, name);
    const real = await realpath(path);
    if (real.startsWith(within)) found.push({ name: path, real });
  }
  return found;
}

/** `{ "Modules": [{ "Key": "vpc", "Source": "...", "Dir": ".terraform/modules/vpc" }] }`, as Terraform's command writes it. */
function foldersIn(text: string): readonly string[] {
  let list: Json;
  try {
    list = JSON.parse(text) as Json;
  } catch {
    return [];
  }
  const modules = isObject(list) ? list['Modules'] : undefined;
  return Array.isArray(modules) ? (modules as readonly Json[]).flatMap((each) => (isObject(each) && typeof each['Dir'] === 'string' ? [each['Dir']] : [])) : [];
}
