import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../../src/cli/load.ts';
import { arrivalOf, placeOf, sentOf, someClient } from '../../../src/cli/rehearse-request.ts';
import { inputsOf, storyOf, type StoryStep } from '../../../src/cli/story-file.ts';
import type { Path } from '../../../src/path/path.ts';
import { traceOf } from '../../../src/path/trace.ts';
import { disagreement } from '../../../src/serve/agree.ts';
import { rehearse, type Options, type Rehearsal } from '../../../src/serve/rehearse.ts';
import { rootFolder } from '../../sources.ts';

const told = await storyOf(`${rootFolder()}/examples/xnat`);
if ('wrong' in told) throw new Error(told.wrong);

async function rehearsed(path: Path, { requests }: StoryStep, options: Partial<Options> = {}): Promise<Rehearsal> {
  const also = requests.flatMap(({ request }) => {
    const arrival = arrivalOf(path, request);
    return arrival === undefined || 'wrong' in arrival ? [] : [placeOf(arrival)];
  });
  const rehearsal = await rehearse(path, { random: () => 0.5, now: Date.now(), clock: 20, addressing: process.platform === 'linux' ? 'own' : 'shared', client: { 'src.address': someClient }, also, ...options });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  onTestFinished(() => rehearsal.close());
  return rehearsal;
}

describe('each request of the story, sent for real', () => {
  test.each(told.steps)('$folder: what is seen is what was predicted, and what the story says', async (step) => {
    const { path } = await load(inputsOf(told, step.folder));
    const rehearsal = await rehearsed(path, step);
    for (const { request, expect: expected, body } of step.requests) {
      const trace = traceOf(path, request);
      const arrival = arrivalOf(path, request);
      if ('wrong' in trace || arrival === undefined || 'wrong' in arrival) throw new Error(`${request.url} cannot be asked`);
      const seen = await rehearsal.send(sentOf(arrival, request));
      expect(disagreement(trace.outcomes.map(({ verdict }) => verdict), seen), request.url).toBeUndefined();
      expect(seen.kind === 'answered' ? String(seen.status) : seen.kind === 'delivered' && expected === '200' ? String(seen.status) : seen.kind).toBe(expected);
      if (body !== undefined) expect(seen.body?.toString('utf8')).toBe(body);
    }
  });

  test('a sidecar that forgets its TLS behind the program\'s back is noticed', async () => {
    const step = told.steps.find(({ folder }) => folder === 'steps/6-by-source')!;
    const { path } = await load(inputsOf(told, step.folder));
    const { request } = step.requests.find(({ request: { from } }) => from.kind === 'pod')!;
    const arrival = arrivalOf(path, request);
    const trace = traceOf(path, request);
    if ('wrong' in trace || arrival === undefined || 'wrong' in arrival) throw new Error('cannot be asked');
    const rehearsal = await rehearsed(path, step, { alter: { hop: 'pod/xnat/xnat-xnat-web-0/8080', tls: 'plaintext' } });
    const seen = await rehearsal.send(sentOf(arrival, request));
    expect(disagreement(trace.outcomes.map(({ verdict }) => verdict), seen)).toBeDefined();
  });
});
