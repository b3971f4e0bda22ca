import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from the sources as from their compiled copy in .cache/run. */
export function rootFolder(): string {
  const here = dirname(dirname(fileURLToPath(import.meta.url)));
  const compiled = `${sep}${join('.cache', 'run')}`;
  return here.endsWith(compiled) ? here.slice(0, -compiled.length) : here;
}

/** Every file below a folder of the repository, as sorted paths from the root with forward slashes. */
export function filesUnder(folder: string): readonly string[] {
  const top = join(rootFolder(), folder);
  return readdirSync(top, { recursive: true })
    .map((name) => join(top, String(name)))
    .filter((file) => statSync(file).isFile())
    .map((file) => relative(rootFolder(), file).split(sep).join('/'))
    .sort();
}

/** The text of a file named from the root. */
export function textOf(file: string): string {
  return readFileSync(join(rootFolder(), file), 'utf8');
}

/** One import or re-export. */
export interface Import {
  readonly from: string;
  /** A file from the root, or a package or built-in module as written. */
  readonly to: string;
  readonly local: boolean;
  readonly typeOnly: boolean;
  /** `import('...')`: not part of what is loaded at start. */
  readonly lazy: boolean;
}

/** The imports of a file, read from its text; comments do not import anything. */
export function importsOf(file: string): readonly Import[] {
  const text = textOf(file).replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, lazy: boolean): void => {
    const local = specifier.startsWith('.');
    const to = local ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier;
    found.push({ from: file, to, local, typeOnly, lazy });
  };
  for (const [, kind, names, specifier] of text.matchAll(/^\s*(import|export)\s+([^'";]*?\bfrom\s*)?['"]([^'"]+)['"]/gm)) {
    if (kind === 'export' && names === undefined) continue;
    add(specifier!, typesOnly(names ?? ''), false);
  }
  for (const [, before, specifier] of text.matchAll(/(typeof\s+|:\s*)?\bimport\(\s*['"]([^'"]+)['"]/g)) add(specifier!, before !== undefined, true);
  return found;
}

/** `import type { A }`, or `import { type A, type B }`. */
function typesOnly(names: string): boolean {
  if (/^type\s/.test(names)) return true;
  const braced = /^\{([^}]*)\}\s*from\s*$/.exec(names.trim())?.[1];
  if (braced === undefined) return false;
  const members = braced.split(',').map((name) => name.trim()).filter((name) => name !== '');
  return members.length > 0 && members.every((name) => name.startsWith('type '));
}

/** A path of the caller's, taken from where npm was called rather than from where npm runs scripts. */
export function fromCaller(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
