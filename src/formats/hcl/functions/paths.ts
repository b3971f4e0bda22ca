import { unknown, type Value } from '../values/value.ts';
import type { Definitions, Parameter } from './function.ts';

const path: Parameter = { name: 'path', is: 'string' };

/** Functions of paths, which look at no file. */
export const paths: Definitions = {
  abspath: { takes: [path], run: ([given]) => ((given as string).startsWith('/') ? cleaned(given as string) : unknown('abspath() depends on where Terraform runs')) },
  basename: { takes: [path], run: ([given]) => base(given as string) },
  dirname: { takes: [path], run: ([given]) => cleaned((given as string).slice(0, (given as string).lastIndexOf('/') + 1)) },
  pathexpand: { takes: [path], run: ([given]) => expanded(given as string) },
};

function base(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  const trimmed = path.slice(0, end);
  if (trimmed === '') return path === '' ? '.' : '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function expanded(path: string): Value {
  return path.startsWith('~') ? unknown('pathexpand() depends on who runs Terraform') : path;
}

/** A path without `.`, `..` where it can be, and doubled slashes (Go's path.Clean). */
export function cleaned(path: string): string {
  const out: string[] = [];
  const rooted = path.startsWith('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  return (rooted ? '/' : '') + out.join('/') || '.';
}
