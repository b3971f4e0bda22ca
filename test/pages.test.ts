import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { schemaProblems } from '../src/dialects/kubernetes/schema.ts';
import { named } from '../src/cli/explain.ts';
import { requestOf } from '../src/cli/ask.ts';
import { rules } from '../src/findings/index.ts';
import { ruleOf } from '../src/findings/blocked.ts';
import type { Rule } from '../src/findings/rule.ts';
import { embeddedIn } from '../src/formats/embedded.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { causes } from '../src/ir/cause.ts';
import { mendsFor } from '../src/mend/propose.ts';
import { proveGone } from '../src/mend/prove.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import type { Request } from '../src/path/request.ts';
import { traceOf, type Trace } from '../src/path/trace.ts';
import type { Problem } from '../src/resource/resource.ts';
import { filesUnder, rootFolder, textOf as textIn } from './sources.ts';

/** A fenced block of a page: `yaml bad` or `yaml good`, with the request that meets it where one is needed; `bad, mended` has a mend. */
interface Example {
  readonly text: string;
  readonly request: Request | undefined;
  readonly mended: boolean;
}

function textOf({ name }: Rule): string {
  return readFileSync(`${rootFolder()}/src/findings/${name}/page.md`, 'utf8');
}

function examples(rule: Rule, kind: 'bad' | 'good'): readonly Example[] {
  const blocks = textOf(rule).matchAll(new RegExp(`^\`\`\`(?:ya?ml|hcl) ${kind}(, mended)?(?:: (.+))?\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...blocks].map(([, mended, asked, text = '']) => ({ text, mended: mended !== undefined, request: asked === undefined ? undefined : asRequest(asked) }));
}

/** `POST https://shop.example.com/ over 1.0 from pod:shop/till-0 with x-a: b`. */
function asRequest(asked: string): Request {
  const [, method = '', url = '', http, from, header, jwt] = /^([A-Z]+) (\S+)(?: over (\S+))?(?: from (\S+))?(?: with (.+?))?(?: token (.+))?$/.exec(asked) ?? [];
  const request = requestOf({ url, method, ...(http === undefined ? {} : { http }), ...(from === undefined ? {} : { from }), headers: header === undefined ? [] : [header], ...(jwt === undefined ? {} : { jwt: JSON.parse(jwt) as Record<string, unknown> }) });
  if ('wrong' in request) throw new Error(request.wrong);
  return request;
}

async function read(text: string): Promise<{ path: Path; problems: readonly Problem[] }> {
  const inputs = await readInputs(['-'], { stdin: () => text });
  const held: Problem[] = [];
  const path = pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, held)]);
  return { path, problems: [...inputs.problems, ...held, ...path.problems, ...path.resources.flatMap((resource) => schemaProblems(resource))] };
}

function traced(path: Path, { request }: Example): Trace {
  if (request === undefined) throw new Error('the example names no request');
  const trace = traceOf(path, request);
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace;
}

/** The time at which examples are looked at. */
const now = Date.parse('2026-08-22T00:00:00Z');

/** How often the finding is made of an example. */
async function times(rule: Rule, example: Example): Promise<number> {
  const { path, problems } = await read(example.text);
  const reported = problems.filter(({ name }) => name === rule.name).length;
  const found = [...(rule.find?.(path, now) ?? [])].length;
  if (rule.explains === undefined || example.request === undefined) return reported + found;
  return new Set(stops(traced(path, example)).filter(({ name }) => name === rule.name).map(({ where }) => where)).size;
}

/** What stops the request, or answers it before a workload does, by name and by the rule that does it. */
function stops({ outcomes, nowhere }: Trace): readonly { name: string; where: string }[] {
  return outcomes.flatMap(({ blockers, verdict, by }) => {
    if (blockers.length > 0) return blockers.map((blocker) => ({ name: ruleOf(blocker).name, where: `${blocker.origin.resource} ${blocker.origin.rule}` }));
    return 'cause' in verdict && verdict.cause !== undefined ? [{ name: ruleOf({ cause: verdict.cause, dialler: 'client' }).name, where: nowhere ?? by ?? '' }] : [];
  });
}

