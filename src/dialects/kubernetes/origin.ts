import type { Origin } from '../../ir/program.ts';
import { nameOf, pathText, type Path, type Resource } from '../../resource/resource.ts';

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
  const at = resource.locate(path);
  const attribute = pathText(resource.derived === undefined ? path : resource.derived.path);
  return {
    resource: nameOf(writtenBy(resource)),
    rule,
    ...(attribute === '' ? {} : { attribute }),
    ...(at === undefined ? {} : { at }),
    ...(note === undefined ? {} : { note }),
  };
}
