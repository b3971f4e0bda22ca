import { doubt } from '../../dialects/istio/mesh/chain.ts';
import { outboundCluster } from '../../dialects/istio/mesh/names.ts';
import { routedClaim } from '../../dialects/istio/policies/tokens.ts';
import { faultAborted } from '../../facts/envoy.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, any, is, not, present, type Match } from '../../ir/match.ts';
import { originAt } from '../../ir/origin.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Case, Op, Origin, Share, Value } from '../../ir/program.ts';
import { takes } from '../../ir/text.ts';
import type { Lowered } from '../kind.ts';
import type { ActionSpec, ChangeSpec, ConditionSpec, CorsSpec, DestinationSpec, FaultSpec, GroupSpec, PlaceSpec, RedirectSpec, RouteSpec, RoutesSpec, SourceSpec } from './spec.ts';

/** Route rules in their order; a request that none of them takes gets 404. */
export function lower(spec: RoutesSpec): Lowered {
  return { title: spec.proxy, dialler: 'proxy', ops: spec.counts === 'first' ? ofFirst(spec) : ofAll(spec) };
}

/** In the mesh the routes of one VirtualService count; where no file says which is older it may be any of them. */
function ofFirst(spec: RoutesSpec): readonly Op[] {
  const [group] = spec.groups;
  const [first, ...others] = group?.sources ?? [];
  if (group === undefined || first === undefined) return spec.otherwise === undefined ? table(spec, []) : [{ op: 'goto', hop: spec.otherwise, origin: { resource: spec.proxy, rule: 'default' } }];
  if (group.agesKnown || others.length === 0) return table(spec, first.rules);
  const reason = `${names(group)} route ${spec.virtualHost} in the mesh; only the oldest of them counts, and no file says which that is`;
  const origin = { resource: first.resource, rule: spec.virtualHost };
  const cases = others.map(({ rules }): Case => ({ match: { unknown: { reason } }, then: table(spec, rules), origin }));
  return [{ op: 'switch', origin, cases: [...cases, { match: always, then: table(spec, first.rules), origin }] }];
}

/** On a gateway all routes are joined, and those that take everything go last (istio/istio, core/route, SortVHostRoutes). */
function ofAll(spec: RoutesSpec): readonly Op[] {
  const rules = spec.groups.flatMap(({ sources }) => sources.flatMap((source) => source.rules));
  const unsure = spec.groups.filter(({ agesKnown, sources }) => !agesKnown && sources.length > 1).map((group) => contested(spec, group, rules));
  return [...unsure, ...table(spec, [...rules.filter(({ conditions }) => !takesEverything(conditions)), ...rules.filter(({ conditions }) => takesEverything(conditions))])];
}

/** More VirtualServices of unknown age on one host than are compared in pairs. */
const most = 16;

/** Requests that several VirtualServices of unknown age would take: each of these may be the one that does. */
function contested(spec: RoutesSpec, group: GroupSpec, rules: readonly RouteSpec[]): Op {
  const { sources } = group;
  const origin = { resource: sources[0]!.resource, rule: spec.virtualHost };
  const reason = `${names(group)} share the host of ${spec.virtualHost}; the routes of the older one come first, and no file says which that is`;
  if (sources.length > most) return doubt(reason, origin);
  const specific = (source: SourceSpec): Match => any(...source.rules.filter(({ conditions }) => !takesEverything(conditions)).map(matchOf));
  const general = sources.filter((source) => source.rules.some(({ conditions }) => takesEverything(conditions)));
  const nobody = not(any(...rules.filter(({ conditions }) => !takesEverything(conditions)).map(matchOf)));
  const cases = sources.slice(1).flatMap((source): Case[] => {
    const rivals = all(specific(source), any(...sources.filter((each) => each !== source).map(specific)));
    const last = general.length > 1 && general.includes(source) ? [nobody] : [];
    const here = source.rules.map(ruleCase);
    return [{ match: all({ unknown: { reason } }, any(rivals, ...last)), then: [{ op: 'switch', origin, cases: [...here, { match: always, then: [], origin }] }], origin }];
  });
  return { op: 'switch', origin, cases: [...cases, { match: always, then: [], origin }] };
}

function names({ sources }: GroupSpec): string {
  return [...new Set(sources.map(({ resource }) => resource))].join(' and ');
}

