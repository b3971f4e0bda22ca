import { describe, expect, test } from 'vitest';
import { kinds } from '../src/hops/kinds.ts';
import { casesOf, knownMisses, notObservable, whyNone } from './conformance/cases.ts';
import { exceeded, scored, type Suite } from './conformance/suite.ts';
import { suitesWith } from './conformance/suites.ts';

const none = whyNone();
if (none !== undefined) console.log(`skipped: ${none}`);
const suites = suitesWith(kinds);

describe.skipIf(none !== undefined)(none ?? "other projects' expectations", () => {
  test.each(suites.map((suite) => [suite.name, suite] as const))('%s', async (name, suite) => {
    const score = await scored(suite, casesOf(name));
    const misses = score.results.filter(({ passed }) => !passed);
    const listed = new Set(knownMisses().filter((miss) => miss.suite === name).map((miss) => miss.case));
    const unlisted = misses.filter(({ id }) => !listed.has(id)).map(({ id, expected, answer }) => `${id}: expected ${JSON.stringify(expected)}, answered ${JSON.stringify(answer)}`);
    expect({ misses: unlisted.length, first: unlisted.slice(0, 3) }).toEqual({ misses: 0, first: [] });
    expect(exceeded(score)).toEqual([]);
  });

  test('every known miss is one, and says why and who says so', async () => {
    for (const { suite, case: id, reason, source } of knownMisses()) {
      const result = (await scored(suites.find(({ name }) => name === suite)!, casesOf(suite))).results.find((each) => each.id === id);
      expect(result, `${suite} has no case ${id}`).toBeDefined();
      expect(result?.passed, `${id} is no miss any more`).toBe(false);
      expect(reason.length * source.length).toBeGreaterThan(0);
    }
  });

  test('every case that is not counted is one, and says why', () => {
    for (const { suite, case: id, reason } of notObservable()) {
      expect(casesOf(suite).some((each) => each['id'] === id), `${suite} has no case ${id}`).toBe(true);
      expect(reason.length).toBeGreaterThan(0);
    }
  });
});

describe('the runner', () => {
  test('never shows a suite the id, the group or the expectation of a case', async () => {
    const seen: string[] = [];
    const spy: Suite = { name: 'spy', answer: (question) => (seen.push(...Object.keys(question)), null) };
    await scored(spy, [{ id: 'a', group: 'spy/b', note: 'c', expected: true, input: 1 }]);
    expect(seen).toEqual(['input']);
  });

  test('counts an answer that breaks as a miss that says how', async () => {
    const broken: Suite = {
      name: 'broken',
      answer: () => {
        throw new Error('no such port');
      },
    };
    const { results } = await scored(broken, [{ id: 'a', expected: { broken: true } }]);
    expect(results[0]).toMatchObject({ passed: false, answer: { broken: 'no such port' } });
  });

  test('says what a constant answer and an echo would score', async () => {
    const parrot: Suite = { name: 'parrot', answer: ({ input }) => input ?? null, echo: ({ input }) => input ?? null };
    const cases = [1, 1, 2].map((input, at) => ({ id: String(at), input, expected: at === 0 ? 2 : input }));
    expect(await scored(parrot, cases)).toMatchObject({ constant: 2, echo: 2 });
  });
});
