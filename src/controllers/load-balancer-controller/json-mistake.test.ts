import { expect, test } from 'vitest';
import { jsonMistake } from './json-mistake.ts';

test.each([
  ['', 'unexpected end of JSON input'],
  ['{"a": 1', 'unexpected end of JSON input'],
  ['{"a": tru', 'unexpected end of JSON input'],
  ['"a', 'unexpected end of JSON input'],
  ['443}', "invalid character '}' after top-level value"],
  ["{'a': 1}", "invalid character '\\'' looking for beginning of object key string"],
  ['{"a": 1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a": 1 "b": 2}', "invalid character '\"' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['[{"HTTP": 80}, {HTTPS: 443}]', "invalid character 'H' looking for beginning of object key string"],
  ['{“a”: 1}', "invalid character 'â' looking for beginning of object key string"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\\d"', "invalid character 'd' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['[True]', "invalid character 'T' looking for beginning of value"],
  ['[trie]', "invalid character 'i' in literal true (expecting 'u')"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['1.a', "invalid character 'a' after decimal point in numeric literal"],
  ['1e', 'unexpected end of JSON input'],
  ['01', "invalid character '1' after top-level value"],
])('Go says of %j: %s', (text, says) => {
  expect(jsonMistake(text)?.says).toBe(says);
  expect(() => JSON.parse(text) as unknown).toThrow();
});

test.each(['{}', '[]', ' {"a": [1, -0.5e+3, "x\\u00e9\\n", true, false, null, {}, []], "b": {"c": {}}} ', '"a"', '0'])('%j is JSON', (text) => {
  expect(jsonMistake(text)).toBeUndefined();
  expect(JSON.parse(text)).toBeDefined();
});
