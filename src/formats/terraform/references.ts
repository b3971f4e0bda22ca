import { isObject, valueAt, type Json, type JsonObject } from '../../resource/resource.ts';
import { callConfigured, moduleConfigured, referencesIn, resourceConfigured, within } from './configuration.ts';
import type { Instance } from './instances.ts';
import { sameModule, stepsOf, type Address, type ModuleStep, type Step } from './names.ts';

/** What an expression is written in: a module's instance, and what `each` and `count` are there. */
interface Surroundings {
  readonly module: readonly ModuleStep[];
  readonly key?: string | number;
  /** What `for_each` says there. */
  readonly each?: Json;
  /** A key that the expression names belongs to another part of it. */
  readonly apart?: true;
}

/** An instance that a value comes from, and which attribute of it, as far as the plan tells. */
export interface Owner {
  readonly of: Instance;
  readonly attribute?: string;
}

/** Whom an expression names. `complete`: nothing that it names was lost. */
export interface Named {
  readonly owners: readonly Owner[];
  readonly complete: boolean;
}

/** The plan that is searched, and its instances. */
export interface Known {
  readonly plan: JsonObject;
  readonly instances: readonly Instance[];
}

/** Deeper than any way through modules; what leads in circles ends there. */
const deepest = 32;

/** The instances that an expression of a resource takes its value from; `apart`: of all keys, although it names `each.key`. */
export function ownersOf(known: Known, from: Address, expression: Json | undefined, apart = false): Named {
  const each = resourceConfigured(known.plan, from)?.value['for_each_expression'];
  return whomNamed(known, referencesIn(expression), { module: from.module, ...(from.key === undefined ? {} : { key: from.key }), ...(each === undefined ? {} : { each }), ...(apart ? { apart } : {}) }, 0);
}

