import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { kind as doorman } from '../src/hops/_example/kind.ts';
import type { Kind } from '../src/hops/kind.ts';
import { kinds } from '../src/hops/kinds.ts';
import { rootFolder, textOf } from './sources.ts';
import { complaintsOf } from './truth/check.ts';

describe('the truth table of every kind is true', () => {
  test.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
    expect(complaintsOf(kind, textOf(`src/hops/${name}/truth.md`))).toEqual([]);
  });

  test('the example', () => {
    expect(complaintsOf(doorman as Kind<unknown>, textOf('src/hops/_example/truth.md'))).toEqual([]);
  });
});

describe('a truth table complains', () => {
  const truth = textOf('src/hops/_example/truth.md');
  const complaints = (from: string, to: string): readonly string[] => complaintsOf(doorman as Kind<unknown>, truth.replace(from, to));

  test('about a wrong verdict, with the one it got', () => {
    expect(complaints('| passes |', '| reset plaintext-refused |')).toEqual([expect.stringContaining('expected reset plaintext-refused, got passes')]);
  });

  test('about a cause that differs', () => {
    expect(complaints('dropped guard-dropped |', 'dropped no-route |')).toEqual([expect.stringContaining('got dropped guard-dropped')]);
  });

  test('about a field that does not exist', () => {
    expect(complaints('src.address=', 'source=')).toEqual([expect.stringContaining('no such field: source')]);
  });

  test('about a verdict where nothing is known', () => {
    expect(complaints('| unknown |', '| passes |')).toEqual([expect.stringContaining('it is not known')]);
  });

  test('about what may happen instead, where nothing is known', () => {
    expect(complaints('| unknown |', '| either passes or dropped guard-dropped |')).toEqual([]);
    expect(complaints('| unknown |', '| either passes or reset guard-dropped |')).toEqual([expect.stringContaining('got dropped guard-dropped or passes')]);
  });

  test('about a row without a source', () => {
    expect(() => complaints("Doorman's book, page 5", ' ')).toThrow('five filled cells');
  });
});

test('a copy of the example becomes a kind of its own with one line in the registry', async () => {
  mkdirSync(join(rootFolder(), '.cache'), { recursive: true });
  const folder = mkdtempSync(join(rootFolder(), '.cache', 'kind-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(rootFolder(), 'src'), join(folder, 'src'), { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
  cpSync(join(folder, 'src/hops/_example'), join(folder, 'src/hops/doorman'), { recursive: true });
  const registry = join(folder, 'src/hops/kinds.ts');
  writeFileSync(registry, registered(readFileSync(registry, 'utf8')));

  const { kinds: grown } = (await import(/* @vite-ignore */ pathToFileURL(registry).href)) as { kinds: readonly Kind<unknown>[] };
  expect(grown.map(({ name }) => name)).toEqual([...kinds.map(({ name }) => name), 'doorman'].sort());
  const kind = grown.find(({ name }) => name === 'doorman')!;
  expect(complaintsOf(kind, readFileSync(join(folder, 'src/hops/doorman/truth.md'), 'utf8'))).toEqual([]);
});

/** The registry with the import and the line of one more kind, both in their places. */
function registered(text: string): string {
  const imported = text.replace(/(?:^import \{ kind as .*\n)+/m, (lines) => sorted(`${lines}import { kind as doorman } from './doorman/kind.ts';\n`));
  return imported.replace(/(kinds[^=]*= \[\n)([\s\S]*?)(\])/, (_, head: string, lines: string, tail: string) => head + sorted(`${lines}  doorman,\n`) + tail);
}

/** By the path of an import, and by the name in a list: both stand last in the line. */
function sorted(lines: string): string {
  const key = (line: string): string => line.split(' ').at(-1)!;
  return `${lines.split('\n').filter((line) => line !== '').sort((a, b) => (key(a) < key(b) ? -1 : 1)).join('\n')}\n`;
}
