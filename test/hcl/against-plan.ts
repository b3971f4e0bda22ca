import { argumentOf, argumentsOf } from '../../src/facts/terraform-schema.ts';
import { isObject, valueAt, type Json, type JsonObject, type Resource } from '../../src/resource/resource.ts';
import { resourceConfigured } from '../../src/formats/terraform/configuration.ts';
import { instancesIn } from '../../src/formats/terraform/instances.ts';
import { resourceName } from '../../src/formats/terraform/names.ts';
import { ownersOf } from '../../src/formats/terraform/references.ts';
import { readTexts } from '../../src/formats/texts.ts';
import type { RootFile } from './random-roots.ts';

/** One place in which the files and their plan are read differently; `allowed` says why that may be. */
export interface Difference {
  readonly resource: string;
  readonly path: string;
  readonly plan: Json | undefined;
  readonly files: Json | undefined;
  readonly allowed?: keyof typeof reasons;
}

/** Why the two may differ, and still both be right. */
export const reasons = {
  'locals are in no plan': 'a plan lists references without local values, parts of for_each and blocks of dynamic, so it cannot tell which resource is meant; the files can',
  'one of several': 'a plan lists all references of an expression and not which of them it takes; where the files tell, the plan is left with more',
  'beside a local value': 'a plan lists one resource and a local value, and that one is taken: that the local value led to another is in no plan',
  'paired by key': 'a plan does not say what each.value is, and for_each names several instances: the one of the same key is taken',
  'perhaps none': 'a plan lists a resource, and not the condition or try that takes nothing of it; the files leave it open',
  'a document put together': 'a plan holds nothing of a text of which parts are known after apply; the files have the rest of it',
} as const;

/** Reads files and the plan that Terraform made of them, and compares the resources. */
export function compared(files: readonly RootFile[], plan: string): readonly Difference[] {
  const planned = byKey(readTexts([{ name: 'plan.json', text: plan, scope: 'default' }]).resources);
  const read = readTexts(files.map((file) => ({ ...file, scope: 'default' })));
  const written = byKey(read.resources);
  const found: Difference[] = read.problems.filter(({ severity }) => severity !== 'note').map(({ name, message }) => ({ resource: name, path: '', plan: undefined, files: message }));
  for (const key of new Set([...planned.keys(), ...written.keys()])) {
    const [one, other] = [planned.get(key), written.get(key)];
    if (one === undefined || other === undefined) found.push({ resource: key, path: '', plan: one === undefined ? undefined : 'is there', files: other === undefined ? undefined : 'is there' });
    else inBodies(key, one, other, found, losing(JSON.parse(plan) as JsonObject, one));
  }
  return found;
}

function byKey(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.filter(({ type }) => type.startsWith('aws_')).map((each) => [`${each.scope} ${each.type} ${each.name}`, each]));
}

function inBodies(resource: string, plan: Resource, files: Resource, found: Difference[], loses: (attribute: string) => keyof typeof reasons | undefined): void {
  const [one, other] = [plan.body, files.body].map((body) => ordered(body, plan.type, []) as JsonObject) as [JsonObject, JsonObject];
  const open = (body: JsonObject): ReadonlySet<string> => new Set((body['unknown_after_apply'] ?? []) as readonly string[]);
  const [planOpen, filesOpen] = [open(one), open(other)];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other), ...argumentsOf(plan.type)?.keys() ?? []])) {
    if (name === 'unknown_after_apply') continue;
    const [theirs, ours] = [one[name], other[name]];
    const inPlan = [...planOpen].filter((path) => isBelow(path, name)).map(withoutIndexes).sort();
    const inFiles = [...filesOpen].filter((path) => isBelow(path, name)).map(withoutIndexes).sort();
    if (same(theirs, ours) && same(inPlan, inFiles)) continue;
    found.push({ resource, path: name, plan: theirs ?? (inPlan.length > 0 ? inPlan : undefined), files: ours ?? (inFiles.length > 0 ? inFiles : undefined), ...allowedFor(theirs, ours, inPlan, inFiles, () => loses(name)) });
  }
}

/** Members of sets are in another order. */
function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

function isBelow(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
}

function allowedFor(plan: Json | undefined, files: Json | undefined, planOpen: readonly string[], filesOpen: readonly string[], loses: () => keyof typeof reasons | undefined): { readonly allowed?: keyof typeof reasons } {
  if (plan === undefined && typeof files === 'string' && planOpen.length === 1 && /\$\{aws_[^}]*\}/.test(files)) return { allowed: 'a document put together' };
  const [theirs, ours] = [referencesIn(plan), referencesIn(files)];
  if (!same(emptied(plan), emptied(files))) return {};
  if (planOpen.length > 0 && ours.length > 0) return { allowed: 'locals are in no plan' };
  if (ours.length > 0 && ours.every((each) => theirs.includes(each))) return { allowed: 'one of several' };
  if (theirs.length > 0 && filesOpen.length > planOpen.length) return { allowed: 'perhaps none' };
  const allowed = theirs.length > 0 ? loses() : undefined;
  return allowed === undefined ? {} : { allowed };
}

/** Why what an argument refers to cannot be followed to its end in the plan. */
function losing(plan: JsonObject, { type, name }: Resource): (attribute: string) => keyof typeof reasons | undefined {
  const known = { plan, instances: instancesIn(plan['planned_values'], [], () => undefined) };
  const instance = known.instances.find((each) => each.type === type && resourceName(each) === name);
  return (attribute) => {
    const expression = valueAt(resourceConfigured(plan, instance ?? { module: [], mode: 'managed', type, name })?.value, ['expressions', attribute]);
    if (instance !== undefined && !ownersOf(known, instance, expression).complete) return 'beside a local value';
    return JSON.stringify(expression ?? null).includes('"each.value') ? 'paired by key' : undefined;
  };
}

function referencesIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return /^\$\{[^}]*\}$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The same without references, and without what holds nothing else. */
function emptied(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return /^\$\{[^}]*\}$/.test(value) ? undefined : value;
  if (Array.isArray(value)) {
    const rest = (value as readonly Json[]).map(emptied).filter((each) => each !== undefined);
    return rest.length === 0 ? undefined : rest;
  }
  if (!isObject(value)) return value;
  const rest = Object.entries(value).map(([key, each]) => [key, emptied(each)] as const).filter(([, each]) => each !== undefined);
  return rest.length === 0 ? undefined : (Object.fromEntries(rest) as JsonObject);
}

/** Sets in one order, and without the empty lists that a plan writes for blocks that nobody wrote. */
function ordered(value: Json, type: string, at: readonly string[]): Json {
  if (Array.isArray(value)) {
    const argument = argumentOf(type, at);
    const members = (value as readonly Json[]).map((each) => ordered(each, type, at));
    return argument?.type === 'set' || argument?.nesting === 'set' ? members.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) : members;
  }
  if (!isObject(value)) return value;
  const isNothing = (key: string, each: Json): boolean => Array.isArray(each) && each.length === 0 && argumentOf(type, [...at, key])?.type === 'block';
  return Object.fromEntries(Object.entries(value).filter(([key, each]) => !isNothing(key, each)).map(([key, each]) => [key, ordered(each, type, [...at, key])] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function text(value: Json): string {
  return JSON.stringify(value) ?? '';
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : text(one) === text(other);
}
