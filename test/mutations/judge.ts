import { parentPort, workerData } from 'node:worker_threads';
import { isDeepStrictEqual } from 'node:util';
import type { Kind } from '../../src/hops/kind.ts';
import { kinds } from '../../src/hops/kinds.ts';
import { casesOf, whyNone } from '../conformance/cases.ts';
import { scored, type Score } from '../conformance/suite.ts';
import { suitesWith } from '../conformance/suites.ts';
import { textOf } from '../sources.ts';
import { complaintsOf } from '../truth/check.ts';
import type { Job, Judged } from './main.ts';

/** Runs in a worker, on the compiled copies: tells for each whether a truth table or a conformance case notices it. */
async function judge({ kind, copies }: Job): Promise<void> {
  const truth = textOf(`src/hops/${kind}/truth.md`);
  const present = whyNone() === undefined;
  const before = present ? await scores(kinds) : [];
  for (const copy of copies) {
    const noticed = await noticedBy(kind, copy, truth, before).catch((error: unknown) => `it does not run: ${String(error)}`);
    parentPort?.postMessage({ copy, noticed } satisfies Judged);
  }
}

async function noticedBy(name: string, copy: string, truth: string, before: readonly Score[]): Promise<string | undefined> {
  const { kind } = (await import(new URL(`../../src/hops/${copy}/kind.js`, import.meta.url).href)) as { readonly kind: Kind<unknown> };
  const [complaint] = complaintsOf(kind, truth);
  if (complaint !== undefined) return complaint;
  const changed = kinds.map((each) => (each.name === name ? kind : each));
  for (const score of before) {
    const after = await scored(suitesWith(changed).find((suite) => suite.name === score.suite)!, casesOf(score.suite));
    const at = after.results.findIndex((result, index) => !isDeepStrictEqual(result.answer, score.results[index]?.answer));
    if (at >= 0) return `${score.suite} case ${at + 1}`;
  }
  return undefined;
}

async function scores(using: readonly Kind<unknown>[]): Promise<readonly Score[]> {
  const all: Score[] = [];
  for (const suite of suitesWith(using)) all.push(await scored(suite, casesOf(suite.name)));
  return all;
}

await judge(workerData as Job);
