import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../cli/command.ts';
import { rootFolder, textOf } from '../../sources.ts';
import { expectShown, shownIn, strayIn } from '../shown.ts';

const [guide, readme] = ['docs/guide/alb-to-gateway.md', 'examples/tinfoil/README.md'] as const;

beforeAll(build);

describe('the commands of the guide print what the guide shows', () => {
  test.each(shownIn(guide))('sallyport $command', (shown) => expectShown(shown));

  test('and there are some', () => expect(shownIn(guide).length).toBeGreaterThan(5));
});

test.each([guide, readme])('%s names findings and folders that exist', (page) => {
  expect(strayIn(page, ['aws-load-balancer-internal'])).toEqual([]);
});

test('every point and trap of the folder is in the table of the example', () => {
  const text = textOf(readme);
  const folders = ['steps', 'traps'].flatMap((kind) => readdirSync(`${rootFolder()}/examples/tinfoil/${kind}`).map((name) => `${kind}/${name}`));
  expect(folders.filter((folder) => !text.includes(`\`${folder}\``))).toEqual([]);
});

test('every item and trap of the article is in the table, with how it is shown', () => {
  const rows = [...textOf(readme).matchAll(/^\| (item \d+|b\d+): .+\|.+\| (found|shown|told|assumed).*\|$/gm)].map(([, name = '']) => name);
  expect(rows).toEqual([...Array.from({ length: 17 }, (_, index) => `item ${index + 1}`), ...Array.from({ length: 19 }, (_, index) => `b${index + 1}`)]);
});
