import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaredIn } from '../../src/formats/hcl/modules/declared.ts';
import { modulesOf } from '../../src/formats/hcl/modules/modules.ts';
import { parseHcl } from '../../src/formats/hcl/syntax/parse.ts';
import { isLazy, isList, isMap, isSet, type Value } from '../../src/formats/hcl/values/value.ts';
import type { Json } from '../../src/resource/resource.ts';
import { SourceFile } from '../../src/formats/source.ts';
import { generator } from '../fuzz/random.ts';
import { randomValue } from '../hcl/random-expressions.ts';
import type { Oracle, Truth } from './oracle.ts';

/** What Terraform makes of random expressions that need no provider; other ones every time, and a truth says its seed. */
export const terraform: Oracle = {
  program: 'terraform',
  version: ['version'],
  about: 'random expressions',
  truths: async () => {
    const first = Date.now() % 1_000_000_000;
    const expressions = Array.from({ length: 200 }, (_, at) => {
      const random = generator(first + at);
      return { seed: first + at, code: randomValue(random.pick(['text', 'number', 'bool', 'texts', 'texts by key', 'entries'] as const), { random, named: [], declared: [] }).code };
    });
    const text = expressions.map(({ code }, at) => `output "o${at}" {\n  value = ${code}\n}\n`).join('');
    const theirs = planned(text);
    const ours = worked(text);
    if (typeof theirs === 'string') return [{ what: `expressions from seed ${first}`, theirs, ours: 'read' }];
    return expressions.map(({ seed, code }, at): Truth => ({ what: `seed ${seed}: ${code}`, theirs: JSON.stringify(sorted(theirs[`o${at}`]?.value ?? null)), ours: JSON.stringify(sorted(ours(`o${at}`))) }));
  },
};

/** The outputs that Terraform plans, or the first line of its error. */
function planned(text: string): Readonly<Record<string, { readonly value?: Json }>> | string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-oracle-'));
  try {
    writeFileSync(join(folder, 'main.tf'), text);
    const run = (...args: readonly string[]): ReturnType<typeof spawnSync> => spawnSync('terraform', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' } });
    const made = run('plan', '-no-color', '-input=false', '-out=plan');
    if (made.status !== 0) return /^.*Error: .*/m.exec(String(made.stderr))?.[0] ?? 'terraform plan ends';
    return (JSON.parse(String(run('show', '-json', 'plan').stdout)) as { readonly planned_values: { readonly outputs: Readonly<Record<string, { readonly value?: Json }>> } }).planned_values.outputs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function worked(text: string): (output: string) => Json {
  const report = (): void => undefined;
  const nothing = { reason: 'no file is asked for' };
  const { all } = modulesOf({ folders: new Map([['.', declaredIn('.', [parseHcl(new SourceFile('main.tf', text))], report)]]), scopeOf: () => 'default', values: [], moduleLists: new Map(), openers: { open: () => nothing, list: () => nothing }, opened: new Map(), report });
  return (output) => json(all[0]?.output(output));
}

function json(value: Value | undefined): Json {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (isList(value)) return value.map(json);
  if (isSet(value)) return value.members.map(json);
  if (isMap(value)) return Object.fromEntries([...value.entries].map(([key, each]) => [key, json(each)]));
  return isLazy(value) ? 'lazy' : { unknown: value.why ?? '' };
}

/** Keys in one order. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each as Json)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
