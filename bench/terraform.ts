import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseHcl } from '../src/formats/hcl/syntax/parse.ts';
import { SourceFile } from '../src/formats/source.ts';
import { readTexts } from '../src/formats/texts.ts';
import { folderOfFiles, resourcesAFile } from './terraform-files.ts';

export interface Row {
  readonly name: string;
  /** Against what hcl2json takes to parse the same files in the same run; absent where that says nothing. */
  readonly ratio?: number;
  readonly milliseconds: number;
  readonly note: string;
}

interface Base {
  readonly times: { readonly start: number; readonly files: number; readonly expressions: number };
}

/** Reading a folder of Terraform's files, against hcl2json, which parses them and does no more; how long that takes to start is counted apart. */
export function terraformRows(options: { readonly quick: boolean } = { quick: false }): Row[] {
  const files = folderOfFiles(options.quick ? 40 : 400);
  const rounds = options.quick ? 3 : 7;
  const expressions = files.flatMap(({ text }) => [...text.matchAll(/ = (.*[({].*[)}])$/gm)].map(([, written]) => written as string)).slice(0, 1000);
  const bases = Array.from({ length: 3 }, () => baseOf({ files: files.map(({ text }) => text), expressions }));
  const parsed: number[] = [];
  const read: number[] = [];
  let resources = 0;
  for (let round = 0; round < rounds; round++) {
    parsed.push(timed(() => files.map(({ name, text }) => parseHcl(new SourceFile(name, text)))).milliseconds);
    const whole = timed(() => readTexts(files.map(({ name, text }) => ({ name, text, scope: 'default' }))));
    resources = whole.result.resources.length;
    read.push(whole.milliseconds);
  }
  const base = bases.map(({ times }) => times.files);
  const size = `${files.length} files, ${(files.length * resourcesAFile).toLocaleString('en')} blocks, ${(files.reduce((sum, { text }) => sum + text.length, 0) / 1e6).toFixed(1)} MB`;
  return [
    { name: 'hcl2json parse', milliseconds: median(base), note: `${size}: the base` },
    { name: 'parse, every place known', ratio: median(parsed) / median(base), milliseconds: median(parsed), note: 'the same files' },
    { name: 'read to resources', ratio: median(read) / median(base), milliseconds: median(read), note: `${resources.toLocaleString('en')} resources: expressions worked out, places, problems` },
    { name: 'hcl2json start', milliseconds: median(bases.map(({ times }) => times.start)), note: 'before it parses anything; ours has nothing to start' },
    { name: `hcl2json, ${expressions.length.toLocaleString('en')} expressions one by one`, milliseconds: median(bases.map(({ times }) => times.expressions)), note: 'what it takes to work with what its parse leaves as text' },
  ];
}

function baseOf(question: { readonly files: readonly string[]; readonly expressions: readonly string[] }): Base {
  const program = fileURLToPath(new URL('../../../scripts/hcl2json.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`hcl2json does not answer: ${stderr}`);
  return JSON.parse(stdout) as Base;
}

function timed<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
