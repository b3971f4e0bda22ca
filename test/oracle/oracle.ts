import { spawnSync } from 'node:child_process';

/** One question that a real program and ours both answered. */
export interface Truth {
  readonly what: string;
  readonly theirs: string;
  readonly ours: string;
}

export interface Oracle {
  /** The program on the path, or `node` for what Node itself can tell. */
  readonly program: string;
  /** Arguments that make it say its version. */
  readonly version: readonly string[];
  readonly about: string;
  truths(): Promise<readonly Truth[]>;
}

/** The first line a program says of its version; undefined: it is not on this machine. */
export function versionOf({ program, version }: Pick<Oracle, 'program' | 'version'>): string | undefined {
  const { error, status, stdout, stderr } = spawnSync(program === 'node' ? process.execPath : program, version, { encoding: 'utf8' });
  return error === undefined && status === 0 ? (stdout || stderr).split('\n')[0]!.trim() : undefined;
}
