import type { Stack } from '../dialects/aws/deletion/stacks.ts';
import { refusedFirst, teardownOf, type Teardown } from '../path/teardown.ts';
import { assumedRolesIn } from '../formats/hcl/modules/assumed-roles.ts';
import { paintOf } from '../report/paint.ts';
import { teardownJson } from '../report/teardown-json.ts';
import { refusedText, teardownText } from '../report/teardown-text.ts';
import { complainOfNothing, load } from './load.ts';
import { complain, print } from './output.ts';

/**
 * The `teardown` verb: in which order folders, plans and Services can be deleted, and what refuses another one. Exit status 0: there is
 * an order; 1: there is none, or the one that was asked about is refused; 2: unusable input.
 */
export async function teardown(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const format = String(options['format']);
  if (format !== 'text' && format !== 'json') return complain(`--format ${format}: teardown prints text, json`);
  const loaded = await load(paths);
  if (loaded.inputs.resources.length === 0) return complainOfNothing(loaded);
  const found = teardownOf(loaded.path.estate, assumedRolesIn(loaded.inputs.files));
  if (found.steps.length + found.ring.length === 0) return complain('nothing here is deleted by Terraform, and no Service has a load balancer', loaded.problems);
  const paint = paintOf(process.stdout.isTTY === true ? 'colour' : 'plain');
  const asked = typeof options['order'] === 'string' ? orderOf(found, options['order'].split(',')) : undefined;
  if (typeof asked === 'string') return complain(asked);
  const refused = asked === undefined ? undefined : refusedFirst(found, asked);
  if (format === 'json') print(teardownJson(found, refused));
  else if (asked === undefined) print(teardownText(found, paint));
  else print(refused === undefined ? 'every step of that order goes through\n' : refusedText(refused, paint));
  return refused !== undefined || (asked === undefined && found.ring.length > 0) ? 1 : 0;
}

/** The stacks that an order names, by their names or what these end with; a sentence if one of them is none, or several. */
function orderOf({ steps, ring }: Teardown, names: readonly string[]): readonly Stack[] | string {
  const stacks = [...steps.map(({ stack }) => stack), ...ring];
  const found: Stack[] = [];
  for (const written of names) {
    const name = written.trim().replace(/\/+$/, '');
    const exact = stacks.filter((each) => each.name === name);
    const fitting = exact.length > 0 ? exact : stacks.filter((each) => each.name.endsWith(`/${name}`) || each.name.endsWith(` ${name}`) || `/${each.name}/`.includes(`/${name}/`));
    if (fitting.length !== 1) return `--order: ${name} is ${fitting.length === 0 ? 'none' : 'several'} of ${stacks.map((each) => each.name).join(', ')}`;
    found.push(fitting[0]!);
  }
  return found;
}
