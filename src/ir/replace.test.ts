import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { replacerOf } from './replace.ts';

function replace(pattern: string, rewrite: string, text: string): string {
  const replacer = replacerOf(pattern, rewrite);
  return 'refused' in replacer ? `refused: ${replacer.refused}` : replacer.replace(text);
}

describe('a replacement', () => {
  test.each([
    ['/service/([^/]+)(/.*)$', '\\2/instance/\\1', '/service/foo/v1/api', '/v1/api/instance/foo'],
    ['one', 'two', '/xxx/one/yyy/one/zzz', '/xxx/two/yyy/two/zzz'],
    ['^(.*?)one(.*)$', '\\1two\\2', '/xxx/one/yyy/one/zzz', '/xxx/two/yyy/one/zzz'],
    ['(?i)/xxx/', '/yyy/', '/aaa/XxX/bbb', '/aaa/yyy/bbb'],
    ['^/old(/?)(.*)', '/\\2', '/old', '/'],
    ['^/old(/?)(.*)', '/\\2', '/old/new', '/new'],
    ['a*', 'x', 'baac', 'xbxcx'],
    ['(a)|b', '<\\1>', 'ab', '<a><>'],
    ['(?P<n>a+)', '\\1\\0\\\\', 'aa', 'aaaa\\'],
    ['(?U)a+', 'x', 'aa', 'xx'],
    ['(?U)a+?', 'x', 'aa', 'x'],
    ['', '-', 'é😀', '-é-😀-'],
    ['b', 'x', 'aaa', 'aaa'],
  ])('of %s by %s makes of %s: %s', (pattern, rewrite, text, expected) => {
    expect(replace(pattern, rewrite, text)).toBe(expected);
  });

  test.each([
    ['(', 'x', 'refused: missing )'],
    ['a', '\\1', 'refused: \\1 in the replacement, which the pattern has no group for'],
    ['a', 'x\\y', 'refused: x\\y as a replacement'],
    ['a', 'x\\', 'refused: x\\ as a replacement'],
    ['(?:a{1000}){1000}', '', 'refused: repetition above 1000'],
  ])('of %s by %s is %s', (pattern, rewrite, expected) => {
    expect(replace(pattern, rewrite, 'a')).toBe(expected);
  });

  test('of a pattern that makes others try every way takes one pass', () => {
    expect(replace('(a*)*(a|aa)*c', 'x', 'a'.repeat(2000))).toBe('a'.repeat(2000));
  });
});

const characters = fc.constantFrom('a', 'b', '/', '-', 'é', '😀');
const texts = fc.array(characters, { maxLength: 10 }).map((parts) => parts.join(''));
const pieces = fc.constantFrom('a', 'b', '/', '.', '[^/]', '[ab]', '\\w', '^', '$', '');
const counts = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,}', '{0,2}?');
const regexes = fc.letrec<{ whole: string; run: string; part: string }>((tie) => ({
  whole: fc.array(tie('run'), { minLength: 1, maxLength: 3 }).map((runs) => runs.join('|')),
  run: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(pieces, counts).map(([piece, count]) => (piece === '' ? '' : piece + count)),
    fc.tuple(fc.constantFrom('(', '(', '(?:', '(?U:', '(?P<n>'), tie('whole'), counts).map(([open, inner, count]) => `${open}${inner})${count}`),
  ),
})).whole;
const rewrites = fc.array(fc.constantFrom('<', '>', '\\0', '\\1', '\\2'), { maxLength: 4 }).map((parts) => parts.join(''));

test('a replacement makes of every text what RE2 makes of it', () => {
  let [agreed, changed] = [0, 0];
  fc.assert(
    fc.property(regexes, rewrites, fc.array(texts, { minLength: 8, maxLength: 8 }), (regex, rewrite, values) => {
      const replacer = replacerOf(regex, rewrite);
      if ('refused' in replacer) return;
      for (const value of values) {
        const expected = oracle(RE2JS.compile(regex), rewrite, value);
        expect(replacer.replace(value), `${regex} by ${rewrite} in ${value}`).toBe(expected);
        agreed++;
        if (expected !== value) changed++;
      }
    }),
    { numRuns: 3000 },
  );
  expect(changed).toBeGreaterThan(agreed / 4);
});

/** RE2's own loop over RE2JS's matches. */
function oracle(regex: RE2JS, rewrite: string, text: string): string {
  const matcher = regex.matcher(text);
  let [out, at, last] = ['', 0, -1];
  while (at <= text.length && matcher.find(at)) {
    const [from, to] = [matcher.start(), matcher.end()];
    out += text.slice(at, from);
    if (from === to && from === last) {
      const next = String.fromCodePoint(...(text.codePointAt(from) === undefined ? [] : [text.codePointAt(from)!]));
      out += next;
      at = from + Math.max(next.length, 1);
      continue;
    }
    out += rewrite.replace(/\\(\d)/g, (_, group: string) => matcher.group(Number(group)) ?? '');
    at = last = to;
  }
  return out + text.slice(at);
}
