import { runControllers, type Controlled } from '../src/controllers/run.ts';
import { embeddedIn } from '../src/formats/embedded.ts';
import { readInputs } from '../src/formats/inputs.ts';
import type { Origin } from '../src/ir/program.ts';
import { estateOf, type Estate } from '../src/resource/estate.ts';

/** The estate of a YAML text as it comes through standard input, before any controller has run. */
export async function written(yaml: string): Promise<Estate> {
  const { resources: own, problems, files } = await readInputs(['-'], { stdin: () => yaml });
  const resources = [...own, ...embeddedIn(own, files, [])];
  const broken = problems.find(({ name }) => name === 'unreadable-document');
  if (broken !== undefined) throw new Error(broken.message);
  return estateOf(resources).estate;
}

/** The estate of a YAML text with what the controllers make of it, and what they say about it. */
export async function given(yaml: string): Promise<Controlled> {
  return runControllers(await written(yaml));
}

/** Where an origin stands, as `line 12`; undefined if no file says it. */
export function lineOf(origin: Pick<Origin, 'at'> | undefined): string | undefined {
  return origin?.at === undefined ? undefined : `line ${origin.at.line}`;
}
