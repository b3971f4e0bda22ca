import { describe, expect, test } from 'vitest';
import { takes } from '../../ir/text.ts';
import { fitsTwice, headerFits, hostFits, pathFits, queryFits, rewriteOf, type Fits } from './patterns.ts';

/** Whether a condition takes the text: `perhaps` is what AWS leaves open. */
function of({ sure, perhaps }: Fits, text: string): boolean | 'perhaps' {
  if (sure.some((pattern) => takes(pattern, text) === true)) return true;
  return perhaps.some((pattern) => takes(pattern, text) === true) ? 'perhaps' : false;
}

test.each([
  ['shop.example.org', 'shop.example.org', true],
  ['Shop.example.org', 'shop.example.org:8443', true],
  ['*.example.org', 'a.b.example.org:8443', true],
  ['*.example.org', 'example.org', false],
  ['shop?.example.org', 'shop1.example.org', true],
])('the host %s and %s', (value, host, fits) => {
  expect(of(hostFits([value], []), host)).toBe(fits);
});

test.each([
  ['^shop[0-9]\\.example\\.org$', 'shop1.example.org', true],
  ['^SHOP[0-9]\\.example\\.org$', 'shop1.example.org:8443', true],
  ['^shop[0-9]\\.example\\.org$', 'shop.example.org', false],
  ['shop', 'shop.example.org', 'perhaps'],
  ['^shop', 'a.shop.example.org', false],
  ['a|b', 'a', true],
  ['^(?:a|b)$', 'a:8443', 'perhaps'],
] as const)('the host as expression %s and %s', (regex, host, fits) => {
  expect(of(hostFits([], [regex]), host)).toBe(fits);
});

test.each([
  ['^/api/.*$', '/api/x', true],
  ['^/API/.*$', '/api/x', false],
  ['/api/', '/api/', true],
  ['/api/', '/x/api/y', 'perhaps'],
  ['^/api', '/api/x', 'perhaps'],
  ['api$', '/api', 'perhaps'],
  ['^/a\\$', '/a$', true],
] as const)('the path as expression %s and %s', (regex, path, fits) => {
  expect(of(pathFits([], [regex]), path)).toBe(fits);
});

test('a header\'s expression may or may not mind the case', () => {
  expect([of(headerFits([], ['^Bot$']), 'Bot'), of(headerFits([], ['^Bot$']), 'bot'), of(headerFits([], ['^Bot$']), 'bots'), of(headerFits(['*Bot*'], []), 'a robot')]).toEqual([true, 'perhaps', false, true]);
});

test.each([
  [{ key: 'v', value: '1' }, '?v=1', true],
  [{ key: 'v', value: '1' }, '?a=b&V=1&c=d', true],
  [{ key: 'v', value: '1' }, '?v=12', false],
  [{ key: 'v', value: '1' }, '?xv=1', false],
  [{ key: 'v', value: '1' }, '?%76=%31', 'perhaps'],
  [{ key: 'v', value: '1' }, '?%77=1', false],
  [{ key: 'v', value: 'a b' }, '?v=a+b', 'perhaps'],
  [{ key: 'v', value: 'a+b' }, '?v=a+b', 'perhaps'],
  [{ value: 'x*' }, '?any=xyz', true],
  [{ value: 'x*' }, '?any=axyz', false],
  [{ key: 'v', value: '*' }, '?v', 'perhaps'],
  [{ key: 'v', value: '?' }, '?v=x', true],
  [{ key: 'v', value: '?' }, '?v=%41', 'perhaps'],
  [{ key: 'v', value: '\\*' }, '?v=*', true],
  [{ key: 'v', value: '\\*' }, '?v=x', false],
] as const)('the pair %j and %s', (pair, query, fits) => {
  expect(of(queryFits([pair]), query)).toBe(fits);
});

describe('a rewrite', () => {
  test.each([
    ['.*', 'b.internal', { literal: 'b.internal' }],
    ['^(.*)$', '$1x', { pattern: '^(.*)$', rewrite: '\\1x' }],
    ['^/api/(.*)$', '/$1', { head: '/api/', with: '/' }],
    ['^\\/api\\/(.*)', '$1', { head: '/api/', with: '' }],
    ['^/api/(.+)$', '/$1', { pattern: '^/api/(.+)$', rewrite: '/\\1' }],
    ['^/a.b/(.*)$', '/$1', { pattern: '^/a.b/(.*)$', rewrite: '/\\1' }],
    ['a', '\\', { pattern: 'a', rewrite: '\\\\' }],
    ['a', '$', 'unknown'],
    ['(a)', '$10', 'unknown'],
  ] as const)('of %s to %s', (regex, replace, known) => {
    expect(rewriteOf({ regex, replace })).toEqual(known);
  });

  test('fits in one place only where it begins at the beginning', () => {
    expect(fitsTwice('^a')).toBeUndefined();
    expect([takes(fitsTwice('a')!, 'a-b'), takes(fitsTwice('a')!, 'a-a')]).toEqual([false, true]);
    expect(fitsTwice('^a|b')).toBeDefined();
  });
});
