import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { rules } from '../../src/findings/index.ts';
import { sallyport } from '../cli/command.ts';
import { rootFolder, textOf } from '../sources.ts';

/** A command of a guide and the lines that stand under it; `...` stands for any lines. */
export interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

/** Commands in the blocks of a page, each with what is shown of its output. */
export function shownIn(page: string): readonly Shown[] {
  const blocks = [...textOf(page).matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text.trimEnd().split('\n'));
  return blocks.flatMap((lines) => {
    const starts = lines.flatMap((line, index) => (line.startsWith('$ sallyport ') ? [index] : []));
    return starts.map((start, index) => ({ command: lines[start]!.slice('$ sallyport '.length), lines: lines.slice(start + 1, starts[index + 1]) }));
  });
}

/** Runs a command of a guide and finds what the guide shows of it, in that order. */
export function expectShown({ command, lines }: Shown): void {
  const { status, out, err } = sallyport(command.split(' '));
  expect({ command, status: command.startsWith('check') && status === 1 ? 0 : status, err }).toEqual({ command, status: 0, err: '' });
  const printed = out.split('\n');
  let from = 0;
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== '...' && each !== '')) {
    const at = printed.findIndex((each, index) => index >= from && each.includes(line));
    expect(at, `"${line}" in\n${printed.slice(from).join('\n')}`).toBeGreaterThan(-1);
    from = at + 1;
  }
}

/** Names in a page that look like findings and are none (`others` are not meant to be), and paths that are not there. */
export function strayIn(page: string, others: readonly string[]): readonly string[] {
  const text = textOf(page);
  const named = [...text.matchAll(/`([a-z]+(?:-[a-z]+){2,})`/g), ...text.matchAll(/sallyport explain ([a-z-]+)/g)].map(([, name = '']) => name);
  const paths = [...text.matchAll(/(?:examples|docs\/guide)\/[\w/.-]*\w/g)].map(([path]) => path);
  return [...named.filter((name) => !others.includes(name) && rules.every((rule) => rule.name !== name)), ...paths.filter((path) => !existsSync(`${rootFolder()}/${path}`))];
}
