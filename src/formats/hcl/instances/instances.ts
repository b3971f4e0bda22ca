import { resourceName, type Address } from '../../terraform/names.ts';
import { attributeOfInstance, namesOfInstance } from './attributes.ts';
import { evaluate } from '../values/evaluate.ts';
import type { DeclaredBlock, Instance } from './instance.ts';
import { clusterOf } from '../modules/clusters.ts';
import { regionOfBlock, scopeOfBlock } from '../modules/providers.ts';
import { eachSource, fewer, repeatedBy, together, turnsOf } from './repeat.ts';
import type { Scope } from '../values/scope.ts';
import { unknown, type Value } from '../values/value.ts';
import type { ModuleInstance, World } from '../modules/world.ts';

/** The instances of a block of a module's instance, and what expressions see of them together. */
export interface Made {
  readonly instances: readonly Instance[];
  readonly value: Value;
}

/** Makes the instances of a `resource` or `data` block. */
export function instancesOfBlock(declared: DeclaredBlock, mode: 'managed' | 'data', module: ModuleInstance, world: World): Made {
  const { file, block } = declared;
  const [type, name] = block.labels.map(({ text }) => text) as [string, string];
  const outside = module.scopeOf(file);
  const text = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
  const wanted = repeatedBy(block.body, text, outside, evaluate);
  const repeated = fewer(wanted, 'instances', block, outside);
  let scope: string | undefined;
  const scopeOfAll = (): string => (module.root.settled ? (scope ??= clusterOf(block, module) ?? scopeOfBlock(block, module)) : scopeOfBlock(block, module));
  const instances = turnsOf(repeated).map(({ key, names }): Instance => {
    const within: Scope = repeated.kind === 'single' ? outside : { ...outside, names: (wanted) => names(wanted) ?? module.names(wanted), source: (head, wanted, member) => (head === 'each' ? eachSource(block, outside, key) : module.source(head, wanted, member)) };
    const address: Address = { module: module.steps, mode, type, name, ...(key === undefined ? {} : { key }) };
    let known: Map<string, Value | undefined> | undefined;
    let called: string | undefined;
    const instance: Instance = {
      ...address,
      ...declared,
      root: module.root.folder,
      within,
      get scope() {
        return scopeOfAll();
      },
      get region() {
        return regionOfBlock(block, module);
      },
      get called() {
        return world.named ? (called ??= calledIn(world, module, instance)) : resourceName(instance);
      },
      value: {
        kind: 'lazy',
        text: key === undefined ? text : `${text}[${JSON.stringify(key)}]`,
        names: () => namesOfInstance(instance),
        get: (attribute) => {
          known ??= new Map();
          if (!known.has(attribute)) {
            // Who comes here again before it is known goes in a circle, which is told where the files are looked through.
            known.set(attribute, unknown('it leads back to itself'));
            known.set(attribute, attributeOfInstance(attribute, instance, world.configuration));
          }
          return known.get(attribute);
        },
      },
    };
    return instance;
  });
  return { instances, value: repeated === wanted ? together(repeated, instances.map(({ value }) => value)) : unknown('there are more than are read') };
}

/** What a resource is called: where two roots of a scope have one of the same name, the root's folder stands in front. */
function calledIn({ clashes }: World, { root, steps }: ModuleInstance, instance: Instance): string {
  const { mode, type, name, scope } = instance;
  const plain = resourceName(instance);
  return clashes.has(`${scope} ${type} ${resourceName({ mode, type, name, module: steps.map((step) => ({ name: step.name })) })}`) ? `${root.prefix}:${plain}` : plain;
}