function table(spec: RoutesSpec, rules: readonly RouteSpec[]): readonly Op[] {
  const source = spec.groups[0]?.sources[0];
  const origin: Origin = { resource: source?.resource ?? spec.proxy, rule: spec.virtualHost, ...(source?.at === undefined ? {} : { attribute: 'spec.http', at: source.at }) };
  return [{ op: 'switch', origin, cases: [...rules.map(ruleCase), unmatched(spec, rules, origin)] }];
}

function unmatched({ virtualHost, proxy, leftOut = [] }: RoutesSpec, rules: readonly RouteSpec[], origin: Origin): Case {
  const wanted = rules.slice(0, 5).map(({ name, conditions }) => `${name} wants that ${inWords(conditions)}`);
  const more = rules.length > 5 ? `, and so on for ${rules.length} routes` : '';
  const none = rules.length === 0 ? `${proxy} has no route for ${virtualHost}` : `no route of ${virtualHost} takes the request: ${wanted.join('; ')}${more}`;
  const note = [none, ...leftOut.slice(0, 3)].join('; ');
  return { match: always, then: [{ op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: { ...origin, note } }], origin };
}

function inWords(conditions: readonly ConditionSpec[]): string {
  return conditions.map(described).join(' and ');
}

function ruleCase(rule: RouteSpec): Case {
  const { name, conditions, besides } = rule;
  const quiet = originAt(rule, name);
  const taking = conditions.length === 0 ? `the route ${name} takes every request` : `the route ${name} takes the request, since ${inWords(conditions)}`;
  const says: Origin = { ...quiet, note: [taking, ...besides].join('; ') };
  const unsure = rule.doubts.map((reason) => doubt(reason, quiet));
  return { match: matchOf(rule), then: [...unsure, ...faults(rule.fault, placed(quiet, rule.fault)), ...preflight(rule.cors, placed(quiet, rule.cors)), ...actions(rule.action, placed(quiet, rule.action))], origin: says };
}

function placed(origin: Origin, { attribute, at }: PlaceSpec = {}): Origin {
  return { ...origin, ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }) };
}

function matchOf({ conditions }: Pick<RouteSpec, 'conditions'>): Match {
  return all(...conditions.map(({ field, is: pattern, not: reversed }): Match => {
    const found: Match = pattern === undefined ? present(field as Field) : { field: field as Field, in: [pattern] };
    if (reversed !== true) return found;
    return missingCounts(field, pattern) ? all(present(field as Field), not(found)) : not(found);
  }));
}

/** The fault filter stands before the one for CORS and before the router: it holds, then breaks off (istio/istio, core/listener_builder). */
function faults(fault: FaultSpec | undefined, origin: Origin): readonly Op[] {
  const { delay, abort } = fault ?? {};
  const held: readonly Op[] = delay === undefined ? [] : sometimes(delay.parts, [{ op: 'set', field: 'held', to: { plus: delay.milliseconds }, origin: { ...origin, note: `the route ${origin.rule} holds ${share(delay.parts)} of its requests for ${delay.milliseconds} ms on purpose` } }], origin);
  if (abort === undefined) return held;
  const says = { ...origin, note: `the route ${origin.rule} breaks off ${share(abort.parts)} of its requests on purpose` };
  const stop = (status: number): Op => ({ op: 'stop', verdict: { kind: 'answered', status, cause: 'fault-injected', body: faultAborted }, origin: says });
  const grpc: Op = { op: 'switch', origin, cases: [{ match: { field: 'header(content-type)', in: [{ prefix: 'application/grpc' }] }, then: [stop(200)], origin }, { match: always, then: [stop(abort.status)], origin }] };
  return [...held, ...sometimes(abort.parts, [abort.grpc === true ? grpc : stop(abort.status)], origin)];
}

const million = 1_000_000;

function sometimes(parts: number, then: readonly Op[], origin: Origin): readonly Op[] {
  if (parts >= million) return then;
  const hit: Share = { value: 'the fault happens', weight: parts, then, origin };
  return [{ op: 'pick', bind: 'target', among: [hit, { value: 'no fault happens', weight: million - parts, then: [], origin }], origin }];
}

function share(parts: number): string {
  return parts >= million ? 'all' : `${parts / 10_000} %`;
}

