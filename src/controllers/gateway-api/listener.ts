import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { selectorOf, isSound, selects } from '../../dialects/kubernetes/labels.ts';
import { eastWestController, gatewayGroup, meshController, tunnelPort } from '../../facts/gateway-api.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { conditionsOver, refusalsOf, type Condition, type Conditions, type Refusal } from './conditions.ts';
import { frontendOf, tlsOf } from './listener-tls.ts';
import { namespaceLabels, namespacesOf, type World } from './world.ts';

/** One listener of a Gateway or ListenerSet, translated. */
export interface Listener {
  readonly owner: Resource;
  readonly path: Path;
  readonly written: JsonObject;
  /** Server of an Istio Gateway; undefined: none is made of it. */
  readonly server: JsonObject | undefined;
  readonly valid: boolean;
  readonly status: JsonObject;
  readonly refusals: readonly Refusal[];
}

/** Kinds of routes, as `{ group, kind }`. */
export interface RouteKind {
  readonly group: string;
  readonly kind: string;
}

const noErrors = 'No errors found';
/** istiod's word for a listener whose TLS does not work; another condition says why. */
export const badTls = 'Bad TLS configuration';

/** The listeners of a Gateway or ListenerSet; those of sets may leave out the port that goes with their protocol. */
export function listenersOf(owner: Resource): readonly JsonObject[] {
  const listeners = list(record(owner.body['spec'])['listeners']).map(record);
  if (owner.type !== 'ListenerSet') return listeners;
  return listeners.map((listener) => {
    const usual = usualPorts[text(listener['protocol']) ?? ''];
    return usual === undefined || (whole(listener['port']) ?? 0) !== 0 ? listener : { ...listener, port: usual };
  });
}

const usualPorts: Readonly<Record<string, number>> = { HTTP: 80, HTTPS: 443 };

/** Translates a listener. `gateway` is the owner, or the Gateway that a ListenerSet adds to. */
export function listenerOf(world: World, owner: Resource, gateway: Resource, index: number, controller: string, before: JsonObject): Listener {
  const path: Path = ['spec', 'listeners', index];
  const listener = listenersOf(owner)[index]!;
  const port = whole(listener['port']) ?? 0;
  const protocol = text(listener['protocol']) ?? '';
  const { tls, refused } = tlsOf(world, owner, listener, path, frontendOf(gateway, port));
  const unmade = tls === undefined && (protocol === 'HTTPS' || protocol === 'TLS');
  const missing = unmade && owner.type === 'ListenerSet' ? `protocol is ${protocol} but no TLS section is defined` : undefined;
  const unsupported = protocolWrong(controller, protocol);
  const portless = owner.type === 'ListenerSet' && port === 0 ? `protocol ${protocol} requires a port to be set` : undefined;
  const accepted = missing ?? unexpected(controller, listener, protocol) ?? unsupported ?? portless;
  const badAuthority = refused !== undefined && ['InvalidCACertificateRef', 'InvalidCACertificateKind', 'RefNotPermitted'].includes(refused.reason);
  const acceptedRefusal: Refusal | undefined =
    accepted !== undefined ? { reason: 'UnsupportedProtocol', message: accepted, path: [...path, 'protocol'] } : badAuthority ? { ...refused, reason: 'NoValidCACertificate' } : undefined;
  const unencrypted = refused !== undefined || missing !== undefined;
  const conditions: Conditions = {
    Accepted: refusable({ reason: 'Accepted', message: noErrors }, acceptedRefusal),
    Programmed: refusable({ reason: 'Programmed', message: noErrors }, unencrypted ? { reason: 'Invalid', message: badTls, path: [...path, 'tls'] } : undefined),
    Conflicted: { reason: 'NoConflicts', message: noErrors, status: 'False' },
    ResolvedRefs: refusable({ reason: 'ResolvedRefs', message: noErrors }, refused),
  };
  const server = unmade ? undefined : { port: { name: 'default', ...(port === 0 ? {} : { number: port }), ...(unsupported === undefined ? { protocol } : {}) }, hosts: hostsOf(world, owner, listener), ...(tls === undefined ? {} : { tls }) };
  return {
    owner,
    path,
    written: listener,
    server,
    valid: [refused, unsupported, missing, portless].every((wrong) => wrong === undefined),
    ...reported(owner, listener, path, conditions, before),
  };
}

/** A listener that loses to another one of the same Gateway is not made. */
export function conflicting(owner: Resource, index: number, reason: string, before: JsonObject): Listener {
  const path: Path = ['spec', 'listeners', index];
  const listener = listenersOf(owner)[index]!;
  const refused = { reason, message: 'Listener has a conflict with another listener attached to the same Gateway', path };
  const conditions: Conditions = {
    Accepted: { reason: '', message: '', refused },
    Programmed: { reason: '', message: '', refused },
    Conflicted: { reason, message: refused.message },
  };
  return { owner, path, written: listener, server: undefined, valid: false, ...reported(owner, listener, path, conditions, before) };
}

