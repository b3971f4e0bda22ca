import { parentPort, workerData } from 'node:worker_threads';
import { attempt, goodExamples } from './attempt.ts';

export interface Progress {
  readonly seed: number;
  readonly milliseconds: number;
  /** What is wrong, one line each; empty: nothing. */
  readonly wrong: readonly string[];
}

/** Runs in a worker, seed after seed, until the time is over. */
async function attack(): Promise<void> {
  const { from, until } = workerData as { readonly from: number; readonly until: number };
  const examples = goodExamples();
  for (let seed = from; seed === from || Date.now() < until; seed++) {
    const started = performance.now();
    const wrong = await attempt(seed, examples);
    parentPort?.postMessage({ seed, wrong, milliseconds: Math.round(performance.now() - started) } satisfies Progress);
  }
}

await attack();
