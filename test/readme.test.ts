import { expect, test } from 'vitest';
import { textOf } from './sources.ts';

/** The README shows part of a golden file; `...` stands for what it leaves out. */
test('the README shows what the command prints', () => {
  const block = /```\n\$ sallyport trace .*\n([\s\S]*?)```/.exec(textOf('README.md'))?.[1] ?? '';
  const shown = block.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '...');
  const printed = textOf('test/cli/trace-2-strict.txt').split('\n');
  let at = 0;
  for (const line of shown) {
    const found = printed.indexOf(line, at);
    expect(found, `not printed, or not in this place: ${line}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
  expect(shown.length).toBeGreaterThan(10);
});

test('the README names every script that a newcomer meets', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const told = textOf('README.md') + textOf('CONTRIBUTING.md');
  const silent = ['build', 'lint', 'prepack'];
  expect(Object.keys(scripts).filter((name) => !silent.includes(name) && !new RegExp(`npm (?:run )?${name}\\b`).test(told))).toEqual([]);
});
