import { isDeepStrictEqual } from 'node:util';

/** A value as a case file holds it. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };
export type Case = { readonly [key: string]: Data };

/**
 * One suite: how a case becomes an answer of the product. `answer` gets the case without its id, group and expectation;
 * whatever it returns is compared strictly.
 */
export interface Suite {
  readonly name: string;
  answer(question: Case): Data | Promise<Data>;
  /** Brings an expectation into the shape of an answer where a suite asserts only a part of it. Same for every case. */
  expected?(case_: Case, answer: Data): Data;
  /** The part of an answer that a case asserts, where cases assert different parts. Same for every case. */
  asserted?(case_: Case, answer: Data): Data;
  /** Each area may have misses of its own, and no more. */
  apart?: true;
  /** The area of a case, where its group does not say it. */
  area?(case_: Case): string;
  /** Ids of cases that assert no behaviour of the product: they are not counted. */
  skips?(): readonly string[];
  /** What somebody would score who hands the question back: the part of it that looks most like an answer. */
  echo?(question: Case): Data;
}

export interface Result {
  readonly id: string;
  readonly area: string;
  readonly passed: boolean;
  readonly expected: Data;
  readonly answer: Data;
}

export interface Score {
  readonly suite: string;
  readonly apart: boolean;
  readonly results: readonly Result[];
  /** Cases right for somebody who always gives the commonest answer. */
  readonly constant: number;
  /** Undefined: nothing in a question looks like an answer. */
  readonly echo: number | undefined;
}

/** Runs all cases of a file. A case that breaks the product is a miss and says how. */
export async function scored(suite: Suite, cases: readonly Case[]): Promise<Score> {
  const results: Result[] = [];
  const skipped = new Set(suite.skips?.() ?? []);
  const counted = cases.filter((each) => !skipped.has(String(each['id'])));
  for (const each of counted) results.push(await resultOf(suite, each));
  const counts = new Map<string, number>();
  for (const { expected } of results) counts.set(JSON.stringify(expected), (counts.get(JSON.stringify(expected)) ?? 0) + 1);
  const echo = suite.echo?.bind(suite);
  const echoed = echo === undefined ? undefined : counted.filter((each) => isDeepStrictEqual(echo(questionOf(each)), each['expected'])).length;
  return { suite: suite.name, apart: suite.apart === true, results, constant: Math.max(0, ...counts.values()), echo: echoed };
}

async function resultOf(suite: Suite, each: Case): Promise<Result> {
  const whole = await answered(suite, questionOf(each));
  const answer = suite.asserted?.(each, whole) ?? whole;
  const expected = suite.expected?.(each, answer) ?? each['expected'] ?? null;
  return { id: String(each['id']), area: areaOf(suite, each), passed: isDeepStrictEqual(answer, expected), expected, answer };
}

async function answered(suite: Suite, question: Case): Promise<Data> {
  try {
    return await suite.answer(question);
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/** Nothing that could give an answer away. */
function questionOf(each: Case): Case {
  const { id: _id, group: _group, expected: _expected, expect: _expect, title: _title, mend: _mend, confidence: _confidence, out: _out, note: _note, ...question } = each;
  return question;
}

/** `authz/Principal//allow/http` belongs to Principal; a suite without groups is one area. */
function areaOf(suite: Suite, each: Case): string {
  if (suite.area !== undefined) return `${suite.name} ${suite.area(each)}`;
  const [, area] = typeof each['group'] === 'string' ? each['group'].split('/') : [];
  return area === undefined || area === '' ? suite.name : `${suite.name} ${area}`;
}

/** How many misses are allowed: one case, or two in a hundred if that is more. */
function allowance(total: number): number {
  return Math.max(1, Math.floor(total * 0.02));
}

/** Where a suite has more misses than it may have: as a whole, or in one of its areas. */
export function exceeded({ suite, apart, results }: Score): readonly { readonly area: string; readonly misses: number; readonly allowed: number }[] {
  const areas = apart ? [...new Set(results.map(({ area }) => area))] : [suite];
  return areas.flatMap((area) => {
    const within = apart ? results.filter((result) => result.area === area) : results;
    const misses = within.filter(({ passed }) => !passed).length;
    const allowed = allowance(within.length);
    return misses > allowed ? [{ area, misses, allowed }] : [];
  });
}
