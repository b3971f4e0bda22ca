import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { experimentalGroup, gatewayGroup, inferenceGroup, istioNetworkingGroup, poolLabels, serviceImportGroup } from '../../facts/gateway-api.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import type { Refusal } from './conditions.ts';
import { poolServiceName } from './inference-pools.ts';
import { kindOf, quoted } from './references.ts';
import { labelsOf, registered, type World } from './world.ts';

/** Where a backend leads. With a refusal and a destination the route stands: an empty one is answered with 500. */
export interface Destination {
  /** Undefined: the whole rule falls. */
  readonly destination?: JsonObject;
  readonly refused?: Refusal;
}

/** Which route asks for a backend. Routes of the mesh need no grants. */
export interface Asking {
  readonly route: Resource;
  readonly mesh: boolean;
}

const nowhere: JsonObject = {};

/** Resolves a backend reference (conversion.go, buildDestination). */
export function destinationOf(world: World, { route, mesh }: Asking, reference: JsonObject, path: Path): Destination {
  const local = route.namespace ?? '';
  const name = text(reference['name']) ?? '';
  const kind = kindOf(reference, '', 'Service');
  const asked = text(reference['namespace']);
  const namespace = asked ?? local;
  if (!mesh && namespace !== local && !world.grants.allow({ kind: `${gatewayGroup}/${route.type}`, namespace: local }, { kind, namespace, name })) {
    return dropped('RefNotPermitted', `backendRef ${name}/${namespace} not accessible to a ${route.type} in namespace "${local}" (missing a ReferenceGrant?)`, path);
  }
  const port = whole(reference['port']);
  switch (kind) {
    case '/Service':
      if (name.includes('.')) return fallen('service name invalid; the name of the Service must be used, not the hostname.', path);
      return toService(world, namespace, name, port, path);
    case `${serviceImportGroup}/ServiceImport`:
      return toService(world, namespace, name, port, path);
    case `${istioNetworkingGroup}/Hostname`:
      if (asked !== undefined) return fallen('namespace may not be set with Hostname type', path);
      return portNeeded(name, port, hostRefusal(world, name, namespace, path), path);
    case `${inferenceGroup}/InferencePool`:
      return toPool(world, namespace, name, path);
    case `${experimentalGroup}/XBackend`:
      return toBackend(world, namespace, name, port, path);
    default:
      return dropped('InvalidKind', `referencing unsupported backendRef: group ${quoted(reference['group'])} kind ${quoted(reference['kind'])}`, path);
  }
}

/** Members of a weighted rule, with their weights; those of weight 0 get nothing, one alone needs no weight. */
export function weighted(references: readonly Json[]): readonly { readonly reference: JsonObject; readonly index: number; readonly weight: number }[] {
  const members = references.map((value, index) => ({ reference: record(value), index, weight: weightOf(record(value)) })).filter(({ weight }) => weight !== 0);
  return members.length === 1 ? [{ ...members[0]!, weight: 0 }] : members;
}

/** The weights of a route's backends together; one that says none counts 1. */
export function weightSum(references: readonly Json[]): number {
  return references.reduce<number>((sum, value) => sum + weightOf(record(value)), 0);
}

function weightOf(reference: JsonObject): number {
  return whole(reference['weight']) ?? 1;
}

function toService(world: World, namespace: string, name: string, port: number | undefined, path: Path): Destination {
  const host = `${name}.${namespace}.svc.${world.settings.domain}`;
  return portNeeded(host, port, world.find('Service', namespace, name) === undefined ? notFound(host, path) : undefined, path);
}

function portNeeded(host: string, port: number | undefined, refused: Refusal | undefined, path: Path): Destination {
  if (port === undefined) return fallen('port is required in backendRef', path);
  return { destination: { host, port: { number: port } }, ...(refused === undefined ? {} : { refused }) };
}

/** The pool's shadow Service, through the endpoint picker that its labels name. */
function toPool(world: World, namespace: string, name: string, path: Path): Destination {
  if (!world.settings.inference) return dropped('InvalidKind', 'InferencePool is not enabled. To enable, set ENABLE_GATEWAY_API_INFERENCE_EXTENSION to true in istiod', path);
  if (name.includes('.')) return fallen('InferencePool.Name invalid; the name of the InferencePool must be used, not the hostname.', path);
  if (world.find('InferencePool', namespace, name) === undefined) return { destination: nowhere, refused: notFound(name, path) };
  const service = world.find('Service', namespace, poolServiceName(name));
  const host = `${poolServiceName(name)}.${namespace}.svc.${world.settings.domain}`;
  if (service === undefined) return { destination: nowhere, refused: notFound(host, path) };
  const labels = labelsOf(service);
  // istiod does not count this one among the errors that leave the route standing.
  if ([poolLabels.picker, poolLabels.port, poolLabels.failureMode].some((label) => (labels[label] ?? '') === '')) return fallen('InferencePool service invalid, extensionRef labels not found', path);
  const number = whole(record(list(record(service.body['spec'])['ports'])[0])['port']);
  return { destination: { host, port: number === undefined ? {} : { number } } };
}

/** An XBackend names a host outside and its one port. */
function toBackend(world: World, namespace: string, name: string, port: number | undefined, path: Path): Destination {
  const spec = record(world.settings.alpha ? world.find('XBackend', namespace, name)?.body['spec'] : undefined);
  const host = text(record(spec['externalHostname'])['hostname']);
  const own = whole(record(spec['port'])['port']);
  if (host === undefined || own === undefined) return { destination: nowhere, refused: notFound(name, path) };
  if (port !== undefined && port !== own) return dropped('BackendNotFound', `backend(${name}) does not expose port ${port}, expected ${own}`, path);
  return { destination: { host, port: { number: own } } };
}

/** istiod looks for the host in the route's namespace only; the proxy knows every one that it can see. */
function hostRefusal(world: World, host: string, namespace: string, path: Path): Refusal | undefined {
  const services = registered(world, host);
  if (services.some((service) => service.namespace === namespace)) return undefined;
  return { ...notFound(host, path), ...(services.length === 0 ? {} : { unmet: true as const }) };
}

function notFound(backend: string, path: Path): Refusal {
  return { reason: 'BackendNotFound', message: `backend(${backend}) not found`, path };
}

function dropped(reason: string, message: string, path: Path): Destination {
  return { destination: nowhere, refused: { reason, message, path } };
}

function fallen(message: string, path: Path): Destination {
  return { refused: { reason: 'InvalidDestination', message, path } };
}
