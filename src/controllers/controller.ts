import type { Estate } from '../resource/estate.ts';
import type { Json, JsonObject, Path, Position, Problem, Resource, Written } from '../resource/resource.ts';

/** What a program in the cluster makes of the objects it watches, before anything is read as a hop. */
export interface Controller {
  readonly name: string;
  /** Types whose objects it looks at: when another controller changes one of these, this one runs again. */
  readonly reads: readonly string[];
  /**
   * Everything it makes of the estate, its own earlier results not being in it. A result with the identity of a resource
   * of the estate takes that one's place.
   */
  make(estate: Estate, problems: Problem[]): readonly Resource[];
}

/** What a derived resource is made of. */
export interface Derivation {
  readonly by: string;
  /** The resource and attribute that made the controller do so. */
  readonly from: Resource;
  readonly path: Path;
  /** The resource that a part of it comes from, where that is another one. */
  of?(path: Path): Resource | undefined;
  /** Where somebody who wants a part of it otherwise has to say so. */
  written?(path: Path): Written | undefined;
}

/** A resource that a controller makes. `locate` says where a part of it was caused; default: where all of it was. */
export function made(derivation: Derivation, type: string, apiVersion: string, body: JsonObject, locate?: Resource['locate']): Resource {
  const { from, path } = derivation;
  const metadata = body['metadata'] as JsonObject;
  return {
    scope: from.scope,
    type,
    apiVersion,
    name: metadata['name'] as string,
    ...(metadata['namespace'] === undefined ? {} : { namespace: metadata['namespace'] as string }),
    body,
    derived: derivation,
    locate: locate ?? (() => from.locate(path)),
  };
}

/** A problem that stands in a resource. What has no id before it is made is told by its address in Terraform. */
export function problemAt(resource: Resource, path: Path, name: string, severity: Problem['severity'], said: string): Problem {
  const at: Position | undefined = resource.locate(path);
  const message = said.replace(/\$\{(?:[^!{}"]+!)?([a-z0-9_]+\.[^{}]+)\.(?:id|arn)\}/g, '$1');
  return { name, severity, message, resource, ...(at === undefined ? {} : { at }) };
}

/** A body without the members that are absent. */
export function body(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const kept: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value;
  return kept;
}