/** Findings without an example that runs. A page says so itself. */
const silent: ReadonlySet<string> = new Set(rules.filter((rule) => textOf(rule).includes('There is no example that runs')).map(({ name }) => name));

describe('the pages of findings', () => {
  test.each(rules.filter(({ name }) => !silent.has(name)))('$name has an example that is bad and one that is good', (rule) => {
    expect(examples(rule, 'bad').length).toBeGreaterThan(0);
    expect(examples(rule, 'good').length).toBeGreaterThan(0);
  });

  for (const rule of rules.filter(({ name }) => !silent.has(name))) {
    for (const [index, example] of examples(rule, 'bad').entries()) {
      test(`bad example ${index + 1} of ${rule.name} is found exactly once`, async () => {
        expect(await times(rule, example)).toBe(1);
      });

      test(`whatever ${rule.name} proposes for bad example ${index + 1} is proved`, async () => {
        const { path } = await read(example.text);
        const certainties: string[] = [];
        for (const finding of rule.find?.(path, now) ?? []) {
          for (const proposal of finding.proposals) {
            const { certainty } = proveGone(path, rule, finding, proposal);
            expect({ title: proposal.title, certainty }).toEqual({ title: proposal.title, certainty: proposal.certainty === 'needs a value' ? 'needs a value' : 'proved' });
            certainties.push(certainty);
          }
        }
        const trace = rule.explains === undefined || example.request === undefined ? undefined : traced(path, example);
        for (const blocker of trace?.outcomes.flatMap(({ blockers }) => blockers).filter((stop) => ruleOf(stop) === rule) ?? []) {
          for (const { certainty, proof } of mendsFor(path, trace!, blocker)) {
            expect(certainty).not.toBe('may change more');
            expect(proof?.before).not.toEqual(proof?.after);
            certainties.push(certainty);
          }
        }
        if (example.mended) expect(certainties).toContain('proved');
      });
    }

    for (const [index, example] of examples(rule, 'good').entries()) {
      test(`good example ${index + 1} of ${rule.name} is silent`, async () => {
        expect(await times(rule, example)).toBe(0);
      });
    }
  }

  test('a page without an example says why, and there are few of them', () => {
    for (const name of silent) console.log(`no example: ${name}: ${/There is no example that runs[^:]*: (.*)/.exec(textOf(rules.find((rule) => rule.name === name)!))?.[1] ?? ''}`);
    expect(silent.size).toBeLessThan(10);
  });
});

describe('the names of findings', () => {
  const diallers = ['client', 'load-balancer', 'proxy', 'tunnel', 'workload'] as const;

  test.each(causes)('a stop by %s has exactly one name for every dialler', (cause) => {
    for (const dialler of diallers) {
      const own = rules.filter(({ explains }) => explains?.some((stop) => stop.cause === cause && stop.dialler === dialler));
      const any = rules.filter(({ explains }) => explains?.some((stop) => stop.cause === cause && stop.dialler === undefined && stop.of === undefined));
      expect(own.length === 1 || (own.length === 0 && any.length === 1)).toBe(true);
    }
  });

  test('a name leads to its page, and so does the code of another tool', () => {
    for (const rule of rules) {
      expect(named(rule.name)).toEqual([rule]);
      for (const alias of rule.aliases) expect(named(alias)).toContain(rule);
    }
  });

  test('every problem that reading, controllers or kinds report has a page', () => {
    const sources = filesUnder('src').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('src/findings/'));
    const reported = sources.flatMap((file) => [...textIn(file).matchAll(/name: '([a-z]+(?:-[a-z]+)+)',\s+severity: /g), ...textIn(file).matchAll(/(?:problemAt|add)\([^)]*?'([a-z]+(?:-[a-z]+)+)'/g)].map(([, name = '']) => name));
    expect(reported.length).toBeGreaterThan(10);
    expect([...new Set(reported)].filter((name) => !rules.some((rule) => rule.name === name))).toEqual([]);
  });

  test('a page begins with its name', () => {
    expect(rules.filter((rule) => !textOf(rule).startsWith(`# ${rule.name}\n`)).map(({ name }) => name)).toEqual([]);
  });

  test('names have no duplicates', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});
