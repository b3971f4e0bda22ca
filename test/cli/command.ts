import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { rootFolder } from '../sources.ts';

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Builds the package if its sources are newer, as every script does first. */
export function build(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(rootFolder(), 'scripts/build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stderr}${stdout}`);
}

/** Runs the command as people do, in the root of the checkout. */
export function sallyport(argv: readonly string[], input?: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(rootFolder(), 'bin/sallyport.js'), ...argv], {
    cwd: rootFolder(),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
    ...(input === undefined ? {} : { input }),
  });
  return { status, out: stdout, err: stderr };
}
