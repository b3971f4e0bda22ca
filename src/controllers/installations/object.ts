import type { Values, ValuePlace } from '../../dialects/kubernetes/values.ts';
import type { JsonObject, Locate, Path, Problem, Resource, Written } from '../../resource/resource.ts';
import { made, problemAt } from '../controller.ts';

/** Somebody's wish to have something installed: the values, and the place that stands for all that no value says. */
export interface Wish {
  readonly values: Values;
  readonly place: ValuePlace;
  /** Where a value that nobody says would be said. Absent: in no file that a mend can change. */
  readonly own?: (value: Path) => ValuePlace;
}

/** Which value a part of an object is made of. */
export type Part = readonly [object: Path, value: Path];

/** An object that an installation makes. A part of it is found where its value is said, all else where the installation is. */
export function installed({ values, place, own }: Wish, type: string, apiVersion: string, body: JsonObject, parts: readonly Part[]): Resource {
  const [from, path] = place;
  const locate: Locate = (asked, part) => {
    const [resource, at] = placeOf(values, place, parts, asked);
    return resource.locate(at, part);
  };
  return made({ by: 'installations', from, path, of: (asked) => placeOf(values, place, parts, asked)[0], written: (asked) => writtenAt(values, own, parts, asked) }, type, apiVersion, { apiVersion, kind: type, ...body }, locate);
}

/** Tells of a value that somebody says, and that nothing is made with. */
export function notRead({ values, place }: Wish, path: readonly string[], why: string, problems: Problem[]): void {
  const [resource, at] = values.place(...path) ?? place;
  problems.push(problemAt(resource, at, 'unreadable-setting', 'warning', `${path.join('.')} ${why}`));
}

/** The longest part that leads to what is asked for wins. */
function placeOf(values: Values, otherwise: ValuePlace, parts: readonly Part[], asked: Path): ValuePlace {
  for (const [object, value] of leadingTo(parts, asked)) {
    const found = values.place(...value, ...asked.slice(object.length)) ?? values.place(...value);
    if (found !== undefined) return found;
  }
  return otherwise;
}

function writtenAt(values: Values, own: Wish['own'], parts: readonly Part[], asked: Path): Written | undefined {
  const leading = leadingTo(parts, asked);
  for (const [object, value] of leading) {
    const inside = asked.slice(object.length);
    const depth = inside.findLastIndex((_, index) => values.place(...value, ...inside.slice(0, index + 1)) !== undefined) + 1;
    const place = values.place(...value, ...inside.slice(0, depth));
    if (place !== undefined) return { at: [place[0], [...place[1], ...inside.slice(depth)]], said: depth === inside.length };
  }
  const [value] = leading.map(([object, each]) => [...each, ...asked.slice(object.length)]).filter((each) => each.every((step) => typeof step === 'string'));
  return value === undefined || own === undefined ? undefined : { at: own(value), said: false };
}

function leadingTo(parts: readonly Part[], asked: Path): readonly Part[] {
  return parts.filter(([object]) => object.every((step, index) => asked[index] === step)).toSorted(([a], [b]) => b.length - a.length);
}
