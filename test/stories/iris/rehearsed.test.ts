import { describe, expect, test } from 'vitest';
import { played, storyNamed, workloadOf } from '../played.ts';

const told = await storyNamed('iris');

describe('each request of the story, sent for real', () => {
  test.each(told.steps)('$folder: what is seen is what was predicted, and what the story says', async (step) => {
    expect(await played(told, step)).toHaveLength(step.requests.length);
  });
});

test('each path reaches exactly its pod', async () => {
  const seen = await played(told, told.steps.find(({ folder }) => folder === 'with-sam')!);
  expect(seen.map(workloadOf)).toEqual(['app/sam', 'app/data-0', 'app/data-1']);
});