/** Routes that a listener takes, and whether it names only such. */
export function kindsTaken(listener: JsonObject): { readonly kinds: readonly RouteKind[]; readonly valid: boolean } {
  const kinds = kindsOfProtocol(listener).map((kind) => ({ group: gatewayGroup, kind }));
  const allowed = list(record(listener['allowedRoutes'])['kinds']).map(record);
  if (allowed.length === 0) return { kinds, valid: true };
  const taken = kinds.filter(({ kind, group }) => allowed.some((each) => each['kind'] === kind && (text(each['group']) ?? gatewayGroup) === group));
  return { kinds: taken, valid: taken.length === allowed.length };
}

function kindsOfProtocol(listener: JsonObject): readonly string[] {
  const protocol = text(listener['protocol']);
  if (protocol === 'HTTP' || protocol === 'HTTPS') return ['HTTPRoute', 'GRPCRoute'];
  if (protocol === 'TCP') return ['TCPRoute'];
  if (protocol === 'TLS') return record(listener['tls'])['mode'] === 'Terminate' ? ['TLSRoute', 'TCPRoute'] : ['TLSRoute'];
  return [];
}

function reported(owner: Resource, listener: JsonObject, path: Path, conditions: Conditions, before: JsonObject): { readonly status: JsonObject; readonly refusals: readonly Refusal[] } {
  const { kinds, valid } = kindsTaken(listener);
  const wrongKinds: Refusal = { reason: 'InvalidRouteKinds', message: 'Invalid route kinds', path: [...path, 'allowedRoutes', 'kinds'] };
  const all: Conditions = valid ? conditions : { ...conditions, ResolvedRefs: { reason: 'ResolvedRefs', message: noErrors, refused: wrongKinds } };
  const status = { name: text(listener['name']) ?? '', attachedRoutes: 0, supportedKinds: kinds.map((kind) => ({ ...kind })), conditions: conditionsOver(before['conditions'], all, owner) };
  return { status, refusals: refusalsOf(all) };
}

function refusable(condition: Condition, refused: Refusal | undefined): Condition {
  return refused === undefined ? condition : { ...condition, refused };
}

const protocols: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE']);

/** Why istiod does not take the protocol; UDP is one of them. */
function protocolWrong(controller: string, protocol: string): string | undefined {
  if (protocol === 'HBONE') return controller === meshController || controller === eastWestController ? undefined : `protocol "${protocol}" is only supported for waypoint proxies`;
  if (protocols.has(protocol)) return undefined;
  const capitals = protocol.toUpperCase();
  return `protocol "${protocol}" is unsupported${protocols.has(capitals) ? `. hint: "${capitals}" (uppercase) may be supported` : ''}`;
}

/** Waypoints and east-west gateways have listeners of a fixed form; another is told, and works all the same. */
function unexpected(controller: string, listener: JsonObject, protocol: string): string | undefined {
  const tunnel = whole(listener['port']) === tunnelPort && protocol === 'HBONE';
  if (controller === meshController) return tunnel ? undefined : 'Expected a single listener on port 15008 with protocol "HBONE"';
  if (controller !== eastWestController) return undefined;
  const mode = record(listener['tls'])['mode'];
  const expected = whole(listener['port']) === tunnelPort ? tunnel && mode === 'Terminate' : protocol === 'TLS' && mode === 'Passthrough';
  return expected ? undefined : 'East-west gateway listeners must be either port 15008 with protocol "HBONE" and TLS.Mode == Terminate, or TLS with TLS.Mode == Passthrough';
}

/** `NS/HOST` for every namespace that may attach routes; `~/HOST` if none may. */
function hostsOf(world: World, owner: Resource, listener: JsonObject): readonly string[] {
  const host = text(listener['hostname']) ?? '*';
  const namespaces = namespacesAllowed(world, owner.namespace ?? '', record(record(listener['allowedRoutes'])['namespaces']));
  return namespaces.length === 0 ? [`~/${host}`] : namespaces.map((namespace) => `${namespace}/${host}`);
}

function namespacesAllowed(world: World, local: string, allowed: JsonObject): readonly string[] {
  const from = text(allowed['from']) ?? 'Same';
  if (from === 'Same') return [local];
  const selector = selectorOf(allowed['selector']);
  if (from === 'All' || selector === undefined) return ['*'];
  return isSound(selector) ? namespacesOf(world).filter((name) => selects(selector, namespaceLabels(world, name))) : [];
}

/** Whether a Gateway takes ListenerSets of a namespace: none unless it says so. */
export function takesListenersOf(world: World, gateway: Resource, namespace: string): boolean {
  const allowed = record(record(record(gateway.body['spec'])['allowedListeners'])['namespaces']);
  const from = text(allowed['from']);
  if (from !== undefined && from !== 'Selector') return from === 'All' || (from === 'Same' && namespace === gateway.namespace);
  const selector = selectorOf(allowed['selector']);
  return selector !== undefined && isSound(selector) && world.find('Namespace', undefined, namespace) !== undefined && selects(selector, namespaceLabels(world, namespace));
}
