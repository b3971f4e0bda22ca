import { spawnSync } from 'node:child_process';

const rounds = 31;
const aim = 1.5;

/**
 * How long the command takes to say its version, against Node doing nothing: interleaved runs. The best of each tells the
 * program from what else the machine does.
 */
export function startRows(): readonly string[] {
  const nothing: number[] = [];
  const version: number[] = [];
  for (let round = 0; round < rounds; round++) {
    nothing.push(milliseconds(['-e', '0']));
    version.push(milliseconds(['bin/sallyport.js', '--version']));
  }
  return [
    `sallyport --version  ${median(version).toFixed(1)} ms  node -e 0  ${median(nothing).toFixed(1)} ms  ratio ${(median(version) / median(nothing)).toFixed(2)}  medians of ${rounds} (aim: at most ${aim})`,
    `sallyport --version  ${Math.min(...version).toFixed(1)} ms  node -e 0  ${Math.min(...nothing).toFixed(1)} ms  ratio ${(Math.min(...version) / Math.min(...nothing)).toFixed(2)}  best of ${rounds}`,
  ];
}

function milliseconds(given: readonly string[]): number {
  // Reading extra certificates would be most of what either does.
  const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;
  const from = performance.now();
  const { status } = spawnSync(process.execPath, given, { env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${given.join(' ')} ends with status ${status}`);
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
