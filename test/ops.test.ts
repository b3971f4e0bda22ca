import { expect, test } from 'vitest';
import { textOf } from './sources.ts';

/** The text of an exported type, up to the semicolon that ends it. */
function typeText(file: string, name: string): string {
  const text = textOf(file);
  const start = text.indexOf(`export type ${name} =`);
  return text.slice(start, text.indexOf('\n\n', start));
}

test('the language has six ops', () => {
  const ops = [...typeText('src/ir/program.ts', 'Op').matchAll(/\bop: '([a-z]+)'/g)].map(([, op]) => op);
  expect(ops).toEqual(['switch', 'pick', 'set', 'goto', 'dial', 'stop']);
});

test('every op is run by the only semantics, and by nothing else', () => {
  const step = textOf('src/engine/step.ts');
  for (const op of ['switch', 'pick', 'set', 'goto', 'dial', 'stop']) expect(step).toContain(`case '${op}':`);
});

test('a condition has five forms', () => {
  const forms = [...typeText('src/ir/match.ts', 'Match').matchAll(/^\s*\| \{ readonly ([a-z]+)/gm)].map(([, form]) => form);
  expect(forms).toEqual(['field', 'all', 'any', 'not', 'unknown']);
});
