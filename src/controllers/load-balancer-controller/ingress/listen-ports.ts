import { isObject, type Json } from '../../../resource/resource.ts';
import { notJson } from '../annotations.ts';
import { jsonMistake } from '../json-mistake.ts';

/** Protocols and ports as `listen-ports` lists them; or what of it the controller cannot read, in our words and at the end of its own. */
export function listenPortsIn(written: string): readonly (readonly [string, number])[] | { readonly message: string; readonly says: string } {
  const mistake = jsonMistake(written);
  if (mistake !== undefined) return { message: notJson(written), says: mistake.says };
  const value = JSON.parse(written) as Json;
  if (value === null) return [];
  if (!Array.isArray(value)) return misread(written, value, '[]map[string]int32');
  const pairs: [string, number][] = [];
  for (const each of value as readonly Json[]) {
    if (each === null) continue;
    if (!isObject(each)) return misread(written, each, 'map[string]int32');
    for (const [protocol, port] of Object.entries(each)) {
      if (port !== null && (typeof port !== 'number' || !Number.isInteger(port))) return misread(written, port, 'int32');
      pairs.push([protocol, port ?? 0]);
    }
  }
  return pairs;
}

/** How Go's decoder says that a value has another type than it wants (encoding/json, UnmarshalTypeError). */
function misread(written: string, value: Json, wanted: string): { readonly message: string; readonly says: string } {
  const type = typeof value === 'string' ? 'string' : typeof value === 'number' ? `number ${value}` : typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : 'object';
  return {
    message: `must be a JSON list such as [{"HTTP": 80}, {"HTTPS": 443}], with numbers that are not quoted; ${written} stands here`,
    says: `json: cannot unmarshal ${type} into Go value of type ${wanted}`,
  };
}
