import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { load } from '../../../src/cli/load.ts';
import { rules } from '../../../src/findings/index.ts';
import { build, sallyport } from '../../cli/command.ts';
import { rootFolder, textOf } from '../../sources.ts';

const [guide, example] = ['docs/guide/mesh-gateway.md', 'examples/mesh-gateway/README.md'] as const;

/** A command of the guide and the lines that stand under it; `...` stands for any lines. */
interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The blocks of a page that begin with a command. What a block shows without one belongs to the command before it. */
function shownIn(page: string): readonly Shown[] {
  const blocks = [...textOf(page).matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text.trimEnd().split('\n'));
  const shown: Shown[] = [];
  for (const [first = '', ...rest] of blocks) {
    const before = shown.at(-1);
    if (first.startsWith('$ sallyport ')) shown.push({ command: first.slice('$ sallyport '.length), lines: rest });
    else if (first.startsWith('what each hop sees') && before !== undefined) shown.push({ command: before.command, lines: [first, ...rest] });
  }
  return shown;
}

beforeAll(build);

describe('the commands of the guide print what the guide shows', () => {
  test.each(shownIn(guide))('sallyport $command', ({ command, lines }) => {
    const { status, out, err } = sallyport(command.split(' '));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const printed = out.split('\n');
    let from = 0;
    for (const line of lines.map((each) => each.trim()).filter((each) => each !== '...' && each !== '')) {
      const at = printed.findIndex((each, index) => index >= from && each.includes(line));
      expect(at, `"${line}" in\n${printed.slice(from).join('\n')}`).toBeGreaterThan(-1);
      from = at + 1;
    }
  });

  test('and there are some', () => expect(shownIn(guide).length).toBeGreaterThan(10));
});

test.each([guide, example])('%s names findings and folders that exist', (page) => {
  const text = textOf(page);
  const others = ['strict-mtls', 'subset-without-pods', 'plaintext-to-strict'];
  const named = [...text.matchAll(/`([a-z]+(?:-[a-z]+){2,})`/g), ...text.matchAll(/sallyport explain ([a-z]+(?:-[a-z]+)+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !others.includes(name) && rules.every((rule) => rule.name !== name))).toEqual([]);
  const paths = [...text.matchAll(/(?:examples\/mesh-gateway|docs\/guide)[\w/.-]*\w/g)].map(([path]) => path);
  expect(paths.filter((path) => !existsSync(`${rootFolder()}/${path}`))).toEqual([]);
});

test('nothing is wrong with the base, and each trap has its finding', async () => {
  const folder = `${rootFolder()}/examples/mesh-gateway`;
  const namesIn = async (...folders: readonly string[]): Promise<readonly string[]> => checkedOf(await load(folders.map((each) => `${folder}/${each}`))).findings.map(({ name }) => name);
  expect(await namesIn('base')).toEqual([]);
  const traps = [...textOf(example).matchAll(/^\| `([a-z-]+)` \|.*\| `([a-z-]+)` \|$/gm)].map(([, trap = '', name = '']) => ({ trap, name }));
  expect(traps.map(({ trap }) => trap).sort()).toEqual(readdirSync(`${folder}/traps`).sort());
  for (const { trap, name } of traps) expect(await namesIn('base', `traps/${trap}`), trap).toContain(name);
});
