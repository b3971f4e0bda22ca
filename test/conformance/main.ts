import { existsSync } from 'node:fs';
import { kinds } from '../../src/hops/kinds.ts';
import { fromCaller } from '../sources.ts';
import { casesOf, knownMisses, notObservable, whyNone } from './cases.ts';
import { exceeded, scored, type Score, type Suite } from './suite.ts';
import { suitesWith } from './suites.ts';

/** `conformance [SUITE [FILE]] [--list]`: one line an area, then the total; 1 if there are more misses than allowed. */
async function main(given: readonly string[]): Promise<number> {
  const list = given.includes('--list');
  const [name, file] = given.filter((word) => !word.startsWith('--'));
  const suites = suitesWith(kinds);
  const chosen = suites.filter((suite) => name === undefined || suite.name === name || suite.name === `istio/${name}`);
  if (chosen.length === 0) {
    console.error(`no suite is called ${name}; there are ${suites.map((suite) => suite.name).join(', ')}`);
    return 2;
  }
  const path = file === undefined ? undefined : fromCaller(file);
  if (path !== undefined && !existsSync(path)) {
    console.error(`there is no file ${path}`);
    return 2;
  }
  const none = path === undefined ? whyNone() : undefined;
  if (none !== undefined) {
    console.log(`skipped: ${none}`);
    return 0;
  }
  const scores: Score[] = [];
  for (const suite of chosen) scores.push(await scored(suite, path === undefined ? casesOf(suite.name) : casesOf(suite.name, path)));
  for (const score of scores) printScore(score, list);
  const results = scores.flatMap((score) => score.results);
  console.log(`TOTAL: ${results.filter(({ passed }) => passed).length}/${results.length}`);
  for (const score of scores) console.log(baselineOf(score));
  for (const suite of chosen) printLeftOut(suite, list);
  return scores.every((score) => acceptable(score, path === undefined)) ? 0 : 1;
}

function printScore({ results }: Score, list: boolean): void {
  const areas = [...new Set(results.map(({ area }) => area))].sort();
  for (const area of areas) {
    const within = results.filter((result) => result.area === area);
    console.log(`${area}: ${within.filter(({ passed }) => passed).length}/${within.length}`);
  }
  if (!list) return;
  for (const { id, passed, expected, answer } of results) {
    if (!passed) console.log(`  ${id}\n    expected ${JSON.stringify(expected)}\n    answered ${JSON.stringify(answer)}`);
  }
}

/** What is not counted, and why: a case that asserts a mock or another part of a program that is not ours. */
function printLeftOut({ name, skips }: Suite, list: boolean): void {
  const left = skips?.() ?? [];
  if (left.length === 0) return;
  console.log(`${name}: ${left.length} case${left.length === 1 ? ' is' : 's are'} not counted: they assert a mocked call or another part of upstream's program${list ? '' : ' (--list names them)'}`);
  if (!list) return;
  const reasons = new Map(notObservable().filter(({ suite }) => suite === name).map((each) => [each.case, each.reason]));
  for (const id of left) console.log(`  ${id}: ${reasons.get(id) ?? 'so says the list beside the cases'}`);
}

function baselineOf({ suite, results, constant, echo }: Score): string {
  const echoed = echo === undefined ? 'no part of a question looks like an answer' : `handing the question back ${echo}/${results.length}`;
  return `${suite}: always the commonest answer ${constant}/${results.length}; ${echoed}`;
}

/** Own files must have every miss listed with its reason; a file given by hand only has to stay within the allowance. */
function acceptable(score: Score, own: boolean): boolean {
  const { suite, results } = score;
  const listed = new Set(knownMisses().filter((miss) => miss.suite === suite).map((miss) => miss.case));
  const unlisted = own ? results.filter(({ passed, id }) => !passed && !listed.has(id)) : [];
  if (unlisted.length > 0) console.log(`${suite}: ${unlisted.length} misses are not in known-misses.json (--list names them)`);
  const tooMany = exceeded(score);
  for (const { area, misses, allowed } of tooMany) console.log(`${area}: ${misses} misses, ${allowed} are allowed`);
  return unlisted.length === 0 && tooMany.length === 0;
}

process.exitCode = await main(process.argv.slice(2));
