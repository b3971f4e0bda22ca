import { intersection, overlap } from '../../dialects/istio/mesh/hosts.ts';
import { list, record, whole, words } from '../../dialects/kubernetes/fields.ts';
import { generatedName, parentsAnnotation, routeSemanticsAnnotation } from '../../facts/gateway-api.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import type { Status } from './conditions.ts';
import { byPrecedence } from './matches.ts';
import { attachmentsOf, byKey, isMesh, isServedHere, meshHosts, working, type Attachment, type Parent } from './parents.ts';
import { routeStatus } from './route-status.ts';
import { httpRules, streamRules, type MadeRule, type MadeRules } from './rules.ts';
import { byAge, metadataFrom, type World } from './world.ts';

/** A VirtualService before it is written. */
export interface MadeRoutes {
  readonly namespace: string;
  readonly name: string;
  readonly host: string;
  readonly gateway: string;
  /** `http`, `tls` or `tcp`. */
  readonly section: 'http' | 'tls' | 'tcp';
  readonly rules: readonly MadeRule[];
  /** Oldest first; the first one gives namespace and place. */
  readonly routes: readonly Resource[];
}

export interface Routes {
  readonly made: readonly MadeRoutes[];
  readonly statuses: readonly Status[];
  /** Every working attachment, for the counts of the listeners. */
  readonly attachments: readonly Attachment[];
}

/** Everything that HTTPRoutes, GRPCRoutes, TLSRoutes and TCPRoutes become. */
export function routesOf(world: World, listeners: readonly Parent[]): Routes {
  const parents = byKey(listeners);
  const http = ['HTTPRoute', 'GRPCRoute'].flatMap((type) => world.all(type).map((route) => routed(world, route, parents, httpRules, httpMade)));
  const streams = ['TLSRoute', 'TCPRoute'].flatMap((type) => world.all(type).map((route) => routed(world, route, parents, streamRules, streamMade)));
  return {
    made: [...merged(http.flatMap(({ made }) => made)), ...streams.flatMap(({ made }) => made)],
    statuses: [...http, ...streams].map(({ status }) => status),
    attachments: [...http, ...streams].flatMap(({ attachments }) => attachments),
  };
}

/** A VirtualService of one route, and the key under which it is joined with those of others, in the order of their own names. */
interface Keyed extends MadeRoutes {
  readonly key: string;
  readonly own?: string;
}

type Translate = (world: World, asking: { readonly route: Resource; readonly mesh: boolean }) => MadeRules;
type Make = (world: World, route: Resource, attachment: Attachment, rules: readonly MadeRule[]) => readonly Keyed[];

function routed(world: World, route: Resource, parents: ReadonlyMap<string, readonly Parent[]>, translate: Translate, make: Make): { readonly made: readonly Keyed[]; readonly status: Status; readonly attachments: readonly Attachment[] } {
  const attachments = attachmentsOf(world, route, parents);
  const none: MadeRules = { rules: [], refusals: [] };
  const inMesh = attachments.some(isMesh) ? translate(world, { route, mesh: true }) : none;
  const atGateways = attachments.every(isMesh) ? none : translate(world, { route, mesh: false });
  const made = working(attachments).flatMap((attachment) => make(world, route, attachment, (isMesh(attachment) ? inMesh : atGateways).rules));
  return {
    made: made.map((each, index) => (each.section === 'http' ? { ...each, own: `${route.name}~${index}~${generatedName}` } : { ...each, name: `${route.name}~${each.section}~${index}~${generatedName}` })),
    status: routeStatus(route, attachments, { mesh: inMesh, gateway: atGateways }),
    attachments: attachedOnce(attachments),
  };
}

/** Listeners that take a route, each once, however many references mean it. */
function attachedOnce(attachments: readonly Attachment[]): readonly Attachment[] {
  const found = new Map<string, Attachment>();
  for (const each of working(attachments)) if (!isMesh(each)) found.set(`${each.to.namespace}/${each.to.name}/${each.parent.section}`, each);
  return [...found.values()];
}

/** One VirtualService for each host of a route at a listener, or of a Service in the mesh. */
function httpMade(world: World, route: Resource, attachment: Attachment, rules: readonly MadeRule[]): readonly Keyed[] {
  if (rules.length === 0) return [];
  const { internalName } = attachment.parent;
  const port = whole(attachment.reference['port']);
  const mesh = isMesh(attachment);
  const own = mesh && port !== undefined ? rules.map((rule) => onPort(rule, port)) : rules;
  const scope = mesh ? `${route.namespace}${port === undefined ? '' : `/${port}`}` : internalName;
  const hosts = mesh ? meshHosts(world, attachment) : hostnames(route);
  return hosts.filter((host) => isServedHere(attachment, host)).map((host) => {
    const key = `${scope}/${host}`;
    return { key, namespace: route.namespace ?? '', name: key.replaceAll('/', '~'), host, gateway: internalName, section: 'http', rules: own.toSorted((a, b) => byPrecedence(a.body, b.body)), routes: [route] };
  });
}

