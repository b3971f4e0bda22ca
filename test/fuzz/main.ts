import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Progress } from './attack.ts';

const patience = 20_000;

/** `fuzz [--seed N] [--seconds S] [--once N]`: hostile input until the time is over; prints the seed of what it breaks. */
async function main(given: readonly string[]): Promise<number> {
  const option = (name: string): number | undefined => (given.includes(name) ? Number(given[given.indexOf(name) + 1]) : undefined);
  const once = option('--once');
  const first = once ?? option('--seed') ?? Math.floor(Math.random() * 2 ** 31);
  const seconds = option('--seconds') ?? 60;
  const until = Date.now() + seconds * 1000;
  const counts = { runs: 0, broken: 0, slowest: 0, slowestSeed: first };
  console.log(`from seed ${first}, ${once === undefined ? `${seconds} s` : 'once'}`);
  let seed = first;
  while (once === undefined ? Date.now() < until : counts.runs + counts.broken === 0) {
    seed = await attack(seed, once === undefined ? until : 0, counts);
  }
  console.log(`${counts.runs} inputs, ${counts.broken} broke something; the slowest took ${counts.slowest} ms (--once ${counts.slowestSeed})`);
  return counts.broken === 0 ? 0 : 1;
}

/** Runs one worker until the time is over or an input hangs or breaks it; returns the next seed. */
function attack(from: number, until: number, counts: { runs: number; broken: number; slowest: number; slowestSeed: number }): Promise<number> {
  return new Promise((resolve) => {
    let seed = from;
    const worker = new Worker(join(fileURLToPath(new URL('.', import.meta.url)), 'attack.js'), { workerData: { from, until } });
    const broken = (how: string): void => {
      clearTimeout(timer);
      counts.broken++;
      console.log(`--once ${seed}: ${how}`);
      void worker.terminate();
      resolve(seed + 1);
    };
    let timer = setTimeout(() => broken(`no end after ${patience / 1000} s`), patience);
    worker.on('message', (progress: Progress) => {
      clearTimeout(timer);
      timer = setTimeout(() => broken(`no end after ${patience / 1000} s`), patience);
      counts.runs++;
      if (progress.milliseconds > counts.slowest) Object.assign(counts, { slowest: progress.milliseconds, slowestSeed: progress.seed });
      for (const wrong of progress.wrong) {
        counts.broken++;
        console.log(`--once ${progress.seed}: ${wrong}`);
      }
      seed = progress.seed + 1;
    });
    worker.on('error', (error) => broken(error.stack ?? String(error)));
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve(seed);
    });
  });
}

process.exitCode = await main(process.argv.slice(2));
