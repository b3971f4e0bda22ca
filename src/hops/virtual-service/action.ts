import { wholeMilliseconds } from '../../dialects/kubernetes/durations.ts';
import { writtenName } from '../../dialects/kubernetes/origin.ts';
import { clusterAddress, type CallPolicy } from '../../dialects/istio/mesh/addresses.ts';
import { fullHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshPort, meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { callPolicyOf } from '../../dialects/istio/routes/call-policy.ts';
import { semanticsOf } from '../../dialects/istio/routes/virtual-services.ts';
import { statusOfGrpc } from '../../facts/istio.ts';
import type { Pattern } from '../../ir/pattern.ts';
import { quoted } from '../../ir/quote.ts';
import { replacerOf } from '../../ir/replace.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Reader } from '../../resource/reader.ts';
import { pathText } from '../../resource/resource.ts';
import type { ActionSpec, ChangeSpec, ConditionSpec, CorsSpec, DestinationSpec, FaultSpec, PlaceSpec, RedirectSpec, RouteSpec } from './spec.ts';

/** Where a route's requests come to, and how. */
export interface Place {
  readonly estate: Estate;
  /** `NS/NAME` of the proxy's pod. */
  readonly pod: string;
  /** The port that requests came to, as the mesh counts it: of the Service at a sidecar, of the Gateway's server at a gateway. */
  readonly port: number;
  readonly tls: boolean;
}

/** What a route does with the requests it takes; `conditions` are those of the match, since a rewrite replaces what matched. */
export function doingOf(place: Place, route: Reader, conditions: readonly ConditionSpec[]): Pick<RouteSpec, 'fault' | 'cors' | 'action' | 'besides' | 'doubts'> {
  const [fault, cors] = [faultOf(route.get('fault')), corsOf(route.get('corsPolicy'))];
  const action = actionOf(place, route, conditions);
  return {
    ...(fault === undefined ? {} : { fault }),
    ...(cors === undefined ? {} : { cors }),
    action,
    besides: [...limits(route), ...copies(place, route)],
    doubts: doubtsOf(route, action),
  };
}

/** What istiod sends and Envoy does not take, so that all routes of the proxy stay as they were. */
function doubtsOf(route: Reader, action: ActionSpec): readonly string[] {
  const rewrite = route.get('rewrite', 'uriRegexRewrite');
  const replacer = rewrite.there ? replacerOf(rewrite.get('match').string() ?? '', rewrite.get('rewrite').string() ?? '') : undefined;
  const unread = replacer !== undefined && 'refused' in replacer ? [`the rewrite of ${writtenName(route.resource, route.path)} has ${replacer.refused}, and Envoy keeps the routes it had before`] : [];
  const odd = action.to === 'redirect' && ![301, 302, 303, 307, 308].includes(action.status) ? [`${writtenName(route.resource, route.path)} redirects with ${action.status}, for which istiod makes a route without an action`] : [];
  return [...unread, ...odd];
}

/** How long the call may take: what a 504 further on rests on. */
function limits(route: Reader): readonly string[] {
  const [timeout, perTry] = [route.get('timeout').string(), route.get('retries', 'perTryTimeout').string()];
  return [...(timeout === undefined || /^0(\.0+)?m?s?$/.test(timeout) ? [] : [`the call may take ${timeout}`]), ...(perTry === undefined ? [] : [`each attempt may take ${perTry}`])];
}

/** Copies change nothing for who asks; with a percentage of 0 there are none (core/route, MirrorPercent). */
function copies(place: Place, route: Reader): readonly string[] {
  const told = (to: Reader, percent: number): readonly string[] => (to.there && percent > 0 ? [`a copy of ${percent >= 100 ? 'it' : `${percent} % of them`} goes to ${destinationOf(place, to).name}`] : []);
  const one = percentOf(route.get('mirrorPercentage', 'value')) ?? route.get('mirrorPercent').number() ?? 100;
  return [...told(route.get('mirror'), one), ...route.get('mirrors').each().flatMap((each) => told(each.get('destination'), percentOf(each.get('percentage', 'value')) ?? 100))];
}

function percentOf({ value }: Reader): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function placeOf({ path, at }: Reader): PlaceSpec {
  return { attribute: pathText(path), ...(at === undefined ? {} : { at }) };
}

function actionOf(place: Place, route: Reader, conditions: readonly ConditionSpec[]): ActionSpec {
  const [redirect, direct] = [route.get('redirect'), route.get('directResponse')];
  if (redirect.there) return { ...redirectOf(place, redirect, conditions), ...placeOf(redirect) };
  if (direct.there) {
    const body = direct.get('body', 'string').string() ?? decoded(direct.get('body', 'bytes').string());
    return { to: 'answer', status: direct.get('status').number() ?? 200, ...(body === undefined ? {} : { body }), ...placeOf(direct) };
  }
  return { ...forwarding(place, route, conditions), ...placeOf([route.get('rewrite'), route.get('headers'), route.get('route')].find(({ there }) => there) ?? route) };
}

/** A single destination gets all, whatever its weight; of several those without weight get none (core/route, applyHTTPRouteDestination). */
function forwarding(place: Place, route: Reader, conditions: readonly ConditionSpec[]): ActionSpec {
  const written = route.get('route').each();
  const policy = callPolicyOf(place.estate, route);
  const own = changesOf(route.get('headers', 'request'));
  const rewritten = route.get('rewrite', 'authority').string();
  const authority = rewritten ?? authorityIn(route.get('headers', 'request'));
  const path = pathChanges(route, conditions);
  const host: readonly ChangeSpec[] = authority === undefined ? [] : [{ authority }];
  const [only, ...others] = written;
  if (only !== undefined && others.length === 0) {
    const added = changesOf(only.get('headers', 'request'));
    const itsHost = authorityIn(only.get('headers', 'request'));
    const both = [...own, ...added];
    const changes = [...both.filter((change) => 'remove' in change), ...both.filter((change) => !('remove' in change)), ...(authority === undefined && itsHost !== undefined ? [{ authority: itsHost }] : host), ...path];
    return { to: 'destinations', destinations: [{ ...destinationOf(place, only.get('destination'), policy), weight: 1, changes: [] }], changes };
  }
  const destinations = written.flatMap((each): DestinationSpec[] => {
    const weight = each.get('weight').number() ?? 0;
    const itsHost = authorityIn(each.get('headers', 'request'));
    const changes = [...changesOf(each.get('headers', 'request')), ...(itsHost === undefined ? [] : [{ authority: itsHost }])];
    return weight === 0 ? [] : [{ ...destinationOf(place, each.get('destination'), policy), weight, changes }];
  });
  return { to: 'destinations', destinations, changes: [...own, ...host, ...path] };
}

/** Without a port: the Service's only one, else the port that the request came to; an alias means what it stands for (core/route, GetDestinationCluster). */
function destinationOf({ estate, pod, port }: Place, to: Reader, policy: CallPolicy = {}): Omit<DestinationSpec, 'weight' | 'changes'> {
  const gatewayApi = semanticsOf(to.resource) === 'gateway';
  const written = to.get('host').string() ?? '';
  const asked = gatewayApi ? written.toLowerCase() : fullHost(written, to.resource.namespace);
  const [service] = meshServicesNamed(estate, asked);
  const host = service?.aliasOf ?? asked;
  const [only, ...others] = service?.ports ?? [];
  const number = to.get('port', 'number').number() ?? (only !== undefined && others.length === 0 ? only.number : port);
  const subset = to.get('subset').string();
  const nowhere = gatewayApi && (service === undefined || (service.aliasOf === undefined && meshPort(service, number) === undefined));
  return {
    hop: clusterAddress(pod, host, number, subset === '' ? undefined : subset, policy),
    name: `${host === '' ? 'a backend that is not there' : host}:${number}${subset === undefined || subset === '' ? '' : ` (${subset})`}`,
    ...(nowhere ? { missing: 500 } : {}),
  };
}

/** The station of a host's own destination, as routes of no VirtualService use it. */
export function usualDestination(place: Place, host: string): string {
  const [service] = meshServicesNamed(place.estate, host);
  return clusterAddress(place.pod, service?.aliasOf ?? host, place.port, undefined, callPolicyOf(place.estate));
}

/** Removes come first, then `set`, then `add`, each by name; Host is no header to Envoy (core/route, TranslateHeadersOperations). */
function changesOf(headers: Reader): readonly ChangeSpec[] {
  const pairs = (field: string): readonly (readonly [string, string])[] => Object.entries(headers.get(field).map()).filter(([name]) => !isInternal(name)).map(([name, value]) => [name.toLowerCase(), value] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...headers.get('remove').strings().filter((name) => !isInternal(name)).map((name) => ({ remove: name.toLowerCase() })),
    ...pairs('set').map(([set, value]) => ({ set, value })),
    ...pairs('add').map(([add, value]) => ({ add, value })),
  ];
}

function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}