/** A gateway serves the hosts that route and listener share; in the mesh a rule without names answers for the Service's own. */
function streamMade(world: World, route: Resource, attachment: Attachment, rules: readonly MadeRule[]): readonly Keyed[] {
  const mesh = isMesh(attachment);
  const { internalName, hostname } = attachment.parent;
  const port = whole(attachment.reference['port']);
  const make = (host: string, own: readonly MadeRule[], section: 'tls' | 'tcp'): Keyed => ({ key: '', namespace: route.namespace ?? '', name: '', host, gateway: internalName, section, rules: own, routes: [route] });
  if (route.type === 'TCPRoute') return (mesh ? meshHosts(world, attachment) : ['*']).map((host) => make(host, mesh && port !== undefined ? rules.map((rule) => onPort(rule, port)) : rules, 'tcp'));
  if (mesh) {
    const hosts = meshHosts(world, attachment);
    const named = rules.map((rule) => withMatches(rule, (match) => ({ ...match, ...(words(match['sniHosts']).join() === '*' ? { sniHosts: hosts } : {}), ...(port === undefined ? {} : { port }) })));
    return hosts.map((host) => make(host, named.map((rule) => withMatches(rule, (match) => ({ ...match, sniHosts: compatible(words(match['sniHosts']), host) }))), 'tls'));
  }
  if (hostname === '') return hostnames(route).map((host) => make(host, rules, 'tls'));
  const shared = rules.map((rule) => withMatches(rule, (match) => ({ ...match, sniHosts: intersection(words(match['sniHosts']), [hostname]) })));
  const left = shared.filter(({ body }) => list(body['match']).length === 0 || list(body['match']).some((match) => words(record(match)['sniHosts']).length > 0));
  return intersection(hostnames(route), [hostname]).map((host) => make(host, left, 'tls'));
}

/** Of several names those that a host may go by. */
function compatible(names: readonly string[], host: string): readonly string[] {
  return names.length > 1 ? names.filter((name) => overlap(host, name)) : names;
}

function hostnames(route: Resource): readonly string[] {
  const names = words(record(route.body['spec'])['hostnames']);
  return names.length === 0 ? ['*'] : names;
}

function onPort(rule: MadeRule, port: number): MadeRule {
  const matches = list(rule.body['match']);
  return { ...rule, body: { ...rule.body, match: matches.length === 0 ? [{ port }] : matches.map((match) => ({ ...record(match), port })) } };
}

function withMatches(rule: MadeRule, change: (match: JsonObject) => JsonObject): MadeRule {
  const matches = list(rule.body['match']);
  return matches.length === 0 ? rule : { ...rule, body: { ...rule.body, match: matches.map((match) => change(record(match))) } };
}

/** Routes for the same host at the same listener become one VirtualService: the oldest first, then by precedence. */
function merged(made: readonly Keyed[]): readonly MadeRoutes[] {
  const groups = new Map<string, Keyed[]>();
  for (const each of made) groups.set(each.key, [...(groups.get(each.key) ?? []), each]);
  return [...groups.values()].map((group) => {
    const sorted = group.toSorted((a, b) => byAge({ ...a.routes[0]!, name: a.own! }, { ...b.routes[0]!, name: b.own! }));
    const rules = sorted.flatMap(({ rules: own }) => own);
    return { ...sorted[0]!, rules: sorted.length === 1 ? rules : rules.toSorted((a, b) => byPrecedence(a.body, b.body)), routes: sorted.flatMap(({ routes }) => routes) };
  });
}

/** The VirtualService as istiod keeps it. */
export function virtualServiceBody({ name, host, gateway, section, rules, routes }: MadeRoutes): JsonObject {
  const annotations = { [parentsAnnotation]: routes.map((route) => `${route.type}/${route.name}.${route.namespace}`).join(','), [routeSemanticsAnnotation]: 'gateway' };
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: metadataFrom(routes[0]!, name, annotations), spec: { hosts: [host], gateways: [gateway], ...(rules.length === 0 ? {} : { [section]: rules.map(({ body }) => body) }) } };
}
