import { expect, test } from 'vitest';
import { unreadOf } from '../src/cli/unread.ts';
import type { Resource } from '../src/resource/resource.ts';
import { filesUnder, textOf } from './sources.ts';

test('no type of the AWS provider that the product looks at is listed as not judged', () => {
  const looked = ['src/hops', 'src/dialects', 'src/controllers'].flatMap((folder) => filesUnder(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const types = new Set(looked.flatMap((file) => [...textOf(file).matchAll(/ofType\('(aws_[a-z0-9_]+)'/g)].map(([, type]) => type!)));
  const resources = [...types].sort().map((type): Resource => ({ scope: 'default', type, name: 'one', body: {}, locate: () => undefined }));
  expect(types.size).toBeGreaterThan(20);
  expect(unreadOf(resources).map(({ type }) => type)).toEqual([]);
});
