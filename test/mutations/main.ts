import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { casesFolder } from '../conformance/cases.ts';
import { importsOf, rootFolder } from '../sources.ts';
import { mutantsOf, type Mutant } from './mutate.ts';

/** What the worker is asked: judge the copies of one kind, each in a folder of its own. */
export interface Job {
  readonly kind: string;
  readonly copies: readonly string[];
}

/** What it says, copy by copy: who noticed, undefined if nobody did. */
export interface Judged {
  readonly copy: string;
  readonly noticed: string | undefined;
}

interface Copy {
  readonly folder: string;
  readonly file: string;
  readonly mutant: Mutant;
}

const patience = 30_000;

/** `mutants [KIND ...]`: changes each lowering in small ways and prints the changes that no truth and no case notices. */
async function main(given: readonly string[]): Promise<number> {
  const root = rootFolder();
  const chosen = kindsOf(root).filter((kind) => given.length === 0 || given.includes(kind));
  if (chosen.length === 0) {
    console.error(`no such kind; there are ${kindsOf(root).join(', ')}`);
    return 2;
  }
  // Two runs at once do not meet.
  const work = join(root, '.cache', `mutants-${process.pid}`);
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  // The copies look for the cases where the original would.
  process.env['SALLYPORT_CONFORMANCE'] = casesFolder();
  const copies = prepared(root, work, chosen);
  let survivors = 0;
  for (const [kind, own] of copies) {
    const noticed = await judged(work, { kind, copies: own.map(({ folder }) => folder) });
    const alive = own.filter(({ folder }) => noticed.get(folder) === undefined);
    survivors += alive.length;
    console.log(`${kind}: ${own.length - alive.length}/${own.length} noticed`);
    for (const { file, mutant } of alive) console.log(`  src/hops/${kind}/${file}:${mutant.line}: ${shown(mutant.was)} -> ${mutant.becomes === '' ? '(gone)' : shown(mutant.becomes)}`);
  }
  console.log(`${survivors} survivors`);
  return 0;
}

function kindsOf(root: string): readonly string[] {
  const folders = readdirSync(join(root, 'src/hops'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => existsSync(join(root, 'src/hops', name, 'truth.md'))).sort();
}

/** Copies the sources, writes every mutant beside its kind as a folder of its own, and compiles all at once. */
function prepared(root: string, work: string, kinds: readonly string[]): ReadonlyMap<string, readonly Copy[]> {
  rmSync(work, { recursive: true, force: true });
  for (const folder of ['src', 'test']) cpSync(join(root, folder), join(work, folder), { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
  const copies = new Map(kinds.map((kind) => [kind, written(work, kind)]));
  for (const name of ['tsconfig.json', 'package.json']) cpSync(join(root, name), join(work, name));
  const given = ['-p', 'tsconfig.json', '--noEmit', 'false', '--noCheck', '--allowImportingTsExtensions', 'false', '--rootDir', '.', '--outDir', '.cache/run'];
  // A change that is no program any more is printed as such by its judge; what the compiler says of it does not matter.
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...given], { cwd: work, stdio: 'ignore' });
  return copies;
}

function written(work: string, kind: string): readonly Copy[] {
  const own = join(work, 'src/hops', kind);
  const lowerings = loweringsOf(`src/hops/${kind}`);
  return lowerings.flatMap((file) =>
    mutantsOf(readFileSync(join(own, file), 'utf8')).map((mutant, index): Copy => {
      const folder = `${kind}.${file.replace(/\.ts$/, '')}.${index}`;
      cpSync(own, join(work, 'src/hops', folder), { recursive: true });
      writeFileSync(join(work, 'src/hops', folder, file), mutant.text);
      return { folder, file, mutant };
    }),
  );
}

/** `lower.ts`, and what it imports from its own folder because it is too long for one file. */
function loweringsOf(folder: string): readonly string[] {
  const files = new Set(['lower.ts']);
  for (const file of files) {
    for (const { to, typeOnly } of importsOf(`${folder}/${file}`)) if (!typeOnly && to.startsWith(`${folder}/`)) files.add(to.slice(folder.length + 1));
  }
  return [...files];
}

/** A mutant that never ends is noticed too: the worker is stopped and goes on with the next. */
async function judged(work: string, job: Job): Promise<ReadonlyMap<string, string | undefined>> {
  const noticed = new Map<string, string | undefined>();
  let left = job.copies;
  while (left.length > 0) {
    const stuck = await run(work, { ...job, copies: left }, noticed);
    if (stuck) noticed.set(left.find((copy) => !noticed.has(copy))!, 'it never ends');
    left = left.filter((copy) => !noticed.has(copy));
  }
  return noticed;
}

/** Resolves with true if the worker fell silent. */
function run(work: string, job: Job, noticed: Map<string, string | undefined>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(work, '.cache/run/test/mutations/judge.js'), { workerData: job });
    const stop = (stuck: boolean): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(stuck);
    };
    let timer = setTimeout(() => stop(true), patience);
    worker.on('message', ({ copy, noticed: by }: Judged) => {
      noticed.set(copy, by);
      clearTimeout(timer);
      timer = setTimeout(() => stop(true), patience);
      if (job.copies.every((each) => noticed.has(each))) stop(false);
    });
    worker.on('error', reject);
  });
}

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
}

if (!existsSync(join(rootFolder(), 'src/hops'))) throw new Error('there are no kinds');
process.exitCode = await main(process.argv.slice(2));