/** A preflight is answered by the proxy itself, with 200, if its origin may call (Envoy, CORS filter). */
function preflight(cors: CorsSpec | undefined, origin: Origin): readonly Op[] {
  if (cors === undefined) return [];
  const asked = all(is('method', 'OPTIONS'), present('header(origin)'), present('header(access-control-request-method)'));
  const allowed: Match = { field: 'header(origin)', in: cors.origins };
  const answer = (note: string): Op => ({ op: 'stop', verdict: { kind: 'answered', status: 200, cause: 'fixed-answer' }, origin: { ...origin, note } });
  const cases: readonly Case[] = [
    { match: all(asked, allowed), then: [answer(`the route ${origin.rule} lets that origin call: the proxy answers the preflight by itself`)], origin },
    ...(cors.others === 'forward' ? [] : [{ match: asked, then: [answer(`the route ${origin.rule} does not let that origin call: the proxy answers the preflight without CORS headers`)], origin }]),
  ];
  return [{ op: 'switch', origin, cases: [...cases, { match: always, then: [], origin }] }];
}

function actions(action: ActionSpec, origin: Origin): readonly Op[] {
  switch (action.to) {
    case 'redirect':
      return redirect(action, origin);
    case 'answer':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: 'fixed-answer', ...(action.body === undefined ? {} : { body: action.body }) }, origin: { ...origin, note: `the route ${origin.rule} answers ${action.status} by itself` } }];
    case 'destinations': {
      const [only, ...others] = action.destinations;
      const changed = action.changes.flatMap((change) => changeOps(change, origin));
      if (only === undefined) return [{ op: 'stop', verdict: { kind: 'answered', status: 503, cause: 'destination-unknown' }, origin: { ...origin, note: `the route ${origin.rule} names no destination` } }];
      if (others.length === 0) return [...changed, ...going(only, origin)];
      const among = action.destinations.map((each): Share => ({ value: each.name, weight: each.weight, origin: { ...origin, note: `the route ${origin.rule} sends ${each.weight} parts to ${each.name}` }, then: [...each.changes.flatMap((change) => changeOps(change, origin)), ...changed, ...going(each, origin)] }));
      return [{ op: 'pick', bind: 'target', among, origin }];
    }
    default:
      return action;
  }
}

/** A destination that is nowhere is known by the cluster that istiod names all the same. */
function going({ hop, name, missing }: DestinationSpec, origin: Origin): readonly Op[] {
  if (missing === undefined) return [{ op: 'goto', hop, origin }];
  const [, , , host = '', port, subset] = hop.split('/');
  const there = host === '' ? 'names a backend that it cannot have' : `leads to ${name}, and there is no such Service and port`;
  return [{ op: 'stop', verdict: { kind: 'answered', status: missing, cause: 'destination-unknown' }, origin: { ...origin, rule: outboundCluster(host, Number(port), subset === '-' ? undefined : subset), note: `the route ${origin.rule} ${there}` } }];
}

/** Envoy keeps the Host as it was sent, with its port unless another one is told or it was the old scheme's own (Utility::newUri). */
function redirect({ status, scheme, authority, port, path, head }: RedirectSpec, origin: Origin): readonly Op[] {
  const strip = (pattern: string): Op => ({ op: 'set', field: 'host', to: { pattern, rewrite: '' }, origin });
  const old = scheme === 'https' ? (['http', ':80$'] as const) : (['https', ':443$'] as const);
  const dropped: readonly Op[] = scheme === undefined ? [] : [{ op: 'switch', origin, cases: [{ match: is('scheme', old[0]), then: [strip(old[1])], origin }, { match: always, then: [], origin }] }];
  const host: readonly Op[] = authority !== undefined ? [] : port !== undefined ? [strip(':[0-9]+$')] : dropped;
  const to = `${authority ?? '{host}'}${port === undefined ? '' : `:${port}`}`;
  const where = path === undefined ? '{path}{query.raw}' : path.includes('?') ? path : `${path}{query.raw}`;
  const told = [path === undefined ? (head === undefined ? 'the same path' : `${head.to} for ${head.from} in the path`) : path, ...(authority === undefined ? [] : [`on ${authority}`]), ...(port === undefined ? [] : [`on port ${port}`]), ...(scheme === undefined ? [] : [`by ${scheme}`])];
  const exact = ![authority, path].some((text) => text?.includes('{') === true);
  const note = `the route ${origin.rule} answers ${status} and sends the client to ${told.join(' ')}`;
  return [
    ...host,
    ...(head === undefined ? [] : [{ op: 'set', field: 'path', to: { head: head.from, with: head.to }, origin } as const]),
    { op: 'stop', verdict: { kind: 'answered', status, cause: 'redirected', ...(exact ? { location: `${scheme ?? '{scheme}'}://${to}${where}` } : {}) }, origin: { ...origin, note } },
  ];
}

