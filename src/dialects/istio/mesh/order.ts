import { compareTexts } from '../../../resource/order.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';

/**
 * Istio breaks ties by age: the older object wins (istio/istio, sortConfigByCreationTime: creationTimestamp, then
 * `NAME.NAMESPACE`). Files seldom hold a creationTimestamp, so whether the order is known belongs to the answer.
 */
export interface Ordered {
  readonly resources: readonly Resource[];
  /** False: at least two of them have no creationTimestamp, and only the cluster knows which is older. */
  readonly known: boolean;
}

/** The oldest first; those of no known age stand before the others, by name. */
export function inCreationOrder(resources: readonly Resource[]): Ordered {
  const dated = resources.map((resource) => ({ resource, created: createdAt(resource) }));
  dated.sort((a, b) => compareTexts(a.created ?? '', b.created ?? '') || compareTexts(tie(a.resource), tie(b.resource)));
  const undated = dated.filter(({ created }) => created === undefined).length;
  return { resources: dated.map(({ resource }) => resource), known: resources.length < 2 || undated === 0 };
}

/** Resources by a key, in the order in which the keys first occur. */
export function groupBy(resources: readonly Resource[], key: (resource: Resource) => string): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const group = groups.get(key(resource));
    if (group === undefined) groups.set(key(resource), [resource]);
    else group.push(resource);
  }
  return groups;
}

/** RFC 3339 in UTC, as the API server writes it; such texts sort as the times do. Undefined: no file says it. */
export function createdAt(resource: Resource): string | undefined {
  return readerOf(resource).get('metadata', 'creationTimestamp').string();
}

function tie({ name, namespace }: Resource): string {
  return `${name}.${namespace ?? ''}`;
}
