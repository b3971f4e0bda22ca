import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load as yaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { requestOf, type Asked } from '../../../src/cli/ask.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { answerOf, meets } from '../../../src/cli/trace.ts';
import { traceOf } from '../../../src/path/trace.ts';
import { traceText } from '../../../src/report/trace-text.ts';
import { paintOf } from '../../../src/report/paint.ts';
import { rootFolder, textOf } from '../../sources.ts';

/** What people came with, what they ask, and what an answer has to say to be one. */
interface Story {
  readonly pain: string;
  readonly threads: readonly string[];
  readonly with: readonly string[];
  readonly asks?: readonly (Asked & { readonly expect: string; readonly cause?: string; readonly says?: readonly string[] })[];
  /** Findings of `check`, by name or by the code of another tool. */
  readonly finds?: readonly string[];
}

const home = 'test/stories/mesh';
const folders = readdirSync(join(rootFolder(), home)).filter((name) => /^\d\d-/.test(name));

test('there are the twenty pains', () => {
  expect(folders.map((name) => Number(name.slice(0, 2)))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

describe.each(folders)('%s', (folder) => {
  const story = yaml(textOf(`${home}/${folder}/story.yaml`)) as Story;
  const shared = story.with.map((name) => `${home}/${name}.yaml`);
  const settings = `${home}/${folder}/sallyport.yaml`;
  const loaded = (): Promise<Loaded> => load(existsSync(join(rootFolder(), settings)) ? [settings] : [...shared, `${home}/${folder}/estate.yaml`]);

  test.each((story.asks ?? []).map((asks, index) => ({ ...asks, index: index + 1 })))(`${story.pain}: $url`, async ({ expect: expected, says = [], cause, index, ...asked }) => {
    const request = requestOf(asked);
    if ('wrong' in request) throw new Error(request.wrong);
    const read = await loaded();
    const trace = traceOf(read.path, request);
    if ('wrong' in trace) throw new Error(trace.wrong);
    const answer = answerOf(read, trace);
    const text = traceText(answer, paintOf('plain'));
    expect(meets(trace, expected), text).toBe(true);
    for (const words of says) expect(text).toContain(words);
    if (cause !== undefined) expect(answer.stops.map(({ blocker }) => blocker.cause)).toContain(cause);
    await expect(text).toMatchFileSnapshot(`${folder}/answer-${index}.txt`);
  });

  if (story.finds === undefined) return;
  test(`${story.pain}: what check says`, async () => {
    const { findings } = checkedOf(await loaded());
    const names = new Set(findings.flatMap(({ name, aliases }) => [name, ...aliases]));
    for (const name of story.finds ?? []) expect([...names]).toContain(name);
  });
});
