import { unknown, type Value } from '../values/value.ts';

const words: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/**
 * What an unquoted scalar is to Terraform: YAML 1.1's words, numbers without underscores and with zeros in front that mean
 * nothing (`0777` is 777), and points in time, which become texts (go-cty-yaml, resolve.go; asked of Terraform 1.11.4).
 */
export function yamlScalar(text: string): Value {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (/^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text)) return unknown(`the number ${text} is not worked out`);
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(text)) return exact(Number(text), text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return exact(Number(text) + 0, text);
  return timeOf(text) ?? text;
}

function exact(value: number, text: string): Value {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? value : unknown(`the number ${text} is not kept exactly`);
}

/** A day, or a moment, as RFC 3339 has it, without fractions of a second. */
function timeOf(text: string): string | undefined {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = found;
  const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (real.getUTCMonth() !== Number(month) - 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (part: string | undefined): string => (part ?? '').padStart(2, '0');
  return `${year ?? ''}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
}
