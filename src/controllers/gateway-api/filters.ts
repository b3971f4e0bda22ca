import { list, record, text, whole, words } from '../../dialects/kubernetes/fields.ts';
import { retryAttempts, retryConditions, schemaDefaults } from '../../facts/gateway-api.ts';
import type { Json, JsonObject, Path } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import type { Refusal } from './conditions.ts';
import { destinationOf, type Asking } from './destinations.ts';
import { durationText, secondsOf } from './durations.ts';
import { quoted } from './references.ts';
import type { Settings } from './settings.ts';
import type { World } from './world.ts';

/** What the filters of a rule add to an Istio route. With `fallen` the route is not made. */
export interface Filtered {
  readonly parts: { readonly [key: string]: Json | undefined };
  readonly refused?: Refusal;
  readonly fallen?: Refusal;
}

/** Translates the filters of a rule. A later filter of a type replaces an earlier one; only mirrors add up. */
export function filtered(world: World, asking: Asking, filters: readonly Json[], path: Path): Filtered {
  const headers: Record<string, JsonObject> = {};
  const mirrors: JsonObject[] = [];
  const parts: Record<string, Json | undefined> = {};
  let refused: Refusal | undefined;
  for (const [index, value] of filters.entries()) {
    const filter = record(value);
    const type = text(filter['type']) ?? '';
    const at = [...path, index];
    if (headerFilters[type] !== undefined) {
      const changed = headerChanges(filter, type, at);
      if (changed !== undefined && 'refused' in changed) return { parts: {}, fallen: changed.refused };
      if (changed !== undefined) headers[headerFilters[type]] = changed.changes;
    } else if (type === 'RequestMirror') {
      const { mirror, wrong } = mirrorOf(world, asking, record(filter['requestMirror']), [...at, 'requestMirror', 'backendRef']);
      if (mirror !== undefined) mirrors.push(mirror);
      else if (asking.route.type === 'GRPCRoute') return { parts: {}, fallen: wrong! };
      else refused = wrong;
    } else if (asking.route.type === 'HTTPRoute' && type === 'RequestRedirect') parts['redirect'] = redirectOf(record(filter['requestRedirect']), world.settings);
    else if (asking.route.type === 'HTTPRoute' && type === 'URLRewrite') parts['rewrite'] = rewriteOf(record(filter['urlRewrite']));
    else if (asking.route.type === 'HTTPRoute' && type === 'CORS') parts['corsPolicy'] = corsOf(record(filter['cors']), world.settings);
    else return { parts: {}, fallen: { reason: 'InvalidFilter', message: `unsupported filter type ${quoted(type)}`, path: at } };
  }
  return {
    parts: { ...parts, headers: Object.keys(headers).length === 0 ? undefined : headers, mirrors: mirrors.length === 0 ? undefined : mirrors },
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Header filters of one backend: the only ones that it may have. */
export function backendHeaders(filters: readonly Json[], path: Path): { readonly headers?: JsonObject } | { readonly refused: Refusal } {
  const headers: Record<string, JsonObject> = {};
  for (const [index, value] of filters.entries()) {
    const filter = record(value);
    const type = text(filter['type']) ?? '';
    const target = headerFilters[type];
    if (target === undefined) return { refused: { reason: 'InvalidFilter', message: `unsupported filter type ${quoted(type)}`, path: [...path, index] } };
    const changed = headerChanges(filter, type, [...path, index]);
    if (changed !== undefined && 'refused' in changed) return changed;
    if (changed !== undefined) headers[target] = changed.changes;
  }
  return Object.keys(headers).length === 0 ? {} : { headers };
}

const headerFilters: Readonly<Record<string, string>> = { RequestHeaderModifier: 'request', ResponseHeaderModifier: 'response' };

function headerChanges(filter: JsonObject, type: string, path: Path): { readonly changes: JsonObject } | { readonly refused: Refusal } | undefined {
  const value = filter[type === 'RequestHeaderModifier' ? 'requestHeaderModifier' : 'responseHeaderModifier'];
  if (value === undefined || value === null) return undefined;
  const { set, add, remove } = record(value);
  // Bytes that HTTP does not allow in a value; a tab is one that it does.
  const wrong = [...list(set), ...list(add)].map(record).find((header) => /[\0-\x08\x0a-\x1f\x7f]/.test(text(header['value']) ?? ''));
  if (wrong !== undefined) return { refused: { reason: 'InvalidFilter', message: `header ${quoted(wrong['name'])} value contains invalid characters`, path } };
  return { changes: body({ set: headerMap(set), add: headerMap(add), remove: words(remove).length === 0 ? undefined : words(remove) }) };
}

/** By name in lower case; the first of a name counts. */
function headerMap(value: Json | undefined): JsonObject | undefined {
  const headers: Record<string, string> = {};
  for (const header of list(value).map(record)) headers[(text(header['name']) ?? '').toLowerCase()] ??= text(header['value']) ?? '';
  return Object.keys(headers).length === 0 ? undefined : headers;
}

function mirrorOf(world: World, asking: Asking, mirror: JsonObject, path: Path): { readonly mirror?: JsonObject; readonly wrong?: Refusal } {
  const { destination, refused } = destinationOf(world, asking, record(mirror['backendRef']), path);
  if (refused !== undefined) return { wrong: refused };
  const fraction = mirror['fraction'] === undefined ? undefined : record(mirror['fraction']);
  const percent = fraction === undefined ? whole(mirror['percent']) : (100 * (whole(fraction['numerator']) ?? 0)) / (whole(fraction['denominator']) ?? 100);
  return { mirror: body({ destination, percentage: percent === undefined ? undefined : percent === 0 ? {} : { value: percent } }) };
}

function rewriteOf(rewrite: JsonObject): JsonObject | undefined {
  const path = record(rewrite['path']);
  const prefix = text(path['replacePrefixMatch']);
  const full = text(path['replaceFullPath']);
  const uri = path['type'] === 'ReplacePrefixMatch' && prefix !== undefined ? prefix.replace(/\/$/, '') || '/' : undefined;
  const uriRegexRewrite = path['type'] === 'ReplaceFullPath' && full !== undefined ? body({ match: '/.*', rewrite: full === '' ? undefined : full }) : undefined;
  const made = body({ uri, uriRegexRewrite, authority: said(rewrite['hostname']) });
  return Object.keys(made).length === 0 ? undefined : made;
}

/** A redirect keeps the port of the request unless the scheme changes: then it is the scheme's own. */
function redirectOf(redirect: JsonObject, { admitted }: Settings): JsonObject {
  const path = record(redirect['path']);
  const port = whole(redirect['port']);
  const scheme = text(redirect['scheme']);
  return body({
    redirectCode: whole(redirect['statusCode']) ?? (admitted ? schemaDefaults.redirectStatus : undefined),
    authority: said(redirect['hostname']),
    scheme: said(scheme),
    ...(port === undefined ? { derivePort: scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT' } : { port }),
    uri: path['type'] === 'ReplaceFullPath' ? said(path['replaceFullPath']) : undefined,
    prefixRewrite: path['type'] === 'ReplacePrefixMatch' ? said(path['replacePrefixMatch']) : undefined,
  });
}

/** A text that says something: in istiod's own objects an empty one is as good as none. */
function said(value: Json | undefined): string | undefined {
  const found = text(value);
  return found === '' ? undefined : found;
}

function corsOf(cors: JsonObject, { admitted }: Settings): JsonObject {
  const some = (value: Json | undefined): readonly string[] | undefined => (words(value).length === 0 ? undefined : words(value));
  const age = whole(cors['maxAge']) ?? (admitted ? schemaDefaults.corsMaxAge : 0);
  const origins = words(cors['allowOrigins']).filter((origin) => origin !== '').map(originMatch);
  return body({
    allowOrigins: origins.length === 0 ? undefined : origins,
    allowCredentials: cors['allowCredentials'] === true ? true : undefined,
    allowMethods: some(cors['allowMethods']),
    allowHeaders: some(cors['allowHeaders']),
    exposeHeaders: some(cors['exposeHeaders']),
    maxAge: age > 0 ? durationText(age) : undefined,
    unmatchedPreflights: 'IGNORE',
  });
}

/** One star at the end is a prefix; stars elsewhere make a pattern, and a star alone any well-formed origin. */
function originMatch(origin: string): JsonObject {
  if (origin === '*') return { regex: '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$' };
  const stars = origin.split('*').length - 1;
  if (stars === 0) return { exact: origin };
  if (stars === 1 && origin.endsWith('*')) return { prefix: origin.slice(0, -1) };
  return { regex: `^${origin.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&').replaceAll('\\*', '.*')}$` };
}

/** `retries` and `timeout` of a rule. */
export function patience(rule: JsonObject): { readonly retries?: JsonObject | undefined; readonly timeout?: string | undefined } {
  const request = nonZero(record(rule['timeouts'])['request']);
  const backend = nonZero(record(rule['timeouts'])['backendRequest']);
  if (rule['retry'] === undefined || rule['retry'] === null) return { timeout: backend ?? request };
  const retry = record(rule['retry']);
  const attempts = whole(retry['attempts']) ?? retryAttempts;
  const codes = list(retry['codes']).map(String);
  const backoff = text(retry['backoff']);
  const retries = body({
    attempts: attempts === 0 ? undefined : attempts,
    retryOn: attempts === 0 ? undefined : [...retryConditions, ...codes].join(','),
    perTryTimeout: backend,
    backoff: backoff === undefined ? undefined : durationText(secondsOf(backoff)),
  });
  return { retries, timeout: request };
}

function nonZero(value: Json | undefined): string | undefined {
  const seconds = secondsOf(text(value) ?? '');
  return seconds === 0 ? undefined : durationText(seconds);
}
