#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const given = process.argv.slice(2);
if (given.length === 1 && given[0] === '--version') console.log(version);
else process.exitCode = await start();

/** Everything but the version needs the build. A clone that was never built builds itself once. */
async function start() {
  const program = new URL('../dist/cli/main.js', import.meta.url);
  const builder = new URL('../scripts/build.mjs', import.meta.url);
  if (!existsSync(program) && existsSync(builder)) {
    const { spawnSync } = await import('node:child_process');
    const { fileURLToPath } = await import('node:url');
    spawnSync(process.execPath, [fileURLToPath(builder)], { stdio: ['ignore', 2, 2] });
  }
  if (!existsSync(program)) {
    console.error('sallyport is not built: run `npm run build` in its folder, then try again');
    return 2;
  }
  const { main } = await import(program.href);
  return main(given, version);
}
