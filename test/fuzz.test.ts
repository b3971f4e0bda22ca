import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from './cli/command.ts';
import { attempt, goodExamples, survived } from './fuzz/attempt.ts';
import { generator } from './fuzz/random.ts';
import { rootFolder } from './sources.ts';

// `npm run fuzz` goes on from where these seeds end.
test.each([1, 26, 51, 76])('hostile input of the 25 sorts from seed %i on is read, judged and printed without breaking anything', async (first) => {
  const examples = goodExamples();
  const wrong: string[] = [];
  for (let seed = first; seed < first + 25; seed++) for (const what of await attempt(seed, examples)) wrong.push(`fuzz --once ${seed}: ${what}`);
  expect(wrong).toEqual([]);
});

/** What longer runs found. */
const found = {
  'a kind that is a word of the language': 'apiVersion: v1\nkind: constructor\nmetadata: { name: a }\n',
  'a kind that is the prototype': 'apiVersion: v1\nkind: __proto__\nmetadata: { name: a }\n',
  'a mend for an object whose namespace is left empty':
    'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace:\n---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: xnat\n',
  'a mend in a file that holds a null byte': '# the\u0000 console\napiVersion: kiali.io/v1alpha1\nkind: Kiali\nmetadata:\n  name: kiali\nspec:\n  deployment:\n    service_type: LoadBalancer\n',
} as const;

test.each(Object.entries(found))('%s is answered', async (_, text) => {
  expect(await survived(generator(1), { text })).toEqual([]);
});

/** Run in a process of its own: one that never ends is stopped and has no status. */
test('a broken document behind an empty line is answered', () => {
  build();
  const given = [join(rootFolder(), 'bin/sallyport.js'), 'check', '-'];
  const { status, stderr } = spawnSync(process.execPath, given, { input: '\n"a"\nb: c\n  d:\n', encoding: 'utf8', timeout: 30_000 });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('<stdin>:') });
});
