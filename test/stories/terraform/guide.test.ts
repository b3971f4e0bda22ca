import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../cli/command.ts';
import { expectShown, shownIn, strayIn } from '../shown.ts';

const guide = 'docs/guide/terraform.md';

beforeAll(build);

describe('the commands of the guide print what the guide shows', () => {
  test.each(shownIn(guide))('sallyport $command', (shown) => expectShown(shown));

  test('and there are some', () => expect(shownIn(guide).length).toBeGreaterThan(4));
});

test('it names findings and folders that exist', () => {
  expect(strayIn(guide, [])).toEqual([]);
});
