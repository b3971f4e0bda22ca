import { expect, onTestFinished } from 'vitest';
import { load, type Loaded } from '../../src/cli/load.ts';
import { arrivalOf, placeOf, sentOf, someClient } from '../../src/cli/rehearse-request.ts';
import { inputsOf, storyOf, type Story, type StoryStep } from '../../src/cli/story-file.ts';
import { traceOf } from '../../src/path/trace.ts';
import { disagreement, predictedBy } from '../../src/serve/agree.ts';
import type { Seen } from '../../src/serve/client.ts';
import { rehearse } from '../../src/serve/rehearse.ts';
import { rootFolder } from '../sources.ts';

/** A story of the examples; a file that tells none is a bug. */
export async function storyNamed(name: string): Promise<Story> {
  const told = await storyOf(`${rootFolder()}/examples/${name}`);
  if ('wrong' in told) throw new Error(told.wrong);
  return told;
}

/** A folder of an example, read as a user reads it. */
export function example(...folders: readonly string[]): Promise<Loaded> {
  return load(folders.map((folder) => `${rootFolder()}/examples/${folder}`));
}

/** Sends every request of a step for real, holds each answer against the prediction and the story, and returns what was seen. */
export async function played(told: Story, step: StoryStep): Promise<readonly Seen[]> {
  const { path } = await load(inputsOf(told, step.folder));
  const asked = step.requests.map((row) => {
    const [arrival, trace] = [arrivalOf(path, row.request), traceOf(path, row.request)];
    if (arrival === undefined || 'wrong' in arrival || 'wrong' in trace) throw new Error(`${row.request.url} cannot be asked`);
    return { ...row, arrival, trace };
  });
  const rehearsal = await rehearse(path, { random: () => 0.5, now: Date.now(), clock: 20, addressing: process.platform === 'linux' ? 'own' : 'shared', client: { 'src.address': someClient }, also: asked.map(({ arrival }) => placeOf(arrival)) });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  onTestFinished(() => rehearsal.close());
  const answers: Seen[] = [];
  for (const { request, expect: expected, arrival, trace } of asked) {
    const seen = await rehearsal.send(sentOf(arrival, request));
    expect(disagreement(predictedBy(trace), seen), request.url).toBeUndefined();
    expect(seen.status === undefined ? seen.kind : String(seen.status), request.url).toBe(expected);
    answers.push(seen);
  }
  return answers;
}