function whomNamed(known: Known, references: readonly string[], around: Surroundings, depth: number): Named {
  if (depth > deepest) return { owners: [], complete: false };
  const said = mentioned(references);
  // What a field of each.value says is not in the plan: only the key itself pairs instances.
  const paired = around.apart !== true && (references.some((each) => each === 'each.key' || each === 'count.index') || (references.includes('each.value') && !references.some((each) => /^each\.value[.[]/.test(each))));
  const found = said.map((each) => follow(known, each, around, paired, depth + 1));
  const owners = found.flatMap((each) => each.owners);
  return { owners: owners.filter((owner, index) => owners.findIndex((other) => other.of === owner.of && other.attribute === owner.attribute) === index), complete: found.every(({ complete }) => complete) };
}

/**
 * What an expression names, each once. Terraform lists a name from its last step back to what is declared: `aws_lb.a["x"].arn`,
 * `aws_lb.a["x"]`, `aws_lb.a`. One `aws_lb.a` more stands for a place that takes all of it (marshalExpression of its jsonconfig).
 */
function mentioned(references: readonly string[]): readonly string[] {
  const isBehind = (each: string, before: string | undefined): boolean => before !== undefined && (before.startsWith(`${each}.`) || before.startsWith(`${each}[`));
  return [...new Set(references.filter((each, at) => !isBehind(each, references[at - 1])))];
}

function follow(known: Known, reference: string, around: Surroundings, paired: boolean, depth: number): Named {
  const steps = stepsOf(reference);
  const [head, second] = [steps?.[0]?.value, steps?.[1]?.value];
  if (steps === undefined || head === undefined) return lost;
  switch (head) {
    case 'var':
      return selected(throughInput(known, String(second), around, depth), steps.slice(2));
    case 'module':
      return throughOutput(known, steps, around, paired, depth);
    case 'each':
      return second === 'value' ? selected(keyed(whomNamed(known, referencesIn(around.each), { module: around.module }, depth), around.key), steps.slice(2)) : nothing;
    case 'local':
      return lost;
    case 'count':
    case 'path':
    case 'terraform':
    case 'self':
      return nothing;
    case 'data':
      return instancesNamed(known, { module: around.module, mode: 'data', type: String(second), name: String(steps[2]?.value) }, steps.slice(3), around, paired);
    default:
      return instancesNamed(known, { module: around.module, mode: 'managed', type: String(head), name: String(second) }, steps.slice(2), around, paired);
  }
}

const nothing: Named = { owners: [], complete: true };
const lost: Named = { owners: [], complete: false };

/** What the caller of a module hands in. */
function throughInput(known: Known, name: string, { module }: Surroundings, depth: number): Named {
  const call = callConfigured(known.plan, module);
  if (call === undefined) return nothing;
  const key = module.at(-1)?.key;
  const each = call.value['for_each_expression'];
  const outer: Surroundings = { module: module.slice(0, -1), ...(key === undefined ? {} : { key }), ...(each === undefined ? {} : { each }) };
  return whomNamed(known, referencesIn(valueAt(call.value, ['expressions', name])), outer, depth);
}

/** What a module hands out. */
function throughOutput(known: Known, steps: readonly Step[], around: Surroundings, paired: boolean, depth: number): Named {
  const name = String(steps[1]?.value);
  const index = steps[2]?.index === true ? steps[2].value : undefined;
  const [output, ...rest] = steps.slice(index === undefined ? 2 : 3);
  const inner = moduleConfigured(known.plan, [...around.module, { name }]);
  if (inner === undefined || output === undefined) return lost;
  const made = instancesOfModule(known, around.module, name);
  const wanted = index !== undefined ? made.filter(({ key }) => key === index) : paired && made.some(({ key }) => key !== undefined) ? chosen(made, around.key) : made;
  const expression = within(inner, ['outputs', String(output.value), 'expression']);
  const found = wanted.map((step) => whomNamed(known, referencesIn(expression?.value), { module: [...around.module, step] }, depth));
  return selected({ owners: found.flatMap(({ owners }) => owners), complete: found.every(({ complete }) => complete) }, rest);
}

function instancesOfModule(known: Known, around: readonly ModuleStep[], name: string): readonly ModuleStep[] {
  const made = known.instances.flatMap(({ module }) => {
    const step = module[around.length];
    return step !== undefined && step.name === name && sameModule(module.slice(0, around.length), around) ? [step] : [];
  });
  return made.filter((step, index) => made.findIndex(({ key }) => key === step.key) === index);
}

function instancesNamed(known: Known, wanted: Address, rest: readonly Step[], around: Surroundings, paired: boolean): Named {
  const all = (byName(known.instances).get(`${wanted.mode} ${wanted.type}.${wanted.name}`) ?? []).filter((each) => sameModule(each.module, wanted.module));
  const index = rest[0]?.index === true ? rest[0].value : undefined;
  const attribute = rest[index === undefined ? 0 : 1];
  const of = index !== undefined ? all.filter(({ key }) => key === index) : paired && all.some(({ key }) => key !== undefined) ? chosen(all, around.key) : all;
  const whole = attribute === undefined || attribute.index ? undefined : String(attribute.value);
  return { owners: ordered(of).map((each) => ({ of: each, ...(whole === undefined ? {} : { attribute: whole }) })), complete: all.length > 0 || resourceConfigured(known.plan, wanted) !== undefined };
}

/** Instances by what they are called in their modules; worked out once, for plans of thousands. */
function byName(instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> {
  const known = named.get(instances);
  if (known !== undefined) return known;
  const found = new Map<string, Instance[]>();
  for (const each of instances) {
    const key = `${each.mode} ${each.type}.${each.name}`;
    const alike = found.get(key);
    if (alike === undefined) found.set(key, [each]);
    else alike.push(each);
  }
  named.set(instances, found);
  return found;
}

const named = new WeakMap<readonly Instance[], ReadonlyMap<string, readonly Instance[]>>();

/** Those of the same key; `element` starts again at the first, so that an index counts round. All of them, if none is. */
function chosen<T extends { readonly key?: string | number }>(all: readonly T[], key: string | number | undefined): readonly T[] {
  const wanted = typeof key === 'number' && all.length > 0 ? key % all.length : key;
  const found = all.filter((each) => each.key === wanted);
  return found.length === 0 ? all : found;
}

/** Terraform goes through a map in the order of its keys, and through a list in its own. */
function ordered(instances: readonly Instance[]): readonly Instance[] {
  return instances.toSorted((a, b) => (typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : String(a.key) < String(b.key) ? -1 : 1));
}

/** The owners of one key, where there are any. */
function keyed({ owners, complete }: Named, key: string | number | undefined): Named {
  const found = owners.filter(({ of }) => of.key === key);
  return { owners: found.length === 0 ? owners : found, complete };
}

/** What a step behind an input or an output picks: a member by its key, or an attribute of what was handed over whole. */
function selected(all: Named, rest: readonly Step[]): Named {
  return rest.reduce((found, { index, value }): Named => {
    if (!index) return { ...found, owners: found.owners.map((owner) => (owner.attribute === undefined && isObject(owner.of.values) ? { ...owner, attribute: String(value) } : owner)) };
    if (found.owners.length < 2) return found;
    const same = found.owners.filter(({ of }) => of.key === value);
    const nth = typeof value === 'number' ? found.owners[value] : undefined;
    return same.length > 0 ? { ...found, owners: same } : nth === undefined ? found : { ...found, owners: [nth] };
  }, all);
}
