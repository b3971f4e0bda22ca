import { embeddedIn } from '../formats/embedded.ts';
import { endings } from '../formats/files.ts';
import { readInputs, type Inputs } from '../formats/inputs.ts';
import { pathOf, type Path } from '../path/path.ts';
import type { Problem } from '../resource/resource.ts';
import { complain } from './output.ts';

export interface Loaded {
  readonly path: Path;
  readonly inputs: Inputs;
  /** From reading the files, and from what the controllers and kinds found. */
  readonly problems: readonly Problem[];
}

/** Reads files, folders or `-` and builds the path they describe. */
export async function load(paths: readonly string[]): Promise<Loaded> {
  const inputs = await readInputs(paths, { stdin: standardInput });
  const held: Problem[] = [];
  const path = pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, held)]);
  return { path, inputs, problems: [...inputs.problems, ...held, ...path.problems] };
}

/** Says that there is nothing to work with, and why; the result is the exit status for that. */
export function complainOfNothing({ inputs, problems }: Loaded): number {
  const silent = inputs.files.size === 0 && problems.length === 0 && inputs.unread.length === 0;
  return complain(`no resource could be read from the inputs${silent ? `: no file that ends in ${endings} is there` : ''}`, problems, inputs.unread);
}

/** All of standard input. */
export async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
