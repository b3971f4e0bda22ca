import type { Reader } from '../../resource/reader.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';

/** A match that no request gets to, because an earlier one takes everything it would take. */
export interface Shadowed {
  /** The match, or the whole route where it has none. */
  readonly loser: Reader;
  readonly winner: Reader;
  /** The winner takes every request, the same ones, or more than the loser would. */
  readonly how: 'everything' | 'same' | 'more';
}

/**
 * The matches of routes that come too late, each with the first that stands in its way. The routes are in the order in
 * which a proxy tries them. A field that is not known here counts as different unless it is written the same.
 */
export function shadowedRoutes(routes: readonly Reader[]): readonly Shadowed[] {
  const matches = routes.flatMap((route) => {
    const written = route.get('match').each();
    return written.length === 0 ? [route] : written;
  });
  return matches.flatMap((loser, index): Shadowed[] => {
    const winner = matches.slice(0, index).find((earlier) => takesAll(matchIn(earlier), matchIn(loser)));
    return winner === undefined ? [] : [{ loser, winner, how: how(matchIn(winner), matchIn(loser)) }];
  });
}

/** The match itself; a route without one takes everything. */
function matchIn(place: Reader): JsonObject {
  return place.path.at(-2) === 'match' ? mapped(place.value) : {};
}

function how(winner: JsonObject, loser: JsonObject): Shadowed['how'] {
  const [wider, own] = [narrowing(winner), narrowing(loser)];
  return wider.length === 0 ? 'everything' : wider.length === own.length && takesAll(loser, winner) ? 'same' : 'more';
}

/** Whether every request that meets the second match meets the first one too. */
function takesAll(wider: JsonObject, own: JsonObject): boolean {
  return narrowing(wider).every((field) => fieldTakes(field, wider, own));
}

/** Fields that say nothing about which requests a match takes, and those that say nothing where they are empty. */
function narrowing(match: JsonObject): readonly string[] {
  return Object.keys(match).filter((field) => {
    if (['name', 'statPrefix', 'ignoreUriCase'].includes(field)) return false;
    const value = match[field];
    if (value === null || value === '' || value === 0) return false;
    if (field === 'uri') return !takesEveryPath(mapped(value));
    return typeof value !== 'object' || Object.keys(value).length > 0 || ['scheme', 'method', 'authority'].includes(field);
  });
}

function takesEveryPath(uri: JsonObject): boolean {
  return uri['prefix'] === '/' || uri['prefix'] === '' || uri['regex'] === '.*' || Object.keys(uri).length === 0;
}

function fieldTakes(field: string, wider: JsonObject, own: JsonObject): boolean {
  const [a, b] = [wider[field], own[field]];
  switch (field) {
    case 'uri':
      return b !== undefined && textTakes(mapped(a), mapped(b), wider['ignoreUriCase'] === true, own['ignoreUriCase'] === true);
    case 'scheme':
    case 'method':
    case 'authority':
      return b !== undefined && textTakes(mapped(a), mapped(b));
    case 'headers':
    case 'queryParams':
      return Object.entries(mapped(a)).every(([key, value]) => mapped(b)[key] !== undefined && textTakes(mapped(value), mapped(mapped(b)[key])));
    case 'withoutHeaders':
      return Object.entries(mapped(a)).every(([key, value]) => mapped(b)[key] !== undefined && textTakes(mapped(mapped(b)[key]), mapped(value)));
    case 'sourceLabels':
      return Object.entries(mapped(a)).every(([key, value]) => mapped(b)[key] === value);
    case 'gateways':
      return Array.isArray(a) && Array.isArray(b) && b.length > 0 && (b as readonly Json[]).every((name) => (a as readonly Json[]).includes(name));
    default:
      return JSON.stringify(a) === JSON.stringify(b);
  }
}

function textTakes(wider: JsonObject, own: JsonObject, widerFolds = false, ownFolds = false): boolean {
  const fold = (text: Json): string => (widerFolds ? String(text).toLowerCase() : String(text));
  const text = own['exact'] ?? own['prefix'];
  if (Object.keys(wider).length === 0 || wider['regex'] === '*') return true;
  if (wider['regex'] !== undefined) return wider['regex'] === '.*' || wider['regex'] === own['regex'];
  if (text === undefined || (ownFolds && !widerFolds)) return false;
  if (wider['exact'] !== undefined) return own['exact'] !== undefined && fold(own['exact']) === fold(wider['exact']);
  return wider['prefix'] !== undefined && fold(text).startsWith(fold(wider['prefix']));
}

function mapped(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}
