import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causes } from '../src/ir/cause.ts';
import { filesUnder, importsOf, rootFolder, textOf } from './sources.ts';

/** Folders below a folder; names that begin with `_` are not registered. */
function foldersOf(folder: string): readonly string[] {
  const names = filesUnder(folder).map((file) => file.split('/').slice(2));
  return [...new Set(names.filter((parts) => parts.length > 1).map((parts) => parts[0]!))].filter((name) => !name.startsWith('_'));
}

/** The members of a registry's one list, as written. */
function listed(file: string, list: string): readonly string[] {
  const body = new RegExp(`export const ${list}[^=]*= \\[([\\s\\S]*?)\\]`).exec(textOf(file))?.[1] ?? '';
  return body.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

describe('kinds', () => {
  const folders = foldersOf('src/hops');

  test('every folder of hops is imported by the registry, and nothing else is', () => {
    const imported = importsOf('src/hops/kinds.ts').filter(({ to }) => to !== 'src/hops/kind.ts').map(({ to }) => to.split('/')[2]);
    expect([...new Set(imported)].sort()).toEqual(folders);
  });

  test('the registry is sorted, its imports as its list', () => {
    const imported = importsOf('src/hops/kinds.ts').filter(({ to }) => to !== 'src/hops/kind.ts').map(({ to }) => to);
    expect(imported).toEqual([...imported].sort());
    const members = listed('src/hops/kinds.ts', 'kinds');
    expect(members).toHaveLength(folders.length);
    expect(members).toEqual([...members].sort());
  });

  test.each([...folders, '_example'])('%s has a truth table, and no more than six source files beside its tests', (folder) => {
    const files = filesUnder(`src/hops/${folder}`).map((file) => file.split('/').slice(3).join('/'));
    expect(files).toContain('truth.md');
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).length).toBeLessThanOrEqual(6);
  });
});

// Findings are named in one place; until that folder exists there is nothing to register.
describe.runIf(existsSync(join(rootFolder(), 'src/findings/index.ts')))('findings', () => {
  const folders = foldersOf('src/findings');

  test('every finding is registered, in order', () => {
    const imported = importsOf('src/findings/index.ts').map(({ to }) => to).filter((to) => to.endsWith('/rule.ts') && to.split('/').length > 3);
    expect(imported.map((to) => to.split('/')[2])).toEqual(folders);
  });

  test.each(folders)('%s has a page with all its headings', (folder) => {
    const headings = [...textOf(`src/findings/${folder}/page.md`).matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading);
    for (const heading of ['What happens', 'Why', 'Example', 'Mend', 'When to allow it', 'Sources']) expect(headings).toContain(heading);
  });

  test('every cause of a stop becomes a finding somewhere', () => {
    const text = filesUnder('src/findings').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map(textOf).join('\n');
    expect(causes.filter((cause) => !text.includes(`'${cause}'`))).toEqual([]);
  });
});
