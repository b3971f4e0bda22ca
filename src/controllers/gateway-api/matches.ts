import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import type { Refusal } from './conditions.ts';
import { quoted } from './references.ts';

/** A match of an Istio HTTP route, or why there is none. */
export type Matched = { readonly match: JsonObject } | { readonly refused: Refusal };

/** Translates a match of an HTTPRoute. A path always matches something: `/` as a prefix where none stands. */
export function httpMatch(match: JsonObject, path: Path): Matched {
  const uri = pathMatch(record(match['path']));
  const headers = valueMatches(match['headers'], 'HeaderMatch');
  const queryParams = valueMatches(match['queryParams'], 'QueryParams');
  for (const each of [uri, headers, queryParams]) if (typeof each === 'string') return unknown(each, path);
  const method = text(match['method']);
  return { match: body({ uri, headers, queryParams, method: method === undefined ? undefined : { exact: method } }) };
}

/** Translates a match of a GRPCRoute: a service and method are a path. */
export function grpcMatch(match: JsonObject, path: Path): Matched {
  const method = match['method'] === undefined || match['method'] === null ? undefined : record(match['method']);
  const headers = valueMatches(match['headers'], 'HeaderMatch');
  if (typeof headers === 'string') return unknown(headers, path);
  if (method === undefined) return { match: body({ headers }) };
  const [service, name] = [text(method['service']), text(method['method'])];
  if (service === undefined && name === undefined) return unknown('gRPC match must have method or service defined', path);
  const type = text(method['type']) ?? 'Exact';
  if (type !== 'Exact' && type !== 'RegularExpression') return unknown(`unknown type: ${quoted(type)} is not supported Path match type`, path);
  return { match: body({ uri: methodMatch(service, name, type === 'Exact'), headers }) };
}

function methodMatch(service: string | undefined, method: string | undefined, exact: boolean): JsonObject {
  if (method === undefined) return exact ? { prefix: `/${service}/` } : { regex: `/${service}/.+` };
  if (service === undefined) return { regex: `/[^/]+/${method}` };
  return exact ? { exact: `/${service}/${method}` } : { regex: `/${service}/${method}` };
}

function pathMatch(path: JsonObject): JsonObject | string {
  const type = text(path['type']) ?? 'PathPrefix';
  const value = text(path['value']) ?? '/';
  if (type === 'PathPrefix') return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
  if (type === 'Exact') return { exact: value };
  if (type === 'RegularExpression') return { regex: value };
  return `unknown type: ${quoted(type)} is not supported Path match type`;
}

/** Headers or query parameters by name; of two with one name the last counts. */
function valueMatches(value: Json | undefined, called: string): JsonObject | undefined | string {
  const matches: Record<string, JsonObject> = {};
  for (const each of list(value).map(record)) {
    const type = text(each['type']) ?? 'Exact';
    if (type !== 'Exact' && type !== 'RegularExpression') return `unknown type: ${quoted(type)} is not supported ${called} type`;
    matches[text(each['name']) ?? ''] = { [type === 'Exact' ? 'exact' : 'regex']: text(each['value']) ?? '' };
  }
  return Object.keys(matches).length === 0 ? undefined : matches;
}

function unknown(message: string, path: Path): Matched {
  return { refused: { reason: 'InvalidConfiguration', message, path } };
}

/** Exact paths, then prefixes, then patterns, each from long to short; then a method, more headers, more query parameters. */
export function byPrecedence(a: JsonObject, b: JsonObject): number {
  const [first, second] = [a, b].map((route) => list(route['match']).map(record)[0]);
  if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
  const order = (match: JsonObject): readonly number[] => {
    const uri = record(match['uri']);
    const kind = ['regex', 'prefix', 'exact'].findIndex((each) => uri[each] !== undefined);
    const length = kind < 0 ? 0 : byteLength(text(uri[['regex', 'prefix', 'exact'][kind]!]) ?? '');
    return [kind, length, Number(match['method'] !== undefined), Object.keys(record(match['headers'])).length, Object.keys(record(match['queryParams'])).length];
  };
  const [left, right] = [order(first), order(second)];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : right[at]! - left[at]!;
}

function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}
