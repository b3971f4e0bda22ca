import { describe, expect, test } from 'vitest';
import { inputsOf, storyOf, type Story } from '../../../src/cli/story-file.ts';
import { load } from '../../../src/cli/load.ts';
import { meets } from '../../../src/cli/trace.ts';
import { traceOf } from '../../../src/path/trace.ts';
import { rootFolder } from '../../sources.ts';

async function story(): Promise<Story> {
  const told = await storyOf(`${rootFolder()}/examples/xnat`);
  if ('wrong' in told) throw new Error(told.wrong);
  return told;
}

const told = await story();

describe('each request of the story gets what the story says', () => {
  for (const { folder, requests } of told.steps) {
    for (const { request, expect: expected, body } of requests) {
      test(`${folder}: ${request.method} ${request.url} from ${request.from.kind} gets ${expected}`, async () => {
        const { path } = await load(inputsOf(told, folder));
        const trace = traceOf(path, request);
        if ('wrong' in trace) throw new Error(trace.wrong);
        expect(trace.outcomes.map(({ when }) => when)).toEqual([[]]);
        expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: expect.any(String) });
        expect({ met: meets(trace, expected), verdict: trace.outcomes[0]!.verdict }).toMatchObject({ met: true });
        if (body !== undefined) expect(trace.outcomes[0]!.verdict).toMatchObject({ body });
      });
    }
  }

  test('the story has the steps of the article, and the traps that change an answer', () => {
    expect(told.steps.map(({ folder }) => folder)).toEqual(expect.arrayContaining(['steps/1-no-policy', 'steps/2-strict', 'steps/3-exempt-8080', 'steps/4-authorization', 'steps/5-post']));
  });
});
