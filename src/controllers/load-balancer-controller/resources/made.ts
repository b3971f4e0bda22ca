import type { Json, JsonObject, Path, Resource } from '../../../resource/resource.ts';
import type { Place } from '../place.ts';
import { placeOf, type Piece } from '../stack.ts';

/** An argument of a resource, and the part of the piece's spec that it says, where member stands for member of a list; or a place beside the piece. */
export type Argument = readonly [name: string, value: Json | undefined, part: Path, elsewhere?: Place];

/** The resource in Terraform's arguments that a piece becomes: each argument is located at what asked for its part of the piece. */
export function resourceOf(piece: Piece, type: string, name: string, all: readonly Argument[]): Resource {
  const present = all.filter(([, value]) => value !== undefined);
  const parts = new Map(present.map((each) => [each[0], each]));
  const [from, path] = piece.place;
  const asking = (asked: Path): Place => {
    const [, , part, elsewhere] = parts.get(String(asked[0])) ?? [];
    if (part === undefined || elsewhere !== undefined) return elsewhere ?? piece.place;
    return placeOf(piece, typeof asked[1] === 'number' ? [...part, asked[1]] : part);
  };
  return {
    scope: from.scope,
    type,
    name,
    body: Object.fromEntries(present.map(([argument, value]) => [argument, value])) as JsonObject,
    derived: { by: 'load-balancer-controller', from, path, of: (asked) => asking(asked)[0] },
    locate: (asked) => {
      const [resource, at] = asking(asked);
      return resource.locate(at);
    },
  };
}
