import { dirname, join } from 'node:path';
import { isObject, type Json } from '../../../resource/resource.ts';
import { isLocal } from './calls.ts';
import type { Declared } from './declared.ts';
import { argumentOfBlock } from './variables.ts';

/** Which folders nobody calls, and which of those nobody means to apply. */
export interface FoundRoots {
  readonly roots: readonly string[];
  /** Folders of modules that nothing calls. */
  readonly idle: readonly string[];
}

/** Root folders: those that no module call leads to. */
export function rootsAmong(folders: ReadonlyMap<string, Declared>): FoundRoots {
  const called = new Set<string>();
  for (const declared of folders.values()) {
    for (const way of callsOf(declared)) {
      const folder = folders.get(way)?.folder ?? way;
      if (folder !== declared.folder) called.add(folder);
    }
  }
  const own = [...folders].flatMap(([folder, declared]) => (folder === declared.folder && !isFetched(folder) ? [folder] : []));
  const free = own.filter((folder) => !called.has(folder));
  const reached = new Set<string>();
  for (const folder of free) reach(folder, folders, reached);
  // Modules that call each other in a circle: the first of them stands for all.
  for (const folder of own) {
    if (reached.has(folder)) continue;
    free.push(folder);
    reach(folder, folders, reached);
  }
  const idle = free.filter((folder) => isModuleFolder(folder) && isPlain(folders.get(folder)!));
  return idle.length === free.length ? { roots: free, idle: [] } : { roots: free.filter((folder) => !idle.includes(folder)), idle };
}

/** Adds the ways over links by which module calls lead to folders. */
export function withLinks(folders: ReadonlyMap<string, Declared>, shown: ((folder: string) => string | undefined) | undefined): ReadonlyMap<string, Declared> {
  const ways = new Map(folders);
  for (const declared of folders.values()) {
    for (const way of callsOf(declared)) {
      const found = ways.has(way) ? undefined : folders.get(shown?.(way) ?? '');
      if (found !== undefined) ways.set(way, found);
    }
  }
  return ways;
}

function callsOf({ folder, calls }: Declared): readonly string[] {
  return [...calls.values()].flatMap(({ block }) => {
    const source = argumentOfBlock(block, 'source')?.value;
    return source?.kind === 'literal' && typeof source.value === 'string' && isLocal(source.value) ? [join(folder, source.value).replace(/[\\/]$/, '')] : [];
  });
}

function reach(folder: string, folders: ReadonlyMap<string, Declared>, reached: Set<string>): void {
  const open = [folder];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const declared = folders.get(each);
    if (declared === undefined || reached.has(declared.folder)) continue;
    reached.add(declared.folder);
    open.push(...callsOf(declared));
  }
}

function isFetched(folder: string): boolean {
  return /(?:^|[\\/])\.terraform[\\/]/.test(folder);
}

function isModuleFolder(folder: string): boolean {
  return /(?:^|[\\/])modules[\\/]/.test(folder);
}

/** Neither a provider configuration nor a backend: nobody applies it as it is. */
function isPlain({ providers, settings }: Declared): boolean {
  return providers.size === 0 && !settings.some(({ block }) => block.body.blocks.some(({ type }) => type === 'backend' || type === 'cloud'));
}

/** What stands in front of names that several roots have: the end of the folder that tells the roots apart. */
export function prefixesOf(roots: readonly string[]): ReadonlyMap<string, string> {
  const parts = roots.map((root) => root.split(/[\\/]/));
  const end = (of: readonly string[], length: number): string => of.slice(-length).join('-');
  return new Map(roots.map((root, at) => {
    const own = parts[at]!;
    const length = own.findIndex((_, index) => !parts.some((other, place) => place !== at && end(other, index + 1) === end(own, index + 1))) + 1;
    return [root, end(own, length === 0 ? own.length : length).replace(/[%!{}"$]/g, '-') || 'root'];
  }));
}

/** Folders of fetched modules by the key of their call: what `terraform init` wrote down beside the root folder. */
export function fetchedIn(root: string, text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined) return new Map();
  let list: Json;
  try {
    list = JSON.parse(text) as Json;
  } catch {
    return new Map();
  }
  const modules = isObject(list) ? list['Modules'] : undefined;
  return new Map((Array.isArray(modules) ? (modules as readonly Json[]) : []).flatMap((each) => (isObject(each) && typeof each['Key'] === 'string' && typeof each['Dir'] === 'string' ? [[each['Key'], join(root, each['Dir'])] as const] : [])));
}

/** The folder of a file, as shown. */
export function folderOf(name: string): string {
  return dirname(name);
}

