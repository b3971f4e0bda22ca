import { compareTexts } from './order.ts';
import { keyOf, type Identity, type Problem, type Resource } from './resource.ts';

/** Everything that was read or made, found by type, namespace and name. Immutable. */
export interface Estate {
  readonly resources: readonly Resource[];
  /** All of one type, in the order of namespace and name; of one namespace if given. */
  ofType(type: string, namespace?: string): readonly Resource[];
  find(identity: Identity): Resource | undefined;
}

/** Where the same identity stands twice, the last one wins, as it would if the files were applied in order. */
export function estateOf(resources: readonly Resource[]): { estate: Estate; problems: readonly Problem[] } {
  const byKey = new Map<string, Resource>();
  const problems: Problem[] = [];
  for (const resource of resources) {
    const key = keyOf(resource);
    const earlier = byKey.get(key);
    if (earlier !== undefined) problems.push(duplicate(earlier, resource));
    byKey.set(key, resource);
  }
  return { estate: indexed([...byKey.values()]), problems };
}

function duplicate(earlier: Resource, later: Resource): Problem {
  const at = later.locate(['metadata', 'name']);
  const first = earlier.locate(['metadata', 'name']);
  const where = first === undefined ? '' : ` at ${first.file}:${first.line}`;
  return {
    name: 'duplicate-object',
    severity: 'warning',
    message: `${later.type} ${later.namespace === undefined ? '' : `${later.namespace}/`}${later.name} stands twice; this one replaces the one${where}`,
    resource: later,
    ...(at === undefined ? {} : { at }),
  };
}

function indexed(resources: readonly Resource[]): Estate {
  const byKey = new Map<string, Resource>();
  const byType = new Map<string, Resource[]>();
  const byNamespace = new Map<string, Resource[]>();
  for (const resource of resources) {
    byKey.set(keyOf(resource), resource);
    push(byType, resource.type, resource);
    push(byNamespace, `${resource.type}\n${resource.namespace ?? ''}`, resource);
  }
  for (const list of [...byType.values(), ...byNamespace.values()]) list.sort(byName);
  return {
    resources,
    ofType: (type, namespace) => (namespace === undefined ? byType.get(type) : byNamespace.get(`${type}\n${namespace}`)) ?? [],
    find: (identity) => byKey.get(keyOf(identity)),
  };
}

/** Adds a resource to the list of its key. */
export function push(lists: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [resource]);
  else list.push(resource);
}

/** The order in which an estate lists resources: namespace, name, scope. */
export function byName(a: Resource, b: Resource): number {
  return compareTexts(a.namespace ?? '', b.namespace ?? '') || compareTexts(a.name, b.name) || compareTexts(a.scope, b.scope);
}
