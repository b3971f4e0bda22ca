import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFunction } from '../ir/functions.ts';
import { takes } from '../ir/text.ts';
import { refusedBy, unchangedBy } from './unchanged.ts';

const texts = fc.array(fc.constantFrom('/', 'a', '.', '..', '%', '%41', '%2F', '%00', '0', '%2', '\\', '?', '#', 'Z', 'é', '//', '/b', '-'), { maxLength: 7 }).map((parts) => parts.join(''));
const names = ['lower-case', 'without-query', 'normalise-path:NONE', 'normalise-path:BASE', 'normalise-path:MERGE_SLASHES', 'normalise-path:DECODE_AND_MERGE_SLASHES'];

test.each(names)('%s leaves alone every text that is said to stay as it is', (name) => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, rooted) => {
      const path = rooted ? `/${text}` : text;
      if (takes(unchangedBy(name)!, path) === true) expect(textFunction(name)!(path)).toBe(path);
    }),
    { numRuns: 3000 },
  );
});

test.each(names)('%s refuses exactly the texts that are said to be refused', (name) => {
  const refused = refusedBy(name);
  fc.assert(
    fc.property(texts, (text) => {
      expect(textFunction(name)!(text) === undefined, text).toBe(refused !== undefined && takes(refused, text) === true);
    }),
    { numRuns: 3000 },
  );
});

test.each(['/', '/a', '/a/', '/a/b.html', '/.well-known/x', '/...'])('%s is in normal form for everybody', (path) => {
  for (const name of names.slice(1)) expect(takes(unchangedBy(name)!, path), name).toBe(true);
});
