import { expect, test } from 'vitest';
import { filesUnder, textOf } from './sources.ts';

/** Rules of CONTRIBUTING.md, "How we write" and "Adding a kind", that can be counted. */
const sources = filesUnder('src').filter((file) => file.endsWith('.ts'));

/** Made by scripts/schema and scripts/provider-schema, and data only. */
const generated = ['src/facts/kubernetes-schema.ts', 'src/facts/terraform-aws-schema.ts'];

test('no file is longer than 300 lines', () => {
  const long = sources.filter((file) => !generated.includes(file) && textOf(file).split('\n').length - 1 > 300);
  expect(long).toEqual([]);
});

test('every exported function has a sentence in front of it', () => {
  const bare = sources.flatMap((file) => [...textOf(file).matchAll(/(^|\*\/\n|\n)export (?:async )?function\*? (\w+)/g)].filter(([, before]) => before !== '*/\n').map(([, , name]) => `${file} ${name}`));
  expect(bare).toEqual([]);
});

test('the folder of a kind has six source files at most', () => {
  const perFolder = new Map<string, number>();
  for (const file of sources.filter((each) => /^src\/hops\/[^/]+\//.test(each) && !each.endsWith('.test.ts'))) {
    const folder = file.split('/')[2]!;
    perFolder.set(folder, (perFolder.get(folder) ?? 0) + 1);
  }
  expect([...perFolder].filter(([, count]) => count > 6)).toEqual([]);
});

test('nothing is left for later in a comment', () => {
  const marked = sources.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(textOf(file)));
  expect(marked).toEqual([]);
});
