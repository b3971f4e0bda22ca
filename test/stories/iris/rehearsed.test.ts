import { describe, expect, test } from 'vitest';
import { played, storyNamed } from '../played.ts';

const told = await storyNamed('iris');

describe('each request of the story, sent for real', () => {
  test.each(told.steps)('$folder: what is seen is what was predicted, and what the story says', async (step) => {
    expect(await played(told, step)).toHaveLength(step.requests.length);
  });
});

test('each path reaches exactly its pod', async () => {
  const seen = await played(told, told.steps.find(({ folder }) => folder === 'with-sam')!);
  expect(seen.map(({ decisions }) => decisions.map(({ hop }) => hop).filter((hop) => hop.startsWith('pod/')))).toEqual([['pod/app/sam/8443'], ['pod/app/data-0/443'], ['pod/app/data-1/443']]);
});
