import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rootFolder, textOf } from '../../sources.ts';
import { strayIn } from '../shown.ts';

const folders = ['as-published', 'mended', 'second-connection'];

test.each(folders)('%s: findings and folders that are named exist', (folder) => {
  expect(strayIn(`examples/central-ingress/${folder}/README.md`, [])).toEqual([]);
});

test('each trap of the article is in the table, and the lines that it names are there', () => {
  const text = textOf('examples/central-ingress/as-published/README.md');
  expect([...text.matchAll(/^\| (e\d+): /gm)].map(([, name]) => name)).toEqual(Array.from({ length: 18 }, (_, index) => `e${index + 1}`));
  const files = folders.flatMap((folder) => readdirSync(`${rootFolder()}/examples/central-ingress/${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `examples/central-ingress/${folder}/${name}`)).filter((name) => !name.includes('/mended/'));
  const places = [...text.matchAll(/`((?:\.\.\/)?[\w/.-]+\.(?:tf|yaml)):(\d+)`/g)].map(([, name = '', line]) => ({ name: name.replace('../', ''), line: Number(line) }));
  expect(places.length).toBeGreaterThan(15);
  for (const { name, line } of places) {
    const [file] = files.filter((each) => each.endsWith(`/${name}`));
    expect((file === undefined ? '' : textOf(file)).split('\n')[line - 1]?.trim(), `${name}:${line}`).toMatch(/\w/);
  }
});
