import { expect, test } from 'vitest';
import { attempt, goodExamples, survived } from './fuzz/attempt.ts';
import { generator } from './fuzz/random.ts';

// `npm run fuzz` goes on from where these seeds end.
test('hostile input of a hundred sorts is read, judged and printed without breaking anything', async () => {
  const examples = goodExamples();
  const wrong: string[] = [];
  for (let seed = 1; seed <= 100; seed++) for (const what of await attempt(seed, examples)) wrong.push(`fuzz --once ${seed}: ${what}`);
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
