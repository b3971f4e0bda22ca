import type { Origin } from '../../ir/program.ts';
import { nameOf, pathText, type Path, type Resource } from '../../resource/resource.ts';

/** Where a setting stands, as specs carry it. */
export type Standing = Required<Pick<Origin, 'resource' | 'attribute'>> & Pick<Origin, 'at'>;

/** The resource that a person wrote, behind any number of controllers; of a part, if a path is given. */
export function writtenBy(resource: Resource, path: Path = []): Resource {
  const { derived } = resource;
  return derived === undefined ? resource : writtenBy(derived.of?.(path) ?? derived.from);
}

/** How people know the object that says this: by what they wrote, and by its kind without the group. */
export function writtenName(resource: Resource, path?: Path): string {
  const written = writtenBy(resource, path);
  return nameOf({ ...written, type: written.type.split('.')[0]! });
}

/**
 * Where a rule comes from, as people find it: the written resource, and the place that the attribute, or what made a
 * controller set it, has in its file. Without a note the rule is not shown in traces.
 */
export function originOf(resource: Resource, path: Path, rule: string, note?: string): Origin {
  const at = locatedIn(resource, path);
  const attribute = pathText(resource.derived === undefined ? path : resource.derived.path);
  return {
    resource: nameOf(writtenBy(resource)),
    rule,
    ...(attribute === '' ? {} : { attribute }),
    ...(at === undefined ? {} : { at }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A table of routes, or a group, is spoken of at every interface that it serves. */
function locatedIn(resource: Resource, path: Path): ReturnType<Resource['locate']> {
  const places = located.get(resource) ?? new Map<string, ReturnType<Resource['locate']>>();
  located.set(resource, places);
  const key = path.join('\0');
  if (!places.has(key)) places.set(key, resource.locate(path));
  return places.get(key);
}

const located = new WeakMap<Resource, Map<string, ReturnType<Resource['locate']>>>();

/** Where a part of a resource stands, by the resource's own name. */
export function placeOf(resource: Resource, path: Path): Standing {
  const at = resource.locate(path);
  return { resource: nameOf(resource), attribute: pathText(path), ...(at === undefined ? {} : { at }) };
}

/** The same, by the name of the resource that a person wrote. */
export function writtenPlace(resource: Resource, path: Path): Standing {
  return { ...placeOf(resource, path), resource: writtenName(resource) };
}
