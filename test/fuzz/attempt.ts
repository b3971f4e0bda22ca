import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestOf } from '../../src/cli/ask.ts';
import { curlOf } from '../../src/cli/curl.ts';
import { checkedOf } from '../../src/cli/check.ts';
import { embeddedIn } from '../../src/formats/embedded.ts';
import { readInputs, type Inputs } from '../../src/formats/inputs.ts';
import { pathOf } from '../../src/path/path.ts';
import { traceOf } from '../../src/path/trace.ts';
import { checkText } from '../../src/report/check-text.ts';
import { paintOf } from '../../src/report/paint.ts';
import { filesUnder, textOf } from '../sources.ts';
import { hostileInput, hostileUrl, hostileWords, type Hostile } from './input.ts';
import { generator, type Generator } from './random.ts';

/** Good input, to be damaged. */
export function goodExamples(): readonly string[] {
  return filesUnder('examples').filter((file) => file.endsWith('.yaml')).map(textOf);
}

/** Reads hostile input, checks it, prints it and asks it questions. What is wrong, one line each: nothing may throw, and nothing escapes. */
export async function attempt(seed: number, examples: readonly string[]): Promise<readonly string[]> {
  const random = generator(seed);
  return survived(random, hostileInput(random, examples));
}

/** The same for one given input. */
export async function survived(random: Generator, hostile: Hostile): Promise<readonly string[]> {
  try {
    const inputs = await inputsOf(hostile);
    const path = pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, [])]);
    const printed = checkText(checkedOf({ path, inputs, problems: [...inputs.problems, ...path.problems] }), paintOf('plain'));
    const urls = Array.from({ length: 3 }, () => hostileUrl(random));
    for (const url of urls) {
      const asked = random.once(4) ? curlOf(hostileWords(random)) : { url, headers: [`X-Team: ${random.pick(['a', hostileWords(random)])}`], from: random.pick(['internet', 'ns:xnat', hostileWords(random)]) };
      const request = 'wrong' in asked ? asked : requestOf(asked);
      if (!('wrong' in request)) traceOf(path, request);
    }
    for (const url of urls) traceOf(path, { url, method: random.pick(['GET', 'POST']), headers: [], from: random.once(2) ? { kind: 'internet' } : { kind: 'namespace', name: 'xnat' } });
    const escaped = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.exec(printed);
    return escaped === null ? [] : [`control character ${JSON.stringify(escaped[0])} is printed: ${JSON.stringify(printed.slice(Math.max(0, escaped.index - 60), escaped.index + 20))}`];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)];
  }
}

async function inputsOf(hostile: Hostile): Promise<Inputs> {
  if ('text' in hostile) return readInputs(['-'], { stdin: () => hostile.text });
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-fuzz-'));
  try {
    writeFileSync(join(folder, 'input.yaml'), hostile.bytes);
    return await readInputs([folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
