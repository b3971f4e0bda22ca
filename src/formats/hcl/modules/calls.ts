import { join } from 'node:path';
import type { Resource } from '../../../resource/resource.ts';
import { orElse } from '../values/access.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Declared } from './declared.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import { callArguments } from '../instances/meta.ts';
import { providersHanded } from './providers.ts';
import { eachSource, fewer, repeatedBy, together, turnsOf } from '../instances/repeat.ts';
import type { Scope } from '../values/scope.ts';
import { unknown, type LazyValue, type Value } from '../values/value.ts';
import { argumentOfBlock } from './variables.ts';
import type { ModuleInstance, World } from './world.ts';

/** Modules in one another. */
const deepest = 32;

/** What a module call makes. */
interface Called {
  readonly value: Value;
  readonly children: readonly ModuleInstance[];
}

/** The instances of a module that a call makes, and what expressions see of them. */
export function callsIn(name: string, module: ModuleInstance, world: World): Called {
  const declared = module.declared.calls.get(name);
  if (declared === undefined) return { value: unknown(`there is no module ${name}`), children: [] };
  const { file, block } = declared;
  const source = sourceOf(declared, module);
  const inner = source === undefined ? undefined : world.folders.get(source.folder);
  const circle = inner !== undefined && ancestors(module).includes(inner);
  if (inner === undefined || circle || module.steps.length >= deepest) {
    const why = circle ? 'it calls itself' : inner === undefined ? 'it is not among the inputs' : 'modules lead more than 32 deep';
    if (!circle) notRead(name, declared, source?.written, module, world, inner !== undefined);
    else world.report({ name: 'plan-ends-with-error', severity: 'error', message: `module.${name} leads back to ${inner.folder}, which calls it: Terraform goes on until it ends with "Module source has changed" or the disk is full. Call another folder`, file, span: block.labels[0] ?? block.typeSpan });
    return { value: unknown(`module ${name} is not read: ${why}`), children: [] };
  }
  const outside = module.scopeOf(file);
  const wanted = repeatedBy(block.body, `module.${name}`, outside, evaluate);
  const repeated = fewer(wanted, 'modules', block, outside);
  const providers = providersHanded(block);
  const given = new Map(block.body.attributes.filter((each) => !callArguments.has(each.name)).map((each) => [each.name, each]));
  const turns = turnsOf(repeated);
  const children = turns.map(({ key, names }) => {
    const within: Scope = { ...outside, names: (wanted) => names(wanted) ?? module.names(wanted), source: (head, wanted, member) => (head === 'each' ? eachSource(block, outside, key) : module.source(head, wanted, member)) };
    const only = turns.length === 1;
    return world.instanceOf(inner, [...module.steps, { name, ...(key === undefined ? {} : { key }) }], module.root, { parent: module, file, arguments: given, within, providers, only });
  });
  const values = children.map((child): LazyValue => ({ kind: 'lazy', text: `module.${name}`, names: () => [...inner.outputs.keys()], get: (output) => orElse(child.output(output), () => unknown(`module ${name} has no output ${output}`)) }));
  return { value: repeated === wanted ? together(repeated, values) : unknown('there are more than are read'), children };
}

/** Module calls of which nothing is read, a resource each: what they make may belong to anything that stands beside them. */
export function unreadCalls(modules: readonly ModuleInstance[], called: (declared: Declared, call: string) => Declared | undefined): readonly Resource[] {
  const found = new Map<string, Resource>();
  for (const { declared, root, children } of modules) {
    for (const [name, { file, block }] of declared.calls) {
      if (called(declared, name) !== undefined || children().some(({ steps }) => steps.at(-1)?.name === name)) continue;
      const at = file.position(block.typeSpan.start, block.labels.at(-1)?.end ?? block.typeSpan.end);
      found.set(`${root.folder} ${declared.folder} ${name}`, { scope: root.base, type: 'terraform_module', name: `${root.folder} ${declared.folder} ${name}`, body: {}, locate: () => at });
    }
  }
  return [...found.values()];
}

/** All instances of modules that a module calls, in the order of the calls. */
export function childrenOf({ declared }: ModuleInstance, called: (name: string) => readonly ModuleInstance[]): readonly ModuleInstance[] {
  return [...declared.calls.keys()].flatMap(called);
}

/** The folder that a call leads to: one beside it, or one that `terraform init` fetched. */
export function sourceOf({ block }: DeclaredBlock, module: { readonly declared: { readonly folder: string }; readonly steps: ModuleInstance['steps']; readonly root: { readonly folder: string; readonly fetched: ReadonlyMap<string, string> } }): { readonly folder: string; readonly written: string } | undefined {
  const written = argumentOfBlock(block, 'source')?.value;
  if (written?.kind !== 'literal' || typeof written.value !== 'string') return undefined;
  if (isLocal(written.value)) return { folder: join(module.declared.folder, written.value).replace(/[\\/]$/, ''), written: written.value };
  const fetched = module.root.fetched.get([...module.steps.map(({ name }) => name), block.labels[0]?.text ?? ''].join('.'));
  return { folder: fetched ?? '', written: written.value };
}

/** The folders beside that module calls lead to. */
export function calledFrom(folders: ReadonlyMap<string, Declared>): (declared: Declared, call: string) => Declared | undefined {
  return (declared, call) => {
    const block = declared.calls.get(call)?.block;
    const source = block === undefined ? undefined : argumentOfBlock(block, 'source')?.value;
    return source?.kind === 'literal' && typeof source.value === 'string' && isLocal(source.value) ? folders.get(join(declared.folder, source.value).replace(/[\\/]$/, '')) : undefined;
  };
}

/** Whether a source is a folder beside the one that calls. */
export function isLocal(source: string): boolean {
  return source.startsWith('./') || source.startsWith('../') || source === '.' || source === '..';
}

function ancestors(module: ModuleInstance): readonly ModuleInstance['declared'][] {
  return [module.declared, ...(module.call === undefined ? [] : ancestors(module.call.parent))];
}

function notRead(name: string, { file, block }: DeclaredBlock, source: string | undefined, module: ModuleInstance, { report, configuration }: World, deep: boolean): void {
  const span = argumentOfBlock(block, 'source')?.value ?? block.labels[0] ?? block.typeSpan;
  const told = { name: 'module-not-read', severity: 'note', file, span } as const;
  if (deep) report({ ...told, message: `module ${name} is not read: modules lead more than 32 deep` });
  else if (source === undefined) {
    if (argumentOfBlock(block, 'source') !== undefined) report({ name: 'plan-ends-with-error', severity: 'error', message: `module ${name} has no source that is a text: what it makes is unknown. Terraform takes no expression there`, file, span });
  } else if (isLocal(source)) {
    const folder = join(module.declared.folder, source);
    const opened = configuration.open(join(folder, 'main.tf'));
    // Only of what would lie below the inputs is it known that it is not there.
    if ('reason' in opened && opened.missing !== true) report({ ...told, message: `module ${name} is ${folder}, and that folder is not among the inputs: what it makes is unknown. Name it, too` });
    else report({ name: 'plan-ends-with-error', severity: 'error', message: `Unreadable module directory: module.${name} is to be read from ${folder}, and no file of Terraform is there`, file, span });
  }
  else report({ ...told, message: `module ${name} is ${source}, and it is not among the inputs: what it makes is unknown. Run terraform init and read the folder again, or give the plan: terraform show -json PLAN` });
}
