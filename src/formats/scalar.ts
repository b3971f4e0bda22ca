/**
 * What an unquoted scalar means to Kubernetes: sigs.k8s.io/yaml on go-yaml v2, which is YAML 1.1 without sexagesimal
 * numbers and with Go's own number literals. Neither YAML 1.2 core nor YAML 1.1 of any JavaScript library agrees.
 */
export type Scalar = null | boolean | number | string;

/** A scalar that YAML can hold and JSON cannot: the whole document is refused. */
export const notJson = Symbol('not JSON');

const words: ReadonlyMap<string, Scalar | typeof notJson> = new Map<string, Scalar | typeof notJson>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN', '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF'].map((word) => [word, notJson] as const),
]);

const longestWord = 5;

/** First characters of text that may be something else than a string: 1 a word, 2 a number. */
const first: Uint8Array = firstCharacters();

/** The value of an unquoted scalar without a tag. */
export function resolved(text: string): Scalar | typeof notJson {
  const code = text.charCodeAt(0);
  const kind = code < 128 ? first[code] : text === '' ? 1 : 0;
  if (kind === 0) return text;
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  return kind === 2 ? (numberOf(text) ?? text) : text;
}

/** Whether unquoted text that starts so can be anything but a string. */
export function mayBeOther(code: number): boolean {
  return code >= 128 ? false : first[code] !== 0;
}

/** The value under an explicit tag such as `!!str`; undefined where the text does not fit the tag. */
export function taggedScalar(text: string, tag: string, plain: boolean): Scalar | typeof notJson | undefined {
  const name = tag.startsWith('!!') ? tag.slice(2) : tag.startsWith('!<tag:yaml.org,2002:') ? tag.slice(20, -1) : undefined;
  if (name === undefined || name === 'str' || name === 'timestamp') return text;
  if (name === 'binary') return Buffer.from(text, 'base64').toString('latin1');
  const value = resolved(text);
  switch (name) {
    case 'null':
      return value === null || text === '' ? null : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
    case 'float':
      return typeof value === 'number' || value === notJson ? value : undefined;
    default:
      return plain ? value : text;
  }
}

/** How a scalar reads as a JSON key; undefined where Kubernetes refuses it as one. */
export function keyText(value: Scalar): string | undefined {
  if (typeof value === 'number') return goFloat(value);
  return value === null ? undefined : String(value);
}

const integer = /^[-+]?(?:0|[1-9][0-9]*)$/;
const based = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dotted = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;

/** Go's ParseInt with base 0 after underscores are taken out, then decimal floats; undefined: a string. */
function numberOf(text: string): number | undefined {
  if (text.charCodeAt(0) === 46) return dotted.test(text) ? finite(Number(text)) : undefined;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (integer.test(digits)) return Number(digits) + 0;
  const base = based.exec(digits);
  if (base !== null) return inBase(base);
  return decimal.test(digits) ? finite(Number(digits)) : undefined;
}

function inBase([, sign, hexadecimal, octal, binary]: readonly (string | undefined)[]): number {
  const size =
    hexadecimal !== undefined ? Number.parseInt(hexadecimal, 16) : octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(binary ?? '0', 2);
  return sign === '-' ? 0 - size : size;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Integers as they are; fractions as Go's FormatFloat(value, 'g', -1, 64) has them: exponents below 1e-04 and from 1e+06. */
function goFloat(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) ? size < 1e21 : size >= 1e-4 && size < 1e6) return String(value + 0);
  return value.toExponential().replace(/e([-+])([0-9])$/, 'e$10$2');
}

function firstCharacters(): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const letter of 'yYnNtTfFoO~') kinds[letter.charCodeAt(0)] = 1;
  for (const letter of '.+-0123456789') kinds[letter.charCodeAt(0)] = 2;
  return kinds;
}
