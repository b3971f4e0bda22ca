import type { Json, JsonObject } from '../../../resource/resource.ts';
import { list, record, words } from '../../kubernetes/fields.ts';

/**
 * How istiod joins a route that delegates with the routes of the VirtualService that it names (istio/istio,
 * pilot/pkg/model/virtualservice.go, MergeHTTPRoutes). Routes and matches are as somebody wrote them.
 */

/** A route of a delegate as it applies, or why it does not. */
export type MergedRoute = { readonly route: JsonObject } | { readonly conflict: string };

/** Fields that a delegate's route takes from the root's where it has none of its own. */
const inherited = ['rewrite', 'directResponse', 'timeout', 'retries', 'fault', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'corsPolicy', 'mirrors', 'headers'];

/** The delegate's routes with what the root's route adds, one answer for each, in their order. */
export function mergeHttpRoutes(root: JsonObject, delegate: readonly JsonObject[]): readonly MergedRoute[] {
  return delegate.map((route) => {
    const match = mergeMatches(listed(root['match']), listed(route['match']));
    if ('conflict' in match) return match;
    const own = { ...route, ...(match.matches.length === 0 ? {} : { match: match.matches }), ...named(root, route) };
    const taken = inherited.filter((field) => isUnset(route[field]) && !isUnset(root[field]));
    return { route: { ...own, ...Object.fromEntries(taken.map((field) => [field, root[field]!])) } };
  });
}

/** Every match of the delegate joined with those of the root that are wider than it; a match that none is wider than spoils the route. */
export function mergeMatches(root: readonly JsonObject[], delegate: readonly JsonObject[]): { readonly matches: readonly JsonObject[] } | { readonly conflict: string } {
  if (root.length === 0) return { matches: delegate };
  if (delegate.length === 0) return { matches: root };
  const merged: JsonObject[] = [];
  for (const match of delegate) {
    const conflicts = root.map((wider) => matchConflict(wider, match));
    if (!conflicts.includes(undefined)) return { conflict: conflicts[0]! };
    merged.push(...root.filter((_, index) => conflicts[index] === undefined).map((wider) => mergeMatch(wider, match)));
  }
  return { matches: merged };
}

/** The field in which a delegate's match is not narrower than the root's; undefined: it is narrower in all. */
export function matchConflict(root: JsonObject, delegate: JsonObject): string | undefined {
  for (const field of ['uri', 'scheme', 'method', 'authority']) if (textConflict(root[field], delegate[field])) return field;
  for (const field of ['headers', 'withoutHeaders', 'queryParams']) {
    const [wider, own] = [record(root[field]), record(delegate[field])];
    const key = Object.keys(own).find((name) => textConflict(wider[name], own[name]));
    if (key !== undefined) return `${field}.${key}`;
  }
  if ((root['ignoreUriCase'] === true) !== (delegate['ignoreUriCase'] === true)) return 'ignoreUriCase';
  if (isSet(root['port']) && isSet(delegate['port']) && root['port'] !== delegate['port']) return 'port';
  if (isSet(root['sourceNamespace']) && root['sourceNamespace'] !== delegate['sourceNamespace']) return 'sourceNamespace';
  const [wider, own] = [record(root['sourceLabels']), record(delegate['sourceLabels'])];
  const label = Object.keys(own).find((name) => wider[name] !== undefined && wider[name] !== own[name]);
  if (label !== undefined) return `sourceLabels.${label}`;
  return gatewaysConflict(words(root['gateways']), words(delegate['gateways'])) ? 'gateways' : undefined;
}

function mergeMatch(root: JsonObject, delegate: JsonObject): JsonObject {
  const maps = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'].flatMap((field): [string, Json][] => {
    const both = { ...record(root[field]), ...record(delegate[field]) };
    return Object.keys(both).length === 0 ? [] : [[field, both]];
  });
  const single = ['uri', 'scheme', 'method', 'authority', 'port', 'sourceNamespace', 'statPrefix'].flatMap((field): [string, Json][] => (isSet(delegate[field]) || !isSet(root[field]) ? [] : [[field, root[field]!]]));
  const gateways: [string, Json][] = words(delegate['gateways']).length === 0 && words(root['gateways']).length > 0 ? [['gateways', root['gateways']!]] : [];
  return { ...delegate, ...named(root, delegate), ...Object.fromEntries([...maps, ...single, ...gateways]) };
}

/** `ROOT-DELEGATE`, or the one name that there is. */
function named(root: JsonObject, delegate: JsonObject): JsonObject {
  const names = [root['name'], delegate['name']].filter((name) => typeof name === 'string' && name !== '');
  return names.length === 0 ? {} : { name: names.join('-') };
}

/** Whether a delegate's value is not a part of what the root's takes; istiod compares no regular expressions. */
function textConflict(root: Json | undefined, delegate: Json | undefined): boolean {
  if (isUnset(root) || isUnset(delegate)) return false;
  const [wider, own] = [record(root), record(delegate)];
  const kinds = ['exact', 'prefix', 'regex'];
  if (isSet(wider['regex']) && kinds.some((kind) => isSet(own[kind]))) return true;
  if (isSet(own['regex']) && kinds.some((kind) => isSet(wider[kind]))) return true;
  if (isSet(wider['exact'])) return isSet(own['prefix']) || own['exact'] !== wider['exact'];
  const text = isSet(own['prefix']) ? own['prefix'] : own['exact'];
  return !isSet(wider['prefix']) || !isSet(text) || !String(text).startsWith(String(wider['prefix']));
}

function gatewaysConflict(root: readonly string[], delegate: readonly string[]): boolean {
  if (root.length === 0 || delegate.length === 0) return false;
  return root.length < delegate.length || delegate.some((name) => !root.includes(name));
}

function listed(value: Json | undefined): readonly JsonObject[] {
  return list(value).map(record);
}

function isUnset(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** Protobuf knows no difference between a scalar that is not there and an empty one. */
function isSet(value: Json | undefined): boolean {
  return !isUnset(value) && value !== '' && value !== 0;
}
