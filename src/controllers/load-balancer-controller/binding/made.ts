import type { JsonObject, Resource } from '../../../resource/resource.ts';
import type { Place } from '../place.ts';

/** An AWS resource in the arguments of Terraform's provider, all of which was asked for at one place. */
export function resourceAt(type: string, name: string, body: JsonObject, [from, path]: Place): Resource {
  return { scope: from.scope, type, name, body, derived: { by: 'load-balancer-controller', from, path }, locate: () => from.locate(path) };
}
