import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requestOf, type Asked } from '../../src/cli/ask.ts';
import { curlOf } from '../../src/cli/curl.ts';
import { checkedOf } from '../../src/cli/check.ts';
import type { Loaded } from '../../src/cli/load.ts';
import { answerOf } from '../../src/cli/trace.ts';
import { embeddedIn } from '../../src/formats/embedded.ts';
import { readInputs, type Inputs } from '../../src/formats/inputs.ts';
import { pathOf } from '../../src/path/path.ts';
import { traceOf } from '../../src/path/trace.ts';
import { checkText } from '../../src/report/check-text.ts';
import { paintOf } from '../../src/report/paint.ts';
import { traceJson } from '../../src/report/trace-json.ts';
import { traceText } from '../../src/report/trace-text.ts';
import { filesUnder, textOf } from '../sources.ts';
import { goodEstates, wordsIn } from './estate.ts';
import { hostileInput, hostileUrl, hostileWords, type Examples, type Hostile } from './input.ts';
import { generator, type Generator } from './random.ts';
import { goodConfigurations } from './terraform.ts';

/** Good input, to be damaged. */
export function goodExamples(): Examples {
  return { texts: filesUnder('examples').filter((file) => file.endsWith('.yaml')).map(textOf), estates: goodEstates(), configurations: goodConfigurations() };
}

/** Reads hostile input, checks it, prints it and asks it questions. What is wrong, one line each: nothing may throw, and nothing escapes. */
export async function attempt(seed: number, examples: Examples): Promise<readonly string[]> {
  const random = generator(seed);
  return survived(random, hostileInput(random, examples));
}

/** The same for one given input. */
export async function survived(random: Generator, hostile: Hostile): Promise<readonly string[]> {
  try {
    const inputs = await inputsOf(hostile);
    const path = pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, [])]);
    const loaded: Loaded = { path, inputs, problems: [...inputs.problems, ...path.problems] };
    const printed = [checkText(checkedOf(loaded), paintOf('plain'))];
    if ('files' in hostile) printed.push(...questions(random, wordsIn(Object.values(hostile.files))).map((asked) => answered(loaded, asked)));
    else ask(random, loaded);
    return printed.flatMap(escapedIn);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)];
  }
}

function ask(random: Generator, { path }: Loaded): void {
  const urls = Array.from({ length: 3 }, () => hostileUrl(random));
  for (const url of urls) {
    const asked = random.once(4) ? curlOf(hostileWords(random)) : { url, headers: [`X-Team: ${random.pick(['a', hostileWords(random)])}`], from: random.pick(['internet', 'ns:xnat', hostileWords(random)]) };
    const request = 'wrong' in asked ? asked : requestOf(asked);
    if (!('wrong' in request)) traceOf(path, request);
  }
  for (const url of urls) traceOf(path, { url, method: random.pick(['GET', 'POST']), headers: [], from: random.once(2) ? { kind: 'internet' } : { kind: 'namespace', name: 'xnat' } });
}

/** What anybody may ask of a network: its hosts by name, its ids and addresses, from its ids and addresses. */
function questions(random: Generator, words: readonly string[]): readonly Asked[] {
  const places = ['internet', '203.0.113.9', '10.20.0.0/16', ...words.map((word) => (word.startsWith('vpc-') ? `vpc:${word}` : word))];
  const urls = ['https://shop.example.com/', 'https://app1.example.com/', ...Array.from({ length: 4 }, () => `${random.pick(['tcp', 'tcp', 'udp'])}://${random.pick(words)}:${random.pick([80, 443, 8080, 8081, 30443])}`)];
  return urls.map((url) => ({ url, from: random.pick(places) }));
}

/** The whole answer as it is printed, mends and all; empty for a question that is none. */
function answered(loaded: Loaded, asked: Asked): string {
  const request = requestOf(asked);
  if ('wrong' in request) return '';
  const traced = traceOf(loaded.path, request);
  if ('wrong' in traced) return '';
  const answer = answerOf(loaded, traced);
  JSON.stringify(traceJson(answer));
  return traceText(answer, paintOf('plain'));
}

function escapedIn(printed: string): readonly string[] {
  const escaped = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.exec(printed);
  return escaped === null ? [] : [`control character ${JSON.stringify(escaped[0])} is printed: ${JSON.stringify(printed.slice(Math.max(0, escaped.index - 60), escaped.index + 20))}`];
}

async function inputsOf(hostile: Hostile): Promise<Inputs> {
  if ('text' in hostile) return readInputs(['-'], { stdin: () => hostile.text });
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-fuzz-'));
  try {
    const files = 'files' in hostile ? hostile.files : { 'input.yaml': hostile.bytes };
    for (const [name, held] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), held);
    }
    return await readInputs([folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
