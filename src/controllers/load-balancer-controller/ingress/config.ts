import type { Json } from '../../../resource/resource.ts';
import { jsonFailure, type Annotations } from '../annotations.ts';
import { decoded, type Shape } from '../decoded.ts';
import type { Refusal } from '../place.ts';

/** A JSON annotation in the controller's own spelling; undefined where none stands, or where it is refused. */
export function configOf(annotations: Annotations, name: string, shape: Shape, refuse: (refusal: Refusal) => void): Json | undefined {
  const value = annotations.reporting(refuse).json(name);
  if (value === undefined) return undefined;
  const read = decoded(value, shape);
  if ('value' in read) return read.value;
  const at = annotations.place(name);
  const key = String(at[1].at(-1));
  refuse({ at, message: `${key} is not what the controller takes: ${read.wrong}`, says: jsonFailure(key, annotations.text(name) ?? '') });
  return undefined;
}
