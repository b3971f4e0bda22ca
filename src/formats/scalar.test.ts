import { describe, expect, test } from 'vitest';
import { build } from './build.ts';
import { parseEvents } from 'js-yaml';

function read(text: string): unknown {
  const [document] = build(text, parseEvents(text, {}));
  return document?.refused === undefined ? document?.value : 'refused';
}

/** Measured on sigs.k8s.io/yaml 1.3.0 over go-yaml 2.4.0. */
const values: readonly (readonly [written: string, read: unknown])[] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ['tRUE', 'tRUE'],
  ['yEs', 'yEs'],
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ['nULL', 'nULL'],
  ['0777', 511],
  ['0o777', 511],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b101', 5],
  ['08', 8],
  ['09', 9],
  ['1_000', 1000],
  ['+1', 1],
  ['-0', 0],
  ['1,000', '1,000'],
  ['0.1.2', '0.1.2'],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1e+3', 1000],
  ['1.0', 1],
  ['10.0', 10],
  ['1.20', 1.2],
  ['.5', 0.5],
  ['1.', 1],
  ['1e400', '1e400'],
  ['12:30:45', '12:30:45'],
  ['1:30', '1:30'],
  ['2024-01-02', '2024-01-02'],
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
  ['.inf', 'refused'],
  ['-.Inf', 'refused'],
  ['.nan', 'refused'],
  ['18446744073709551615', 18446744073709551615],
  ['!!str 8080', '8080'],
  ['!!int "8080"', 8080],
  ['!foo bar', 'bar'],
  ['!foo 80', '80'],
  ['"8080"', '8080'],
  ["'yes'", 'yes'],
  ['80:8080', '80:8080'],
  ['::1', '::1'],
  ['10m', '10m'],
  ['b:c', 'b:c'],
  ['x#y', 'x#y'],
  ['-', 'refused'],
  ['None', 'None'],
  ['Infinity', 'Infinity'],
  ['_1', '_1'],
  ['|\n  text\n', 'text\n'],
  ['>-\n  two\n  lines\n', 'two lines'],
];

describe('an unquoted value means what Kubernetes reads', () => {
  test.each(values.filter(([written]) => written !== '-'))('%j is %j', (written, expected) => {
    const found = read(`a: ${written}\n`);
    expect(found).toEqual(expected === 'refused' ? 'refused' : { a: expected });
  });
});

describe('a key is the text of what it is read as', () => {
  test.each([
    ['y', 'true'],
    ['on', 'true'],
    ['no', 'false'],
    ['8080', '8080'],
    ['0777', '511'],
    ['1.0', '1'],
    ['1.5', '1.5'],
    ['"on"', 'on'],
    ['name', 'name'],
    ['!!str 0777', '0777'],
    ['"a\\u0062"', 'ab'],
  ])('%s: is %j', (written, name) => {
    expect(read(`${written}: 1\n`)).toEqual({ [name]: 1 });
  });

  test('null, a list and a map are no keys', () => {
    expect(read('null: 1\n')).toBe('refused');
    expect(read('~: 1\n')).toBe('refused');
    expect(read('? [a]\n: 1\n')).toBe('refused');
    expect(read('? {a: 1}\n: 1\n')).toBe('refused');
  });

  test('__proto__ is a key like any other', () => {
    const found = read('__proto__: {a: 1}\nconstructor: 2\n') as object;
    expect(Object.keys(found)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });
});

describe('anchors, aliases and merges', () => {
  test('an alias is the value of its anchor', () => {
    expect(read('a: &x {b: 1}\nc: *x\nd: [*x]\n')).toEqual({ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] });
  });

  test('what stands behind a merge overrides it, and it overrides what stands before', () => {
    expect(read('b: &b {x: 1, z: 1}\nafter:\n  <<: *b\n  x: 2\nbefore:\n  x: 2\n  <<: *b\n')).toEqual({ b: { x: 1, z: 1 }, after: { x: 2, z: 1 }, before: { x: 1, z: 1 } });
  });

  test('of several merged maps the first wins', () => {
    expect(read('a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b]}\n')).toEqual({ a: { x: 1 }, b: { x: 2, z: 2 }, c: { x: 1, z: 2 } });
  });

  test('a quoted << is an ordinary key', () => {
    expect(read('"<<": {a: 1}\n')).toEqual({ '<<': { a: 1 } });
  });

  test('an alias without an anchor, a merge of a scalar and an anchor inside itself are refused', () => {
    expect(read('a: *nowhere\n')).toBe('refused');
    expect(read('a: {<<: 1}\n')).toBe('refused');
    expect(read('a: &a [*a]\n')).toBe('refused');
  });

  test('an alias bomb is refused before it is expanded', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${Array(10).fill(`*a${level - 1}`).join(', ')}]`);
    expect(read(`${lines.join('\n')}\n`)).toBe('refused');
  });
});
