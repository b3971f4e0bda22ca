import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestOf } from '../../src/cli/ask.ts';
import { load } from '../../src/cli/load.ts';
import type { Path } from '../../src/path/path.ts';
import type { Request } from '../../src/path/request.ts';
import { rootFolder } from '../sources.ts';

/** One text of the example, and what stands there instead. */
export interface Change {
  /** Under `describe/`. */
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
}

/** The example of a central way in, as AWS answers for both accounts, after some of its texts were changed. */
export async function centralWith(changes: readonly Change[] = []): Promise<Path> {
  const folder = mkdtempSync(join(tmpdir(), 'central-'));
  try {
    cpSync(join(rootFolder(), 'examples/central-ingress'), folder, { recursive: true });
    for (const { file, from, to } of changes) {
      const name = join(folder, 'describe', file);
      const text = readFileSync(name, 'utf8');
      if (!from.test(text)) throw new Error(`${file} does not say ${String(from)}`);
      writeFileSync(name, text.replace(from, to));
    }
    return (await load([join(folder, 'describe')])).path;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A request from the internet, by a client that says who it is unless the headers say otherwise. */
export function request(url: string, more: { readonly from?: string; readonly headers?: readonly string[] } = {}): Request {
  const asked = requestOf({ url, from: more.from ?? '203.0.113.10', ...(more.headers === undefined ? {} : { headers: more.headers }) });
  if ('wrong' in asked) throw new Error(asked.wrong);
  return asked;
}
