/** Runs one TypeScript program of test/ or bench/ with the arguments behind it: `node scripts/run.mjs bench/main.ts`. */
import { join } from 'node:path';
import { compile, install, run } from './steps.mjs';

const [program, ...given] = process.argv.slice(2);
if (program === undefined || !program.endsWith('.ts')) {
  console.error('usage: node scripts/run.mjs FILE.ts [argument ...]');
  process.exit(2);
}
const failed = install();
const made = failed ? undefined : compile();
const file = made === undefined ? undefined : join(made, program.replace(/\.ts$/, '.js'));
process.exitCode = file === undefined ? 1 : run(process.execPath, [file, ...given]);
