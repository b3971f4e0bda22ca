import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { experimentalGroup, gatewayController, gatewayGroup, meshController } from '../../facts/gateway-api.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import type { Ancestors } from './ancestors.ts';
import { backendTls } from './backend-tls.ts';
import { conditionsOver, refusalsOf, type Condition, type Conditions, type Status } from './conditions.ts';
import { backendRule, type MadeDestinationRule } from './destination-rules.ts';
import type { World } from './world.ts';

/** What XBackends become. */
export interface Backends {
  readonly rules: readonly MadeDestinationRule[];
  readonly statuses: readonly Status[];
}

/** External hosts that routes may name as backends; istiod reads them only with its alpha switch. */
export function backendsOf(world: World, ancestors: Ancestors): Backends {
  if (!world.settings.alpha) return { rules: [], statuses: [] };
  const results = world.all('XBackend').map((backend) => backendOf(world, backend, ancestors));
  return { rules: results.flatMap(({ rules }) => rules), statuses: results.flatMap(({ statuses }) => statuses) };
}

function backendOf(world: World, backend: Resource, ancestors: Ancestors): Backends {
  const spec = record(backend.body['spec']);
  const host = text(record(spec['externalHostname'])['hostname']);
  const port = whole(record(spec['port'])['port']);
  const tls = spec['tls'] === undefined ? undefined : record(spec['tls']);
  const validation = record(tls?.['validation']);
  const accepted: Condition = { reason: 'Accepted', message: 'Configuration is valid' };
  const resolved: Condition = { reason: 'ResolvedRefs', message: 'Configuration is valid' };
  const wrong = wrongWith(spec, host, port);
  const refused = wrong === undefined ? undefined : { reason: 'Invalid', message: wrong, path: ['spec', 'tls', 'mode'] };
  const originates = tls !== undefined && tls['mode'] === 'ServerOnly' && refused === undefined;
  const made = originates ? backendTls(world, backend.namespace ?? '', validation, text(validation['hostname']) ?? host ?? '', ['spec', 'tls', 'validation']) : undefined;
  const conditions: Conditions = { Accepted: refused === undefined ? (made?.accepted ?? accepted) : { ...accepted, refused }, ResolvedRefs: made?.resolved ?? resolved };
  const rules = made === undefined || host === undefined || port === undefined ? [] : [backendRule(backend, host, port, made.tls)];
  return { rules, statuses: [statusOf(backend, conditions, ancestors)] };
}

function wrongWith(spec: JsonObject, host: string | undefined, port: number | undefined): string | undefined {
  if (host === undefined || (text(spec['type']) ?? 'ExternalHostname') !== 'ExternalHostname') return `unsupported XBackend type "${text(spec['type']) ?? ''}"`;
  if (port === undefined || port < 1 || port > 65535) return `invalid XBackend port ${port ?? 0}`;
  return record(spec['tls'])['mode'] === 'ClientAndServer' ? 'unsupported ClientAndServer TLS mode: Istio does not support client certificates on backend' : undefined;
}

/** One entry for the mesh, and one for each Gateway whose routes name the backend. */
function statusOf(backend: Resource, conditions: Conditions, ancestors: Ancestors): Status {
  const before = list(record(backend.body['status'])['parents']).map(record);
  const entry = (parentRef: JsonObject, controllerName: string): JsonObject => {
    const current = before.find((each) => JSON.stringify(each['parentRef']) === JSON.stringify(parentRef));
    return { parentRef, controllerName, conditions: conditionsOver(current?.['conditions'], conditions, backend) };
  };
  const gateways = [...ancestors.of(backend)].sort().map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return entry({ group: gatewayGroup, kind: 'Gateway', name, namespace }, gatewayController);
  });
  const own = entry({ group: experimentalGroup, kind: 'XBackend', name: backend.name }, meshController);
  const others = before.filter(({ controllerName }) => controllerName !== gatewayController && controllerName !== meshController);
  return { resource: backend, status: { parents: [...others, own, ...gateways] }, refusals: refusalsOf(conditions) };
}
