import { expect, test } from 'vitest';
import { played, storyNamed } from '../played.ts';

test.each([
  ['as-published', [502, 404]],
  ['mended', [200, 301]],
])('%s answers real sockets as it is predicted', async (folder, statuses) => {
  const told = await storyNamed('central-ingress');
  const step = told.steps.find((each) => each.folder === folder);
  const answers = await played(told, step!);
  expect(answers.map(({ status }) => status)).toEqual(statuses);
});
