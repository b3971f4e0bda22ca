import { expect, test } from 'vitest';
import { textFunction } from './functions.ts';

function normalised(mode: string, path: string): string | undefined {
  return textFunction(`normalise-path:${mode}`)?.(path);
}

test('BASE resolves dot segments, decodes unreserved escapes and keeps escaped slashes', () => {
  expect(normalised('BASE', '/app/../admin')).toBe('/admin');
  expect(normalised('BASE', '/a/./b/..')).toBe('/a/');
  expect(normalised('BASE', '/../../x')).toBe('/x');
  expect(normalised('BASE', '/%61%2f%2E%2e')).toBe('/a%2f..');
  expect(normalised('BASE', '/a\\b')).toBe('/a/b');
});

test('NONE leaves the path as it was sent', () => {
  expect(normalised('NONE', '/a//../b')).toBe('/a//../b');
});

test('MERGE_SLASHES merges after dot segments are resolved', () => {
  expect(normalised('MERGE_SLASHES', '/a//b')).toBe('/a/b');
  expect(normalised('MERGE_SLASHES', '/a//..//b')).toBe('/a/b');
  expect(normalised('BASE', '/a//../b')).toBe('/a/b');
});

test('DECODE_AND_MERGE_SLASHES decodes once and never twice', () => {
  expect(normalised('DECODE_AND_MERGE_SLASHES', '/a%2Fb%5cc')).toBe('/a/b/c');
  expect(normalised('DECODE_AND_MERGE_SLASHES', '/a%252fb')).toBe('/a%252fb');
});

test('the escape of a NUL is refused', () => {
  expect(normalised('BASE', '/a%00')).toBeUndefined();
});

test('a function of no such name is not guessed', () => {
  expect(textFunction('normalise-path:SOME')).toBeUndefined();
});