function authorityIn(headers: Reader): string | undefined {
  const named = (field: string): string | undefined => Object.entries(headers.get(field).map()).find(([name]) => ['host', ':authority'].includes(name.toLowerCase()))?.[1];
  return named('set') ?? named('add');
}

/** `rewrite.uri` replaces what matched: a prefix, else the whole path; without a `uri` match the prefix is `/` (Envoy, PrefixRewrite). */
function pathChanges(route: Reader, conditions: readonly ConditionSpec[]): readonly ChangeSpec[] {
  const rewrite = route.get('rewrite');
  const [pattern, replacement, uri] = [rewrite.get('uriRegexRewrite', 'match').string(), rewrite.get('uriRegexRewrite', 'rewrite').string(), rewrite.get('uri').string()];
  if (pattern !== undefined) return [{ pattern, rewrite: replacement ?? '' }];
  if (uri === undefined || uri === '') return [];
  const is = conditions.find(({ field }) => field === 'path')?.is;
  if (is !== undefined && 'segments' in is && uri === '/') return [{ pattern: `^${quoted(is.segments)}(/?)(.*)`, rewrite: '/\\2' }];
  return [headChange(is, uri)];
}

function headChange(is: Pattern | undefined, uri: string): ChangeSpec {
  if (is === undefined) return { head: '/', with: uri };
  if ('segments' in is) return { head: is.segments, with: uri };
  if (!('prefix' in is)) return { path: uri };
  return is.ignoreCase === true ? { pattern: `^(?i:${quoted(is.prefix)})`, rewrite: uri.replaceAll('\\', '\\\\') } : { head: is.prefix, with: uri };
}

