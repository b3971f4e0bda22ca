import { expect, test } from 'vitest';
import { frame } from './frame.ts';
import { paintOf } from './paint.ts';

const plain = paintOf('plain');

test('the mark stands under what it marks, also behind characters that are written out', () => {
  const files = new Map([['a.yaml', 'x: \u0007 mode: STRICT\n']]);
  const [, , shown, marks] = frame(files, { file: 'a.yaml', line: 1, column: 12, endLine: 1, endColumn: 18 }, 'refuses', plain);
  expect(shown).toBe(' 1 | x: \\u0007 mode: STRICT');
  expect(marks).toBe('   |                 ^^^^^^ refuses');
});

test('a line of thousands of characters is cut around its mark', () => {
  const files = new Map([['a.yaml', `${'['.repeat(5000)}]${'x'.repeat(5000)}`]]);
  const lines = frame(files, { file: 'a.yaml', line: 1, column: 5001, endLine: 1, endColumn: 5002 }, '', plain);
  for (const line of lines) expect(line.length).toBeLessThan(260);
  expect(lines[3]!.indexOf('^')).toBe(lines[2]!.indexOf(']'));
});

test('a mark that runs over several lines ends with its first', () => {
  const files = new Map([['a.yaml', 'spec:\n  a: b\n']]);
  expect(frame(files, { file: 'a.yaml', line: 1, column: 1, endLine: 2, endColumn: 7 }, '', plain)[3]).toBe('   | ^^^^^');
});
