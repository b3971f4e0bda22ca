import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { refusal, takes } from './text.ts';
import type { Pattern } from './pattern.ts';

const characters = fc.constantFrom('a', 'b', 'k', 's', 'K', 'S', 'A', '/', '.', '0', '7', '-', '_', '\n', ' ', 'é', '😀', '\u212a', '\u017f');
const texts = fc.array(characters, { maxLength: 8 }).map((parts) => parts.join(''));

const pieces = fc.constantFrom(
  ...['a', 'b', 'k', 's', '/', '\\.', '.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '[a-k]', '[^/]', '[^a\\d]', '[[:alpha:]]', '[[:^alnum:]_-]'],
  ...['[]a]', '[^]a]', '[a-]', '\\x61', '\\x{1F600}', '\\141', '\\n', '\\Qa.b\\E', '😀', '[😀-😂a]', '[^😀]', '\\/', '\\-', '}', ']', '{x', 'a{,2}', '^', '$', '\\A', '\\z'],
);
const counts = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?');
const regexes: fc.Arbitrary<string> = fc.letrec<{ whole: string; run: string; part: string }>((tie) => ({
  whole: fc.array(tie('run'), { minLength: 1, maxLength: 3 }).map((runs) => runs.join('|')),
  run: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(pieces, counts).map(([piece, count]) => piece + count),
    fc.tuple(fc.constantFrom('(', '(?:', '(?i:', '(?s:', '(?i-s:', '(?i)('), tie('whole'), counts).map(([open, inner, count]) => `${open}${inner})${count}`),
  ),
})).whole;

test('a regex takes exactly what RE2 takes', () => {
  let [agreed, taken, refused] = [0, 0, 0];
  fc.assert(
    fc.property(regexes, fc.array(texts, { minLength: 12, maxLength: 12 }), fc.boolean(), (regex, values, ignoreCase) => {
      const pattern: Pattern = { regex, ...(ignoreCase ? { ignoreCase } : {}) };
      const oracle = compileOracle(regex, ignoreCase);
      if (refusal(pattern) !== undefined) {
        refused++;
        expect(takes(pattern, 'a')).toBeUndefined();
        return;
      }
      expect(oracle, `only we read ${regex}`).toBeDefined();
      for (const value of values) {
        expect(takes(pattern, value), `${regex} on ${JSON.stringify(value)}`).toBe(oracle!.matches(value));
        agreed++;
        if (takes(pattern, value) === true) taken++;
      }
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(agreed / 50);
  expect(refused).toBeLessThan(1500);
});

function compileOracle(regex: string, ignoreCase: boolean): RE2JS | undefined {
  try {
    return RE2JS.compile(regex, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
}

test.each([
  ['a**', 'repetition of a repetition'],
  ['*a', '* without anything to repeat'],
  ['a{2,1}', 'repetition {2,1}'],
  ['a{1001}', 'repetition above 1000'],
  ['(a{100}){100}', 'repetition above 1000'],
  ['(?=a)', '(?='],
  ['(?<!a)b', '(?<!'],
  ['\\bword', '\\b'],
  ['\\pL', '\\p'],
  ['(a)\\1', '\\1'],
  ['(?m)^a$', '^ in multi-line mode'],
  ['(?i)é', 'a letter outside ASCII whose case is to be ignored'],
  ['[b-a]', 'character range out of order'],
  ['[a', 'missing ]'],
  ['(a', 'missing )'],
  ['a)', 'unmatched )'],
  ['(?P<a>x)(?P<a>y)', 'group name a'],
  ['a++', 'repetition of a repetition'],
  ['(?>a)', '(?>'],
  ['[[:constructor:]]', '[:constructor:]'],
  ['('.repeat(100_000), 'groups nested above 1000'],
])('%s is refused because of %s', (regex, construct) => {
  expect(refusal({ regex })).toBe(construct);
  expect(takes({ regex }, 'a')).toBeUndefined();
});

test.each<[Pattern, string | number, boolean]>([
  [{ exact: '/a' }, '/a', true],
  [{ exact: '/A' }, '/a', false],
  [{ exact: '/A', ignoreCase: true }, '/a', true],
  [{ exact: 'É', ignoreCase: true }, 'é', false],
  [{ prefix: '/a' }, '/ab', true],
  [{ prefix: '/A', ignoreCase: true }, '/ab', true],
  [{ suffix: '.example.org' }, 'a.example.org', true],
  [{ suffix: '.example.org' }, '.example.org', true],
  [{ suffix: '.example.org' }, 'example.org', false],
  [{ segments: '/a' }, '/a', true],
  [{ segments: '/a' }, '/a/b', true],
  [{ segments: '/a' }, '/ab', false],
  [{ segments: '' }, '/anything', true],
  [{ glob: '/a/*/c' }, '/a/b/c', true],
  [{ glob: '/a/*/c' }, '/a//c', true],
  [{ glob: '/a/*/c' }, '/a/c', false],
  [{ glob: '*.js?' }, '/x.jsx', true],
  [{ glob: 'a?' }, 'a😀', true],
  [{ glob: '/A*', ignoreCase: true }, '/abc', true],
  [{ glob: 'a*' }, 'a\nb', true],
  [{ any: true }, '', true],
  [{ from: 80, to: 81 }, 80, true],
  [{ from: 80, to: 81 }, 81, false],
  [{ from: 80, to: 81 }, '80', false],
  [{ exact: '80' }, 80, false],
  [{ cidr: '10.0.0.0/8' }, '10.255.0.1', true],
  [{ cidr: '10.0.0.0/8' }, '11.0.0.0', false],
  [{ cidr: '10.0.0.0/8' }, '::1', false],
  [{ cidr: '10.0.0.0/8' }, '::ffff:10.1.2.3', true],
  [{ cidr: '10.0.0.0/8' }, 'not an address', false],
  [{ cidr: '2001:db8::/33' }, '2001:db8:7fff::1', true],
  [{ cidr: '2001:db8::/33' }, '2001:db8:8000::1', false],
  [{ cidr: '10.0.0.1' }, '10.0.0.1', true],
])('%o on %o is %o', (pattern, value, expected) => {
  expect(takes(pattern, value)).toBe(expected);
});

test('a block that does not parse is refused, not guessed', () => {
  for (const cidr of ['010.0.0.1', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/08', '1::2::3', '10.0.0.0/']) {
    expect(refusal({ cidr }), cidr).toBe(`address block ${cidr}`);
    expect(takes({ cidr }, '10.0.0.1'), cidr).toBeUndefined();
  }
});

test('a regex is read as a whole, and nested repetition stays small', () => {
  expect(takes({ regex: 'a' }, 'ab')).toBe(false);
  expect(takes({ regex: `${'('.repeat(40)}a${'+)'.repeat(40)}` }, 'aaaa')).toBe(true);
  expect(takes({ regex: '(a|aa)+$' }, `${'a'.repeat(5000)}b`)).toBe(false);
});
