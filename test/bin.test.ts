import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rootFolder, textOf } from './sources.ts';

const { version } = JSON.parse(textOf('package.json')) as { readonly version: string };

test('the command says its version before anything is built', () => {
  const alone = copiedWithoutBuild();
  const { status, stdout } = spawnSync(process.execPath, [join(alone, 'bin/sallyport.js'), '--version'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` });
});

test('a package without its build says what to do, and ends with the status of unusable input', () => {
  const alone = copiedWithoutBuild();
  const { status, stderr } = spawnSync(process.execPath, [join(alone, 'bin/sallyport.js'), 'check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'sallyport is not built: run `npm run build` in its folder, then try again\n' });
});

/** The command and its manifest, as in a package from which dist is missing. */
function copiedWithoutBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['bin', 'package.json']) cpSync(join(rootFolder(), name), join(folder, name), { recursive: true });
  return folder;
}
