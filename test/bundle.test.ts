import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, importsOf, rootFolder, textOf } from './sources.ts';

const written = ['src', 'test', 'bench', 'scripts', 'bin']
  .filter((folder) => existsSync(join(rootFolder(), folder)))
  .flatMap(filesUnder)
  .filter((file) => /\.(ts|mjs|js)$/.test(file))
  // A generated file says so in its first lines, and names the script that made it.
  .filter((file) => !/\b(?:[Gg]enerated|made) by scripts\/\S+/.test(textOf(file).split('\n').slice(0, 3).join(' ')));

test('no file is longer than 300 lines', () => {
  expect(written.filter((file) => linesOf(file) > 300)).toEqual([]);
});

test('half of all files stay under 150 lines', () => {
  const lengths = written.map(linesOf).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(150);
});

function linesOf(file: string): number {
  return textOf(file).replace(/\n$/, '').split('\n').length;
}

/** What Node loads before the first line of a program runs: the static imports, theirs, and so on. */
function loadedBy(entry: string): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const { to, local, typeOnly, lazy } of importsOf(file)) {
      if (typeOnly || lazy) continue;
      if (local) files.add(to);
      else if (!to.startsWith('node:')) packages.add(to);
    }
  }
  return { files: [...files], packages: [...packages].sort() };
}

describe.runIf(existsSync(join(rootFolder(), 'src/cli/main.ts')))('the command at start', () => {
  test('loads the argument parser and nothing else from outside', () => {
    expect(loadedBy('src/cli/main.ts').packages.filter((name) => name !== 'commander')).toEqual([]);
  });

  test('loads no layer that only one verb needs', () => {
    const layers = new Set(loadedBy('src/cli/main.ts').files.map((file) => file.split('/')[1]));
    expect([...layers].filter((layer) => layer !== 'cli' && layer !== 'report' && layer !== 'ir' && layer !== 'resource')).toEqual([]);
  });
});

test('the package ships what it runs, and no sources or tests', () => {
  const { files } = JSON.parse(textOf('package.json')) as { readonly files: readonly string[] };
  expect(files).toContain('dist');
  expect(files.filter((name) => ['src', 'test', 'bench', 'scripts'].includes(name))).toEqual([]);
});

test('the version is answered without the build', () => {
  const text = textOf('bin/sallyport.js');
  expect(importsOf('bin/sallyport.js').filter(({ lazy }) => !lazy).map(({ to }) => to)).toEqual(['node:fs']);
  expect(text).toContain('--version');
});
