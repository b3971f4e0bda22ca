/**
 * The named, pure functions a `set` may call: `normalise-path:BASE`. Each maps a text to a text, or to undefined where
 * the hop would refuse the request.
 */
export type TextFunction = (text: string) => string | undefined;

/** Finds a named function; undefined if there is none of that name (our own bug, so callers throw). */
export function textFunction(name: string): TextFunction | undefined {
  return functions.get(name);
}

const functions: ReadonlyMap<string, TextFunction> = new Map<string, TextFunction>([
  ['lower-case', (text) => text.toLowerCase()],
  ['without-query', (text) => text.replace(/[?#].*$/s, '')],
  ['normalise-path:NONE', (path) => path],
  ['normalise-path:BASE', (path) => base(path)],
  ['normalise-path:MERGE_SLASHES', (path) => mapped(base(path), mergeSlashes)],
  ['normalise-path:DECODE_AND_MERGE_SLASHES', (path) => mapped(base(decodeSlashes(path)), mergeSlashes)],
]);

/**
 * Envoy's `normalize_path` (RFC 3986 as Chromium's canonicaliser reads it): backslash is a slash, escapes of unreserved
 * characters are decoded, dot segments are resolved. Undefined: the escape of a NUL, which Envoy answers with 400.
 */
function base(raw: string): string | undefined {
  const path = raw.replace(/#.*$/s, '');
  if (/%00/.test(path)) return undefined;
  const decoded = path.replace(/\\/g, '/').replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape;
  });
  return resolveDots(decoded);
}

/** Removes `.` and `..` segments; empty segments are segments of their own, as in Envoy. */
function resolveDots(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (last) kept.push('');
  });
  return `/${kept.join('/')}`;
}

function decodeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
}

function mergeSlashes(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}

function mapped(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text);
}
