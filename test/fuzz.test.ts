import { expect, test } from 'vitest';
import { attempt, goodExamples } from './fuzz/attempt.ts';

// `npm run fuzz` goes on from where these seeds end.
test('hostile input of a hundred sorts is read, judged and printed without breaking anything', async () => {
  const examples = goodExamples();
  const wrong: string[] = [];
  for (let seed = 1; seed <= 100; seed++) for (const what of await attempt(seed, examples)) wrong.push(`fuzz --once ${seed}: ${what}`);
  expect(wrong).toEqual([]);
});
