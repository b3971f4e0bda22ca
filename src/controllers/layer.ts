import { keyOf, type Resource } from '../resource/resource.ts';
import { byName, push, type Estate } from '../resource/estate.ts';
import { kept } from './kept.ts';

/**
 * The estate with what a controller made laid over it: same identity, new resource. Types that nothing was made of keep
 * their very lists, so that what was looked up in them once stays known.
 */
export function layered(base: Estate, made: readonly Resource[]): Estate {
  if (made.length === 0) return base;
  const byKey = new Map(made.map((resource) => [keyOf(resource), resource]));
  const types = new Map<string, Resource[]>();
  for (const resource of byKey.values()) push(types, resource.type, resource);
  const lists = new Map<string, readonly Resource[]>();
  const namespaces = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  const all = (type: string): readonly Resource[] => kept(lists, type, () => [...base.ofType(type).filter((resource) => !byKey.has(keyOf(resource))), ...types.get(type)!].sort(byName));
  let resources: readonly Resource[] | undefined;
  return {
    get resources() {
      return (resources ??= [...base.resources.filter((resource) => !types.has(resource.type) || !byKey.has(keyOf(resource))), ...byKey.values()]);
    },
    ofType: (type, namespace) => {
      if (!types.has(type)) return base.ofType(type, namespace);
      if (namespace === undefined) return all(type);
      return kept(namespaces, type, () => grouped(all(type))).get(namespace) ?? none;
    },
    find: (identity) => byKey.get(keyOf(identity)) ?? base.find(identity),
  };
}

const none: readonly Resource[] = [];

function grouped(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) push(groups, resource.namespace ?? '', resource);
  return groups;
}
