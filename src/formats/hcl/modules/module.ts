import type { SourceFile } from '../../source.ts';
import type { ModuleStep } from '../../terraform/names.ts';
import { callsIn, childrenOf } from './calls.ts';
import type { Declared } from './declared.ts';
import { evaluate } from '../values/evaluate.ts';
import { instancesOfBlock, type Made } from '../instances/instances.ts';
import type { Bound, Scope, Source } from '../values/scope.ts';
import { sourceOfName } from '../source-of.ts';
import { walk } from '../syntax/walk.ts';
import { mapOf, unknown, type LazyValue, type Value } from '../values/value.ts';
import { argumentOfBlock, variableOf } from './variables.ts';
import type { ModuleCall, ModuleInstance, RootState, World } from './world.ts';

/** An instance of a module. Nothing of it is worked out before it is asked, and everything once. */
export function moduleInstance(world: World, declared: Declared, steps: readonly ModuleStep[], root: RootState, call?: ModuleCall): ModuleInstance {
  const functions = world.functionsIn(root.folder, declared.folder);
  const scopeOf = (file: SourceFile, bound?: Bound): Scope => ({ file, names, source, report: world.report, meter: world.meter, functions, ...(bound === undefined ? {} : { bound }) });
  world.made.set(declared, (world.made.get(declared) ?? 0) + 1);
  const source = (head: string, name: string, key?: string | number): Source | undefined => sourceOfName(module, world, head, name, key);
  const variable = once((name) => {
    const found = declared.variables.get(name);
    return found === undefined ? unknown(`there is no variable ${name}`) : variableOf(name, found, module);
  }, repeats);
  const looked = new Set<string>();
  const local = once((name) => {
    const found = declared.locals.get(name);
    if (world.meter.depth > deepChain) for (const earlier of restedOn(name, declared, looked)) local(earlier);
    return found === undefined ? unknown(`there is no local value ${name}`) : evaluate(found.attribute.value, scopeOf(found.file));
  }, repeats);
  const output = once((name): Value | undefined => {
    const found = declared.outputs.get(name);
    const value = found === undefined ? undefined : argumentOfBlock(found.block, 'value')?.value;
    return found === undefined || value === undefined ? undefined : evaluate(value, scopeOf(found.file));
  }, repeats);
  const nobody: Made = { instances: [], value: unknown('it is not declared') };
  const made = once((key): Made => {
    const [mode, address] = key.split(' ') as ['managed' | 'data', string];
    const found = declared[mode].get(address);
    return found === undefined ? nobody : instancesOfBlock(found, mode, module, world);
  }, () => nobody);
  const calls = once((name) => callsIn(name, module, world), () => ({ value: unknown('it leads back to itself'), children: [] }));
  const types = typesOf(declared);
  const spaces = new Map<string, Value>([
    ['var', space('var', [...declared.variables.keys()], variable)],
    ['local', space('local', [...declared.locals.keys()], local)],
    ['module', space('module', [...declared.calls.keys()], (name) => calls(name).value)],
    ['path', mapOf([['module', declared.folder], ['root', root.folder], ['cwd', unknown('path.cwd is the folder in which Terraform runs')]])],
    ['terraform', mapOf([['workspace', 'default']])],
    ['data', space('data', [...types.data.keys()], (type) => space(`data.${type}`, types.data.get(type) ?? [], (name) => made(`data ${type}.${name}`).value))],
    ['self', unknown('self is known while it is applied')],
  ]);
  const names = (name: string): Value | undefined => {
    const found = spaces.get(name);
    if (found !== undefined || !types.managed.has(name)) return found;
    const value = space(name, types.managed.get(name)!, (each) => made(`managed ${name}.${each}`).value);
    spaces.set(name, value);
    return value;
  };
  const module: ModuleInstance = {
    declared,
    steps,
    root,
    ...(call === undefined ? {} : { call }),
    names,
    scopeOf,
    variable,
    local,
    output,
    source,
    instances: (mode, key) => made(`${mode} ${key}`).instances,
    children: () => childrenOf(module, (name) => calls(name).children),
  };
  return module;
}

/** Expressions in one another from where on a chain of local values is worked out from its far end, so that its length does not count. */
const deepChain = 200;

/** The local values that one rests on, those first that rest on none of the others; each is looked at once. */
function restedOn(name: string, { locals }: Declared, looked: Set<string>): readonly string[] {
  const found: string[] = [];
  const open = [{ name, isLast: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name: each, isLast } = next;
    if (isLast) found.push(each);
    else if (!looked.has(each)) {
      looked.add(each);
      if (each !== name) open.push({ name: each, isLast: true });
      const expression = locals.get(each)?.attribute.value;
      if (expression !== undefined) walk(expression, { mention: (mention) => void (mention.name === 'local' && mention.steps[0] !== undefined && open.push({ name: mention.steps[0], isLast: false })), call: () => undefined });
    }
  }
  return found;
}

/** What answers by name whatever it is asked: names that are not declared are told where the files are looked through. */
function space(text: string, names: readonly string[], get: (name: string) => Value): LazyValue {
  return { kind: 'lazy', text, names: () => names, get };
}

function typesOf({ managed, data }: Declared): { readonly managed: ReadonlyMap<string, readonly string[]>; readonly data: ReadonlyMap<string, readonly string[]> } {
  return { managed: byType(managed.keys()), data: byType(data.keys()) };
}

function byType(addresses: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const address of addresses) {
    const dot = address.indexOf('.');
    const [type, name] = [address.slice(0, dot), address.slice(dot + 1)];
    const names = found.get(type);
    if (names === undefined) found.set(type, [name]);
    else names.push(name);
  }
  return found;
}

/** Worked out once a name; who comes again while it is worked out goes in a circle, which is told where the files are looked through. */
function once<T>(work: (name: string) => T, again: () => T): (name: string) => T {
  const known = new Map<string, T>();
  const working = new Set<string>();
  return (name) => {
    if (known.has(name)) return known.get(name) as T;
    if (working.has(name)) return again();
    working.add(name);
    const value = work(name);
    working.delete(name);
    known.set(name, value);
    return value;
  };
}

function repeats(): Value {
  return unknown('it leads back to itself');
}
