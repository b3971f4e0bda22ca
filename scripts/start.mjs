/**
 * `npm start`: installs and builds if needed, then runs the main job on the example estate: what is wrong with it, the
 * rehearsal, the story's requests sent for real, predicted beside rehearsed. `-- --once` ends after the comparison;
 * `-- examples/tinfoil` plays another story.
 */
import { spawn } from 'node:child_process';
import { build, install, root } from './steps.mjs';

const failed = install() || build();
if (failed) process.exit(failed);

const given = process.argv.slice(2);
const story = given.find((word) => !word.startsWith('-')) ?? 'examples/xnat';
const child = spawn(process.execPath, ['bin/sallyport.js', 'story', story, ...given.filter((word) => word !== story)], { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches the child by the terminal; it ends by itself, and its status is ours.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`sallyport does not start: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (status, signal) => {
  process.exitCode = status ?? (signal === null ? 0 : 1);
});
