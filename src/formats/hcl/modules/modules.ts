import type { Openers } from '../../open.ts';
import { functionsFor, type OpenedFiles } from '../values/context.ts';
import { inSeveralClusters } from './clusters.ts';
import type { Declared } from './declared.ts';
import { givenTo, type ValuesFile } from './given.ts';
import type { Configuration, Instance, Root } from '../instances/instance.ts';
import { moduleInstance } from './module.ts';
import { mostModules, mostOfAll } from '../instances/repeat.ts';
import { accountOf, placeOf, regionsIn } from './providers.ts';
import { fetchedIn, prefixesOf, rootsAmong, type FoundRoots } from './roots.ts';
import type { Meter, Report } from '../values/scope.ts';
import { resourceName } from '../../terraform/names.ts';
import type { ModuleInstance, RootState, World } from './world.ts';

/** What is read together. */
export interface Sources {
  readonly folders: ReadonlyMap<string, Declared>;
  /** The scope of the input that a folder is in. */
  readonly scopeOf: (folder: string) => string;
  readonly values: readonly ValuesFile[];
  /** `.terraform/modules/modules.json` by root folder. */
  readonly moduleLists: ReadonlyMap<string, string>;
  readonly openers: Openers;
  readonly opened: OpenedFiles;
  readonly report: Report;
}

/** All instances of modules of all roots. */
export interface Modules extends FoundRoots {
  readonly all: readonly ModuleInstance[];
  readonly configuration: Configuration;
  /** Whether nothing but one instance of a module is made of a folder. */
  readonly isAlone: (declared: Declared) => boolean;
}

/** Puts the roots together, with the scopes that their providers say, and everything below them. */
export function modulesOf(sources: Sources): Modules {
  const { folders, scopeOf, values, report } = sources;
  const meter: Meter = { depth: 0, steps: 0, modules: mostModules, instances: mostOfAll };
  const found = rootsAmong(folders);
  const prefixes = prefixesOf(found.roots);
  const scopes = new Set(found.roots.map(scopeOf));
  const tops: ModuleInstance[] = [];
  let all: readonly ModuleInstance[] | undefined;
  const everything = (): readonly ModuleInstance[] => (all ??= tops.flatMap(withChildren));
  const byType = new Map<string, readonly Instance[]>();
  const configuration: Configuration = {
    ...sources.openers,
    report,
    managed: (type) => {
      const known = byType.get(type) ?? everything().flatMap((module) => [...module.declared.managed.keys()].filter((key) => key.startsWith(`${type}.`)).flatMap((key) => module.instances('managed', key)));
      byType.set(type, known);
      return known;
    },
    get roots() {
      return tops.map(rootOf);
    },
  };
  const world: World = { instanceOf: (declared, steps, root, call) => moduleInstance(world, declared, steps, root, call), folders, report, meter, configuration, clashes: new Set(), named: false, made: new Map(), functionsIn: (root, folder) => functionsFor(root, folder, sources.openers, sources.opened, meter, report) };
  for (const folder of found.roots) {
    const declared = folders.get(folder)!;
    const base = scopeOf(folder);
    const root: RootState = { folder, prefix: prefixes.get(folder) ?? folder, base, usual: {}, settled: false, configuration, fetched: fetchedIn(folder, sources.moduleLists.get(folder)), given: givenTo(declared, base, scopes, values) };
    tops.push(moduleInstance(world, declared, [], root));
  }
  inAccounts(tops);
  inSeveralClusters(tops, everything());
  for (const each of clashing(everything())) world.clashes.add(each);
  world.named = true;
  return { ...found, all: everything(), configuration, isAlone: (declared) => (world.made.get(declared) ?? 0) < 2 };
}

/**
 * Roots of one input whose usual providers name different accounts, or profiles, are apart. Who names none is where the input is
 * said to be: another place than a profile, and perhaps the same as an account.
 */
function inAccounts(tops: readonly ModuleInstance[]): void {
  const owners = new Map<string, Set<string>>();
  for (const top of tops) {
    const { root } = top;
    root.usual = placeOf(top, 'aws') ?? {};
    const { account, profile } = root.usual;
    const owner = account ?? profile;
    const known = owners.get(root.base) ?? new Set<string>();
    owners.set(root.base, known.add(owner ?? ''));
  }
  // Where one input says its account, another that says none may be of any, and its own provider knows.
  const isTold = ({ base }: RootState): boolean => /^\d{12}(?:\/|$)/.test(base);
  const told = tops.some(({ root }) => isTold(root)) || new Set(tops.flatMap(({ root }) => root.usual.account ?? [])).size > 1;
  const apartFrom = new Map<RootState, string>();
  for (const top of tops) {
    const { root } = top;
    const known = owners.get(root.base)!;
    const profiles = tops.some((other) => other.root.base === root.base && other.root.usual.account === undefined && other.root.usual.profile !== undefined);
    const apart = known.size - (known.has('') && !profiles ? 1 : 0) > 1;
    const region = root.usual.region ?? only(regionsIn(top));
    if (region !== undefined) root.usual = { ...root.usual, region };
    const account = accountOf(root.usual);
    if ((apart || (told && !isTold(root) && root.usual.account !== undefined)) && account !== undefined) apartFrom.set(root, account);
  }
  for (const { root } of tops) {
    root.base = apartFrom.get(root) ?? root.base;
    root.settled = true;
  }
}

/** `SCOPE TYPE NAME` that two roots have. */
function clashing(modules: readonly ModuleInstance[]): ReadonlySet<string> {
  const clashes = new Set<string>();
  if (new Set(modules.map(({ root }) => root)).size < 2) return clashes;
  const alike = new Map<string, ModuleInstance | readonly ModuleInstance[]>();
  for (const module of modules) {
    const around = module.steps.map(({ name }) => `module.${name}.`).join('');
    for (const mode of ['managed', 'data'] as const) {
      for (const key of module.declared[mode].keys()) {
        const called = `${around} ${mode} ${key}`;
        const others = alike.get(called);
        alike.set(called, others === undefined ? module : 'declared' in others ? [others, module] : [...others, module]);
      }
    }
  }
  for (const [called, several] of alike) {
    if ('declared' in several) continue;
    const [, mode, key] = called.split(' ') as [string, 'managed' | 'data', string];
    const first = new Map<string, RootState>();
    for (const { root, steps, instances } of several) {
      const [one] = instances(mode, key);
      if (one === undefined) continue;
      const place = `${one.scope} ${one.type} ${resourceName({ mode, type: one.type, name: one.name, module: steps.map(({ name }) => ({ name })) })}`;
      const other = first.get(place);
      if (other === undefined) first.set(place, root);
      else if (other !== root) clashes.add(place);
    }
  }
  return clashes;
}

/** Where the usual provider says no Region, the one that all others name. */
function only(regions: readonly string[]): string | undefined {
  return new Set(regions).size === 1 ? regions[0] : undefined;
}

function withChildren(module: ModuleInstance): readonly ModuleInstance[] {
  return [module, ...module.children().flatMap(withChildren)];
}

function rootOf({ declared, root, scopeOf, output }: ModuleInstance): Root {
  const settings = declared.settings.flatMap(({ file, block }) => block.body.blocks.filter(({ type }) => type === 'backend').map((backend) => ({ file, block: backend })));
  const [backend] = settings;
  const file = backend?.file ?? declared.files[0]!.file;
  return {
    folder: root.folder,
    scope: root.base,
    ...(backend === undefined ? {} : { backend }),
    outputs: { kind: 'lazy', text: root.folder, names: () => [...declared.outputs.keys()], get: output },
    within: scopeOf(file),
  };
}

