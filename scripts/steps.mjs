/** What every script needs first: installed packages and a build that is as new as the sources. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program in the root folder with our own output. Returns its exit status; 1 if it could not be started. */
export function run(command, given, options = {}) {
  const { error, status } = spawnSync(command, given, { cwd: root, stdio: 'inherit', ...options });
  if (error !== undefined) console.error(`${command} does not start: ${error.message}`);
  return status ?? 1;
}

/** Runs a development tool from node_modules by its JavaScript entry, so that no shell is needed on any platform. */
export function tool(name, given, options = {}) {
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  const bin = typeof manifest.bin === 'string' ? manifest.bin : (manifest.bin[options.bin ?? name] ?? Object.values(manifest.bin)[0]);
  return run(process.execPath, [join(root, 'node_modules', name, bin), ...given]);
}

/** Installs exactly what the lockfile says, unless node_modules already holds it. */
export function install() {
  if (installed()) return 0;
  console.error('sallyport: installing packages');
  const npm = process.env.npm_execpath;
  const given = ['ci', '--no-audit', '--no-fund'];
  return npm === undefined ? run('npm', given, { shell: process.platform === 'win32' }) : run(process.execPath, [npm, ...given]);
}

/** Compares contents and not times: a checkout touches files, and an install by hand is as good as ours. */
function installed() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional === true || present[path]?.version === entry.version);
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Compiles src to dist, unless dist is as new as src. The old build stays until the new one is whole. */
export function build() {
  const made = join(root, 'dist');
  if (fresh(join(made, '.built'), ['src', 'tsconfig.json', 'tsconfig.build.json'])) return 0;
  console.error('sallyport: building');
  const next = freshFolder('dist');
  const status = tool('typescript', ['-p', 'tsconfig.build.json', '--outDir', next], { bin: 'tsc' });
  if (status !== 0) {
    rmSync(next, { recursive: true, force: true });
    return status;
  }
  copyData(join(root, 'src'), next, (file) => file.endsWith('.json') || file.endsWith('page.md'));
  writeFileSync(join(next, '.built'), '');
  replace(made, next);
  return 0;
}

/**
 * Compiles src, test and bench to .cache/run, unless that is as new as they are, and returns that folder: Node 20 cannot
 * run TypeScript itself. Types are not checked here; `npm test` does that.
 */
export function compile() {
  const made = join(root, '.cache', 'run');
  if (fresh(join(made, '.built'), ['src', 'test', 'bench', 'tsconfig.json'])) return made;
  const next = freshFolder('run');
  const given = ['-p', 'tsconfig.json', '--noEmit', 'false', '--noCheck', '--allowImportingTsExtensions', 'false', '--rootDir', '.', '--outDir', next];
  if (tool('typescript', given, { bin: 'tsc' }) !== 0) return undefined;
  for (const folder of ['src', 'test', 'bench']) if (existsSync(join(root, folder))) copyData(join(root, folder), join(next, folder), (file) => file.endsWith('.json') || file.endsWith('.md'));
  cpSync(join(root, 'package.json'), join(next, 'package.json'));
  writeFileSync(join(next, '.built'), '');
  replace(made, next);
  return made;
}

/** A folder of this process alone: two builds at once do not meet. */
function freshFolder(name) {
  const folder = join(root, '.cache', `${name}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** Puts the new folder in the place of the old one; another process may be doing the same. */
function replace(old, next) {
  for (let attempt = 1; ; attempt++) {
    rmSync(old, { recursive: true, force: true });
    try {
      renameSync(next, old);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Data and pages go along with the code that reads them. */
function copyData(from, to, wanted) {
  for (const file of filesUnder(from).filter(wanted)) {
    const target = join(to, relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

function fresh(stamp, sources) {
  if (!existsSync(stamp)) return false;
  const made = statSync(stamp).mtimeMs;
  return sources.every((source) => filesUnder(join(root, source)).every((file) => statSync(file).mtimeMs < made));
}

/** All files and folders under a path, itself included: a removed file shows as a younger folder. */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const below = readdirSync(path, { recursive: true }).map((name) => join(path, String(name)));
  return [path, ...below.filter((file) => !file.includes(`${sep}node_modules${sep}`))];
}
