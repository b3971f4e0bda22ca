import { describe, expect, test } from 'vitest';
import { played, storyNamed } from '../played.ts';

const told = await storyNamed('tinfoil');

describe('each request of the story, sent for real', () => {
  test.each(told.steps)('$folder: what is seen is what was predicted, and what the story says', async (step) => {
    expect(await played(told, step)).toHaveLength(step.requests.length);
  });
});

test('both consoles answer themselves, behind two times TLS and the mesh', async () => {
  const seen = await played(told, told.steps.find(({ folder }) => folder === 'mended')!);
  expect(seen.slice(0, 3).map(({ workload }) => workload)).toEqual(['netbox/netbox', 'netbox/netbox', 'netbox/minio']);
});
