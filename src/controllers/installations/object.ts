import type { Values, ValuePlace } from '../../dialects/kubernetes/values.ts';
import type { Locate, Path, Resource } from '../../resource/resource.ts';
import type { JsonObject } from '../../resource/resource.ts';
import { made } from '../controller.ts';

/** Somebody's wish to have something installed: the values, and the place that stands for all that no value says. */
export interface Wish {
  readonly values: Values;
  readonly place: ValuePlace;
}

/** Which value a part of an object is made of. */
export type Part = readonly [object: Path, value: Path];

/** An object that an installation makes. A part of it is found where its value is said, all else where the installation is. */
export function installed({ values, place }: Wish, type: string, apiVersion: string, body: JsonObject, parts: readonly Part[]): Resource {
  const [from, path] = place;
  const locate: Locate = (asked, part) => {
    const [resource, at] = placeOf(values, place, parts, asked);
    return resource.locate(at, part);
  };
  return made({ by: 'installations', from, path, of: (asked) => placeOf(values, place, parts, asked)[0] }, type, apiVersion, { apiVersion, kind: type, ...body }, locate);
}

/** The longest part that leads to what is asked for wins. */
function placeOf(values: Values, otherwise: ValuePlace, parts: readonly Part[], asked: Path): ValuePlace {
  const leading = parts.filter(([object]) => object.every((step, index) => asked[index] === step)).toSorted(([a], [b]) => b.length - a.length);
  for (const [object, value] of leading) {
    const found = values.place(...value, ...asked.slice(object.length)) ?? values.place(...value);
    if (found !== undefined) return found;
  }
  return otherwise;
}