/** The port is left out where it is the scheme's own (core/route, ApplyRedirect). */
function redirectOf({ port, tls }: Place, redirect: Reader, conditions: readonly ConditionSpec[]): RedirectSpec {
  const [scheme, authority, uri] = ['scheme', 'authority', 'uri'].map((field) => redirect.get(field).string()).map((text) => (text === '' ? undefined : text));
  const asked = redirect.get('port').number() ?? (redirect.get('derivePort').string() === 'FROM_REQUEST_PORT' ? port : undefined);
  const usual = (scheme ?? (tls ? 'https' : 'http')) === 'https' ? 443 : 80;
  const older = semanticsOf(redirect.resource) === 'gateway' && uri?.startsWith('%PREFIX()%') === true ? uri.slice('%PREFIX()%'.length) : undefined;
  const prefix = older ?? redirect.get('prefixRewrite').string();
  const is = conditions.find(({ field }) => field === 'path')?.is;
  return {
    to: 'redirect',
    status: redirect.get('redirectCode').number() ?? 301,
    ...(scheme === undefined ? {} : { scheme }),
    ...(authority === undefined ? {} : { authority }),
    ...(asked === undefined || asked === 0 || asked === usual ? {} : { port: asked }),
    ...(prefix !== undefined ? { head: { from: headOf(is), to: prefix } } : uri === undefined ? {} : { path: uri }),
  };
}

/** What a rewrite of the prefix replaces; without one every path begins with /. */
function headOf(is: Pattern | undefined): string {
  if (is === undefined) return '/';
  return 'segments' in is ? is.segments : 'prefix' in is ? is.prefix : '/';
}

/** Without a percentage a fault happens to no request (HTTPFaultInjection reference). */
function faultOf(fault: Reader): FaultSpec | undefined {
  const [delay, abort] = [fault.get('delay'), fault.get('abort')];
  const milli = wholeMilliseconds(delay.get('fixedDelay').string());
  const [http, grpc] = [abort.get('httpStatus').number(), abort.get('grpcStatus').string()];
  const status = http ?? (grpc === undefined ? undefined : statusOfGrpc[grpc]);
  const delayed = milli === undefined ? 0 : (partsOf(delay.get('percentage', 'value')) ?? (delay.get('percent').number() ?? 0) * 10_000);
  const aborted = status === undefined ? 0 : (partsOf(abort.get('percentage', 'value')) ?? 0);
  if (delayed === 0 && aborted === 0) return undefined;
  return {
    ...placeOf(fault),
    ...(delayed === 0 || milli === undefined ? {} : { delay: { milliseconds: milli, parts: delayed } }),
    ...(aborted === 0 || status === undefined ? {} : { abort: { status, parts: aborted, ...(http === undefined ? { grpc: true } : {}) } }),
  };
}

/** Of a million; istiod cuts finer shares off. */
function partsOf(percentage: Reader): number | undefined {
  const percent = percentOf(percentage);
  return percent === undefined ? undefined : Math.min(1_000_000, Math.max(0, Math.trunc(percent * 10_000)));
}

function corsOf(cors: Reader): CorsSpec | undefined {
  if (!cors.there) return undefined;
  const modern = cors.get('allowOrigins');
  const origins = modern.there ? modern.each().flatMap(originPattern) : cors.get('allowOrigin').strings().map(exactOrigin);
  return { ...placeOf(cors), origins, others: cors.get('unmatchedPreflights').string() === 'IGNORE' ? 'ignore' : 'forward' };
}

function originPattern(match: Reader): readonly Pattern[] {
  const [exact, prefix, regex] = [match.get('exact').string(), match.get('prefix').string(), match.get('regex').string()];
  if (exact !== undefined) return [exactOrigin(exact)];
  return prefix !== undefined ? [{ prefix }] : regex !== undefined ? [{ regex }] : [];
}

function exactOrigin(exact: string): Pattern {
  return exact === '*' ? { any: true } : { exact };
}

/** Bytes come as base64; what is no text is left out. */
function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
