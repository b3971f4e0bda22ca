import { expect, test } from 'vitest';
import { paintOf } from '../../../src/report/paint.ts';
import { passedText } from '../../../src/report/passed-text.ts';
import { textOf } from '../../sources.ts';
import { example } from '../played.ts';
import { strayIn } from '../shown.ts';
import { traced } from '../xnat/reading.ts';

const readme = 'examples/central-ingress/README.md';

test('it names findings and folders that exist', () => {
  expect(strayIn(readme, [])).toEqual([]);
});

test('every item and trap of the article is in the table, with how it is shown', () => {
  const rows = [...textOf(readme).matchAll(/^\| (item \d+|e\d+): .+\|.+\| (found|shown|told|assumed).*\|$/gm)].map(([, name = '']) => name);
  expect(rows).toEqual([...Array.from({ length: 16 }, (_, index) => `item ${index + 1}`), ...Array.from({ length: 18 }, (_, index) => `e${index + 1}`)]);
});

test('the table of addresses is what is printed', async () => {
  const { trace } = traced(await example('central-ingress/describe'), { url: 'https://app1.example.com/', from: '203.0.113.10' });
  expect(textOf(readme)).toContain(passedText(trace, paintOf('plain')).join('\n'));
});
