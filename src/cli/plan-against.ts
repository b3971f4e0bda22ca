import { readFile } from 'node:fs/promises';
import { differencesOf } from '../controllers/load-balancer-controller/against/differences.ts';
import { fatesTold } from '../controllers/load-balancer-controller/against/fates.ts';
import { annotatedStacks, stacksIn, type LiveStack, type NoPlan } from '../controllers/load-balancer-controller/against/live.ts';
import { readInputs } from '../formats/inputs.ts';
import { plannedOf } from '../path/planned.ts';
import { placeText } from '../report/frame.ts';
import { paintOf } from '../report/paint.ts';
import { againstText, isSame, type Compared } from '../report/plan-against.ts';
import type { Json, Resource } from '../resource/resource.ts';
import { standardInput, type Loaded } from './load.ts';
import { complain, print } from './output.ts';

/** Sets the plans of the files against those of a live cluster, or against what AWS says is there. 0: nothing differs; 1: something does. */
export async function against({ path }: Loaded, file: string, format: string): Promise<number> {
  const live = await liveIn(file);
  if ('wrong' in live) return complain(live.wrong);
  const compared = live.stacks === undefined ? comparedWithAws(path, live.resources) : comparedWithStacks(path, live.stacks);
  const plans = new Set(compared.map(({ id }) => id));
  const unasked = (live.stacks ?? []).map(({ id }) => id).filter((id) => !plans.has(id));
  if (compared.length === 0 && unasked.length === 0) return complain('nothing to compare: the controller makes nothing of these inputs');
  print(format === 'json' ? `${JSON.stringify({ version: 1, compared, unasked }, null, 2)}\n` : againstText(compared, unasked, paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain')));
  return compared.every(isSame) && unasked.length === 0 ? 0 : 1;
}

function comparedWithStacks(path: Loaded['path'], stacks: readonly LiveStack[]): readonly Compared[] {
  return plannedOf(path).flatMap(({ plans }) => plans.flatMap(({ kind, id, stack, refusals }): readonly Compared[] => {
    const live = stacks.find((each) => each.id === id);
    if (stack === undefined && refusals.length > 0) return [{ id, refusals: refusals.length }];
    // Only Ingresses carry a plan: of a Service nothing can be told.
    if (stack === undefined || (kind === 'service' && live === undefined)) return [];
    return [live === undefined ? { id } : { id, differences: differencesOf(stack, live) }];
  }));
}

function comparedWithAws(path: Loaded['path'], live: readonly Resource[]): readonly Compared[] {
  return plannedOf(path, live).flatMap(({ plans, facts }) => plans.flatMap((each): readonly Compared[] => {
    if (each.stack === undefined && each.refusals.length > 0) return [{ id: each.id, refusals: each.refusals.length }];
    const fates = fatesTold(facts, each);
    return fates === undefined ? [] : [{ id: each.id, fates }];
  }));
}

type Live = { readonly stacks: readonly LiveStack[] } | { readonly stacks?: undefined; readonly resources: readonly Resource[] } | { readonly wrong: string };

/** A plan as JSON, Ingresses with the annotation, or what `aws elbv2 describe-...` answers; `-`: from standard input. */
async function liveIn(file: string): Promise<Live> {
  let text: string;
  try {
    text = file === '-' ? await standardInput() : await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? fromResources(file, '') : { wrong: `--against ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}` };
  }
  const stacks = text.trim() === '' ? undefined : stacksOf(text);
  return stacks === undefined ? fromResources(file, text) : { stacks };
}

/** One JSON value, a plan on each line, as `--format lbc-plan` prints them, or the annotation as it was copied: with its key, in quotes. */
function stacksOf(text: string): readonly LiveStack[] | undefined {
  const whole = stacksIn(parsed(text)) ?? stacksIn(parsed(copied(text)));
  if (whole !== undefined) return whole;
  const lines = text.split('\n').filter((line) => line.trim() !== '').map((line) => stacksIn(parsed(line)));
  return lines.includes(undefined) ? undefined : lines.flatMap((stacks) => stacks!);
}

/** The JSON of an annotation that stands alone in a text: behind its key, as a scalar of YAML, or as a text of JSON. */
function copied(text: string): string {
  const [, value = text] = /^\s*["']?[\w./-]+dry-run-plan["']?:\s*([\s\S]*)$/.exec(text) ?? [];
  const scalar = value.trim().replace(/,$/, '');
  if (scalar.startsWith('\'')) return scalar.slice(1, -1).replaceAll('\'\'', '\'');
  const inner = scalar.startsWith('"') ? parsed(scalar) : undefined;
  return typeof inner === 'string' ? inner : scalar;
}

async function fromResources(file: string, text: string): Promise<Live> {
  const { resources } = await readInputs([file], { stdin: async () => text });
  const { stacks, wrong } = annotatedStacks(resources);
  if (wrong.length > 0) return { wrong: wrong.map(wrongText).join('; ') };
  if (stacks.length > 0) return { stacks };
  if (resources.some(({ type }) => type === 'aws_lb' || type === 'aws_lb_target_group')) return { resources };
  return { wrong: `--against ${file} holds no plan: it wants the JSON of the annotation alb.ingress.kubernetes.io/dry-run-plan, Ingresses that have it (kubectl get ingress -A -o yaml; the controller runs with the feature gate IngressPlanAnnotation=true), or what aws elbv2 describe-load-balancers, describe-target-groups and describe-tags answer` };
}

function wrongText({ wrong, at }: NoPlan): string {
  const position = at?.[0].locate(at[1]);
  return position === undefined ? wrong : `${wrong} (${placeText(position)})`;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
