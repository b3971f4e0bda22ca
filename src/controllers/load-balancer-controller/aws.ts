import type { JsonObject, Path, Position, Resource } from '../../resource/resource.ts';
import type { Place } from './place.ts';

/**
 * An AWS resource that the controller makes, in the attributes of Terraform's provider. `places` says where single
 * attributes were asked for, by their first step; everything else was asked for at `place`.
 */
export function awsResource(type: string, name: string, body: JsonObject, place: Place, places: Readonly<Record<string, Place>> = {}): Resource {
  const [from, path] = place;
  const locate = (asked: Path): Position | undefined => {
    const [resource, at] = places[String(asked[0])] ?? place;
    return resource.locate(at);
  };
  return { scope: from.scope, type, name, body, derived: { by: 'load-balancer-controller', from, path }, locate };
}
