import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rootFolder } from '../sources.ts';

/** What hcl2json answers: a value, or why it takes none. */
export type Answer = { readonly value: unknown } | { readonly error: string };

export interface Answers {
  readonly files: readonly Answer[];
  readonly expressions: readonly Answer[];
  /** Milliseconds for starting it, and for all of each. */
  readonly times: { readonly start: number; readonly files: number; readonly expressions: number };
}

/** Whether the package is there; it is for development only. */
export function libraryInstalled(): boolean {
  return existsSync(join(rootFolder(), 'node_modules/@cdktn/hcl2json/package.json'));
}

/** Asks hcl2json in a process of its own: the Go in it never ends. */
export function askLibrary(question: { readonly files?: readonly string[]; readonly expressions?: readonly string[] }): Answers {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(rootFolder(), 'scripts/hcl2json.mjs')], { input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`hcl2json does not answer: ${stderr}`);
  return JSON.parse(stdout) as Answers;
}
