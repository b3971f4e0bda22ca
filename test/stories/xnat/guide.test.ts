import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../../src/findings/index.ts';
import { build, sallyport } from '../../cli/command.ts';
import { rootFolder, textOf } from '../../sources.ts';

const pages = ['docs/guide/mesh-behind-alb.md', 'examples/xnat/README.md'] as const;

beforeAll(build);

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('names findings that exist', () => {
    const named = [...text.matchAll(/`([a-z]+(?:-[a-z]+){2,})`/g), ...text.matchAll(/sallyport explain ([a-z-]+)/g)].map(([, name = '']) => name);
    const others = ['xnat-xnat-web', 'tcp-dicom', 'istio-auth-policy'];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !others.includes(name) && !rules.some((rule) => rule.name === name))).toEqual([]);
  });

  test('names folders that exist', () => {
    const paths = [...text.matchAll(/examples\/xnat[\w/.-]*\w/g)].map(([path]) => path);
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !existsSync(`${rootFolder()}/${path}`))).toEqual([]);
  });

  test('has commands that run as they stand', () => {
    const commands = [...text.matchAll(/^(?:\$ |npx --no-install )sallyport ((?:trace|check) .+)$/gm)].map(([, command = '']) => command);
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) {
      const { status, out, err } = sallyport(command.split(' '));
      expect({ command, status: status === 1 && command.startsWith('check') ? 0 : status, err }).toEqual({ command, status: 0, err: '' });
      expect(out).not.toBe('');
    }
  });
});

test('every trap of the folder is in the table of the example, and the other way round', () => {
  const text = textOf('examples/xnat/README.md');
  const listed = [...text.matchAll(/`(d\d+-[a-z-]+)`/g)].map(([, name]) => name);
  expect(listed.length).toBeGreaterThan(10);
  expect([...new Set(listed)].sort()).toEqual(readdirSync(`${rootFolder()}/examples/xnat/traps`).sort());
});
