/**
 * `npm test`: installs, builds, and runs every check that needs no optional program. The last line is always
 * `N passed, N failed`: vitest's tests, and one each for the build, lint, types and unused code.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, tool } from './steps.mjs';

const counts = { passed: 0, failed: 0 };

function check(name, status) {
  counts[status === 0 ? 'passed' : 'failed']++;
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name}`);
  return status === 0;
}

if (check('packages are installed as the lockfile says', install())) {
  check('the package builds', build());
  check('lint (oxlint)', tool('oxlint', ['--deny-warnings']));
  check('types (tsc)', tool('typescript', ['-p', '.'], { bin: 'tsc' }));
  check('no unused files, exports or dependencies (knip)', tool('knip', ['--no-progress']));
  vitest();
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function vitest() {
  const report = join(root, '.cache', 'vitest.json');
  rmSync(report, { force: true });
  mkdirSync(join(root, '.cache'), { recursive: true });
  const status = tool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]);
  const result = read(report);
  if (result === undefined) {
    check('vitest reports its results', 1);
    return;
  }
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  // A file that does not load has no tests to fail.
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'));
  for (const file of broken) check(`${file.name} runs`, 1);
  const skipped = result.testResults.flatMap((file) => file.assertionResults).filter((test) => test.status !== 'passed' && test.status !== 'failed');
  for (const test of skipped) console.log(`skipped: ${test.fullName}`);
  if (status !== 0 && counts.failed === 0) check('vitest ends well', status);
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
