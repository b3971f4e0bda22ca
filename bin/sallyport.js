#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const asked = process.argv[2];
if (process.argv.length === 3 && (asked === '--version' || asked === '-V')) {
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
} else {
  await start();
}

/** Everything but the version needs the build. A clone that was never built builds itself once. */
async function start() {
  const main = new URL('../dist/cli/main.js', import.meta.url);
  const builder = new URL('../scripts/build.mjs', import.meta.url);
  if (!existsSync(main) && existsSync(builder)) {
    const { spawnSync } = await import('node:child_process');
    const { fileURLToPath } = await import('node:url');
    spawnSync(process.execPath, [fileURLToPath(builder)], { stdio: ['ignore', 2, 2] });
  }
  if (!existsSync(main)) {
    console.error('sallyport is not built: run `npm run build` in its folder, then try again');
    process.exitCode = 2;
    return;
  }
  await import(main.href);
}
