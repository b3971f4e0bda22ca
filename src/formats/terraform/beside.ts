import { compareTexts } from '../../resource/order.ts';
import { isLookedUp, type Resource } from '../../resource/resource.ts';

/** A resource of a kind and with an id that another one has, too, is the same one: a managed one tells more than one that was looked up. */
export function withoutDoubles(resources: readonly Resource[]): readonly Resource[] {
  const best = new Map<string, Resource>();
  const rank = (a: Resource, b: Resource): number => Number(isLookedUp(a)) - Number(isLookedUp(b)) || compareTexts(a.name, b.name);
  for (const resource of resources) {
    const key = keyed(resource);
    const other = key === undefined ? undefined : best.get(key);
    if (key !== undefined && (other === undefined || rank(resource, other) < 0)) best.set(key, resource);
  }
  return resources.filter((resource) => !isLookedUp(resource) || best.get(keyed(resource) ?? '') === resource || keyed(resource) === undefined);
}

/** Resources of plans and states, and answers of AWS beside them: what is managed goes before AWS' answer of the same, and that before a data source. */
export function besideAnswers(planned: readonly Resource[], described: readonly Resource[]): readonly Resource[] {
  if (planned.length === 0 || described.length === 0) return [...described, ...planned];
  const managed = new Set(planned.flatMap((resource) => (isLookedUp(resource) ? [] : (keyed(resource) ?? []))));
  const answered = described.filter((resource) => !managed.has(keyed(resource) ?? ''));
  const known = new Set(answered.flatMap((resource) => keyed(resource) ?? []));
  return [...answered, ...planned.filter((resource) => !isLookedUp(resource) || !known.has(keyed(resource) ?? ''))];
}

function keyed({ scope, type, body }: Resource): string | undefined {
  return typeof body['id'] === 'string' && !body['id'].startsWith('${') ? `${scope}\n${type}\n${body['id']}` : undefined;
}
