import { expect, test } from 'vitest';
import { SourceFile } from '../../source.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression } from '../syntax/parse.ts';
import type { Told } from './scope.ts';
import type { LazyValue, Value } from './value.ts';

const instance: LazyValue = { kind: 'lazy', text: 'aws_lb.a', get: (name) => (name === 'ipam_pool_id' ? null : undefined), names: () => ['ipam_pool_id'] };

function asked(text: string): readonly [Value, readonly string[]] {
  const told: Told[] = [];
  const file = new SourceFile('a.tf', text);
  const functions = { open: () => ({ absent: true }) as const, list: () => undefined, folder: '', scope: '', evaluateTemplate: () => null };
  const value = evaluate(parseExpression(file, 0, text.length).expression, { file, names: (name) => (name === 'instance' ? instance : name === 'nothing' ? null : undefined), report: (each) => void told.push(each), meter: { depth: 0, steps: 0, modules: 1, instances: 1 }, functions });
  return [value, told.map(({ message }) => message)];
}

test.each([
  ['nothing', null],
  ['{ a = null }.a', null],
  ['{ a = null }["a"]', null],
  ['[null][0]', null],
  ['instance.ipam_pool_id', null],
  ['instance["ipam_pool_id"]', null],
  ['[for each in [null, 1] : each]', [null, 1]],
  ['[for each in [{ a = null }] : each.a]', [null]],
  ['[{ a = null }, { a = 1 }][*].a', [null, 1]],
  ['nothing == null ? "x" : "y"', 'x'],
  ['coalesce(instance.ipam_pool_id, "x")', 'x'],
])('a null is there, and is a value: %s', (text, value) => {
  expect(asked(text)).toEqual([value, []]);
});