/** One change of the request on its way to the destination. */
function changeOps(change: ChangeSpec, origin: Origin): readonly Op[] {
  const set = (field: string, to: Value, note: string): Op => ({ op: 'set', field: field as Field, to, origin: { ...origin, note } });
  if ('remove' in change) return [set(headerField(change.remove), { absent: true }, `the header ${change.remove} is taken off`)];
  if ('set' in change) return [set(headerField(change.set), valueOf(change.value), `the header ${change.set} becomes ${change.value}`)];
  if ('add' in change) {
    const field = headerField(change.add);
    const added = valueOf(change.value);
    const braced: Value = { unknown: `${change.value} is added to what came, and braces in it are not modelled` };
    const longer = !('literal' in added) ? added : /[{}]/.test(change.value) ? braced : { template: `{${field}},${added.literal}` };
    const add = (to: Value): readonly Op[] => [set(field, to, `the header ${change.add} gets ${change.value}`)];
    return [{ op: 'switch', origin, cases: [{ match: present(field as Field), then: add(longer), origin }, { match: always, then: add(added), origin }] }];
  }
  if ('authority' in change) return [set('host', { literal: change.authority.toLowerCase() }, `Host becomes ${change.authority}`)];
  if ('head' in change) return [set('path', { head: change.head, with: change.with }, `the head ${change.head} of the path becomes ${change.with}`)];
  if ('path' in change) return [set('path', { literal: change.path }, `the path becomes ${change.path}`)];
  return [set('path', { pattern: change.pattern, rewrite: change.rewrite }, `what fits ${change.pattern} in the path becomes ${change.rewrite}`)];
}

/** Envoy fills `%...%` in when the request comes; `%%` is a percent sign. */
function valueOf(value: string): { readonly literal: string } | { readonly unknown: string } {
  return /%[^%]+%/.test(value.replaceAll('%%', '')) ? { unknown: `the proxy fills in ${value} when the request comes` } : { literal: value.replaceAll('%%', '%') };
}

/** The field that a header of a match or of a change is. */
export function headerField(name: string): string {
  const claim = routedClaim(name);
  if (claim !== undefined) return `claim(${claim})`;
  const lower = name.toLowerCase();
  const pseudo: Readonly<Record<string, string>> = { 'x-forwarded-for': 'forwarded', ':authority': 'host', host: 'host', ':method': 'method', ':path': 'path.raw', ':scheme': 'scheme' };
  return pseudo[lower] ?? `header(${lower})`;
}

/** Whether every request meets the conditions as istiod sees it: routes that do go last on a gateway, and end a list (IsCatchAllRoute). */
export function takesEverything(conditions: readonly ConditionSpec[]): boolean {
  return conditions.every(({ field, is }) => field === 'path' && is !== undefined && 'regex' in is && is.regex === '.*');
}

/** Envoy takes a header that is not there for an empty one, where it must not match (treat_missing_header_as_empty); a claim it does not. */
export function missingCounts(field: string, is: Pattern | undefined): boolean {
  return !field.startsWith('claim(') && is !== undefined && takes(is, '') === true;
}

/** A condition in words: `the path begins with /api`. */
export function described({ field, is, not }: ConditionSpec): string {
  const what = subject(field);
  if (is === undefined) return `there is ${not === true ? 'no' : 'a'} ${what}`;
  return `the ${what} ${not === true ? 'is none that ' : ''}${relation(is)}`;
}

function subject(field: string): string {
  const family = /^(header|query|claim)\((.*)\)$/.exec(field);
  if (family !== null) return `${family[1] === 'query' ? 'query parameter' : family[1]} ${family[2]}`;
  return field === 'host' ? 'Host' : field === 'forwarded' ? 'header x-forwarded-for' : field.replace('.raw', '');
}

function relation(is: Pattern): string {
  const fold = 'ignoreCase' in is && is.ignoreCase === true ? ' in any case' : '';
  if ('exact' in is) return `is ${is.exact}${fold}`;
  if ('prefix' in is) return `begins with ${is.prefix}${fold}`;
  if ('segments' in is) return `is ${is.segments} or below it`;
  return 'regex' in is ? `fits ${is.regex}` : 'is there';
}
