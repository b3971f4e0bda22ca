import { list, record } from '../../dialects/kubernetes/fields.ts';
import { alphaSwitch, gatewayGroup, gatewayType, inferenceSwitch } from '../../facts/gateway-api.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import type { Refusal, Status } from './conditions.ts';
import { badTls } from './listener.ts';
import { kindOf, named } from './references.ts';
import type { Settings } from './settings.ts';

/** What istiod refuses, as what people meet because of it; of causes and their consequences, each cause once. */
export function problemsOf({ resource, refusals }: Status): readonly Problem[] {
  return causesOf(refusals).flatMap((refusal) => {
    const met = metBecauseOf(resource, refusal);
    if (met === undefined) return [];
    const { name, severity, experience } = met;
    return [problemAt(resource, refusal.path ?? ['metadata', 'name'], name, severity, `${experience}: ${refusal.message} (${refusal.reason})`)];
  });
}

/** Conditions that only repeat what another one says more closely are left out. */
function causesOf(refusals: readonly Refusal[]): readonly Refusal[] {
  const told = new Map(refusals.map((refusal) => [[refusal.reason, refusal.message, ...(refusal.path ?? [])].join('\n'), refusal]));
  const blocked = new Set([...told.values()].filter(({ reason }) => reason === 'NoValidCACertificate').map(({ path }) => path?.join()));
  return [...told.values()].filter(({ reason, message, path }) => reason !== 'ListenersNotValid' && message !== badTls && (reason === 'NoValidCACertificate' || !blocked.has(path?.join())));
}

/** Objects of kinds that this istiod does not read: by its switches, or because their place was taken by another kind. */
export function unreadKinds(estate: Estate, scope: string, { alpha, inference }: Settings): readonly Problem[] {
  const off = (name: string): string => `istiod reads it only with ${name}=true, which the input does not show`;
  const kinds = [
    ...(alpha ? [] : ['XBackendTrafficPolicy', 'XBackend'].map((type) => [type, 'backend-policy-not-applied', off(alphaSwitch)] as const)),
    ...(inference ? [] : [['InferencePool', 'backend-policy-not-applied', off(inferenceSwitch)] as const]),
    ['XListenerSet', 'listener-not-served', 'Istio reads ListenerSet of gateway.networking.k8s.io in its place'] as const,
  ];
  return kinds.flatMap(([type, name, why]) => estate.ofType(type).filter((each) => each.scope === scope).map((each) => problemAt(each, ['metadata', 'name'], name, 'note', `${nameOf(each)} does nothing: ${why}`)));
}

/** Routes whose Gateway is nowhere in the input: nothing can be said about them. */
export function withoutGateway(estate: Estate, scope: string): readonly Problem[] {
  return routeTypes.flatMap((type) =>
    estate.ofType(type).filter((route) => route.scope === scope).flatMap((route) =>
      list(record(route.body['spec'])['parentRefs']).flatMap((value, index) => {
        const reference = record(value);
        const to = named(reference, route.namespace ?? '');
        if (kindOf(reference, gatewayGroup, 'Gateway') !== `${gatewayGroup}/Gateway` || estate.find({ scope, type: gatewayType, ...to }) !== undefined) return [];
        const path: Path = ['spec', 'parentRefs', index, 'name'];
        return [problemAt(route, path, 'route-not-attached', 'note', `no request reaches ${nameOf(route)} here: the input has no Gateway ${to.namespace}/${to.name} for it to attach to`)];
      }),
    ),
  );
}

interface Met {
  readonly name: string;
  readonly severity: Problem['severity'];
  readonly experience: string;
}

const routeTypes: readonly string[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Reasons of `Accepted` of a route; all others are of `ResolvedRefs`. */
const unattached: ReadonlySet<string> = new Set(['NotAllowedByListeners', 'NoMatchingListenerHostname', 'NoMatchingParent']);
/** Reasons for which istiod makes nothing at all of a route. */
const leftOut: ReadonlySet<string> = new Set(['InvalidFilter', 'InvalidConfiguration', 'InvalidDestination']);
/** A load balancer without an address, pods that are not there yet: files never show these. */
const unseen: ReadonlySet<string> = new Set(['AddressNotAssigned', 'DeprecatedField']);

function metBecauseOf(resource: Resource, { reason, message, path, unmet }: Refusal): Met | undefined {
  if (unmet === true) return undefined;
  const name = nameOf({ ...resource, type: resource.type === gatewayType ? 'Gateway' : resource.type });
  if (routeTypes.includes(resource.type)) {
    if (unattached.has(reason)) return { name: 'route-not-attached', severity: 'error', experience: `no request reaches ${name} through this parent` };
    if (leftOut.has(reason)) return { name: 'route-left-out', severity: 'error', experience: `nothing of ${name} works, not only this rule` };
    const closed = resource.type === 'TCPRoute' || resource.type === 'TLSRoute';
    return { name: 'backend-not-resolved', severity: 'error', experience: `${name} leads to a backend that cannot be had, and ${closed ? 'connections for it are closed' : 'requests for it are answered with 500'}` };
  }
  if (resource.type === gatewayType || resource.type === 'ListenerSet') {
    if (unseen.has(reason)) return undefined;
    const listener = path?.[1] === 'listeners' && typeof path[2] === 'number' ? listenerName(resource, path[2]) : undefined;
    if (reason === 'InvalidRouteKinds') return { name: 'listener-not-served', severity: 'warning', experience: `listener ${listener ?? ''} of ${name} takes fewer kinds of routes than it lists` };
    // Whoever installs gateways by hand often keeps them elsewhere.
    const elsewhere = reason === 'AddressNotUsable' && !message.includes('port ') && !message.includes('but it was found');
    return { name: 'listener-not-served', severity: elsewhere ? 'warning' : 'error', experience: listener === undefined ? `${name} is not served as it is written` : `listener ${listener} of ${name} is not served as it is written` };
  }
  const blocks = reason === 'NoValidCACertificate';
  return { name: 'backend-policy-not-applied', severity: blocks ? 'error' : 'warning', experience: blocks ? `no proxy can reach the backend of ${name} over TLS` : `${name} does not do all that it says` };
}

function listenerName(resource: Resource, index: number): string {
  const name = record(list(record(resource.body['spec'])['listeners'])[index])['name'];
  return typeof name === 'string' ? name : String(index);
}
