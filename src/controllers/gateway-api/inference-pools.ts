import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { builtinClasses, eastWestController, gatewayController, gatewayType, inferenceGroup, istioNetworkingGroup, meshController, poolLabels, poolService } from '../../facts/gateway-api.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { sha256 } from '../sha256.ts';
import { conditionsOver, refusalsOf, type Condition, type Conditions, type Status } from './conditions.ts';
import { kindOf, named } from './references.ts';
import type { World } from './world.ts';

/** The Service by which istiod reaches the pods of an InferencePool. */
export function poolServiceName(pool: string): string {
  const digits = sha256(pool).slice(0, poolService.digits);
  const room = poolService.longest - poolService.infix.length - poolService.digits;
  return `${pool.slice(0, room)}${poolService.infix}${digits}`;
}

/** The body of that Service: one port a target port, and labels that name the endpoint picker. */
export function poolServiceBody(pool: Resource): JsonObject {
  const spec = record(pool.body['spec']);
  const picker = record(spec['endpointPickerRef']);
  const labels = {
    [poolLabels.pool]: pool.name,
    [poolLabels.picker]: text(picker['name']) ?? '',
    [poolLabels.port]: String(whole(record(picker['port'])['number']) ?? ''),
    [poolLabels.failureMode]: text(picker['failureMode']) ?? 'FailClose',
  };
  const ports = list(spec['targetPorts']).map((port, index) => ({ name: `http-${index}`, protocol: 'TCP', port: poolService.firstPort + index, targetPort: whole(record(port)['number']) ?? 0 }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: poolServiceName(pool.name), namespace: pool.namespace ?? '', labels },
    spec: { clusterIP: 'None', selector: record(record(spec['selector'])['matchLabels']), ports },
  };
}

/** The HTTPRoutes that lead to a pool. */
export function routesTo(world: World, pool: Resource): readonly Resource[] {
  return world.all('HTTPRoute').filter((route) =>
    list(record(route.body['spec'])['rules']).some((rule) =>
      list(record(rule)['backendRefs']).map(record).some((reference) => {
        const to = named(reference, route.namespace ?? '');
        return kindOf(reference, '', 'Service') === `${inferenceGroup}/InferencePool` && to.name === pool.name && to.namespace === pool.namespace;
      }),
    ),
  );
}

/** The status of pools: an entry for each Gateway that the status of a route names. */
export function poolStatuses(world: World): readonly Status[] {
  if (!world.settings.inference) return [];
  return world.all('InferencePool').map((pool) => {
    const told = new Map<string, { readonly gateway: JsonObject; readonly route: Resource; readonly entry: JsonObject }>();
    for (const route of routesTo(world, pool)) {
      for (const entry of list(record(route.body['status'])['parents']).map(record)) {
        if (!ours.has(text(entry['controllerName']) ?? '')) continue;
        const gateway = named(record(entry['parentRef']), route.namespace ?? '');
        const key = `${gateway.namespace}/${gateway.name}`;
        if (!told.has(key)) told.set(key, { gateway: { ...gateway }, route, entry });
      }
    }
    const before = list(record(pool.body['status'])['parents']).map(record);
    const others = before.filter(({ parentRef }) => !isTold(world, pool, record(parentRef), told));
    const resolved = pickerOf(world, pool);
    const entries = [...told.values()].map(({ gateway, route, entry }) => {
      const existing = before.find(({ parentRef }) => record(parentRef)['name'] === gateway['name'] && record(parentRef)['namespace'] === gateway['namespace']);
      const conditions: Conditions = { Accepted: acceptedBy(gateway, route, entry), ResolvedRefs: resolved };
      return { conditions, entry: { parentRef: { group: istioNetworkingGroup, kind: 'Gateway', ...gateway }, conditions: conditionsOver(list(existing?.['conditions']).filter((each) => ['Accepted', 'ResolvedRefs'].includes(text(record(each)['type']) ?? '')), conditions, pool) } };
    });
    const parents = [...others, ...entries.map(({ entry }) => entry)];
    return { resource: pool, status: parents.length === 0 ? {} : { parents }, refusals: entries.flatMap(({ conditions }) => refusalsOf(conditions)) };
  });
}

const ours: ReadonlySet<string> = new Set([gatewayController, meshController, eastWestController]);

function isTold(world: World, pool: Resource, reference: JsonObject, told: ReadonlyMap<string, unknown>): boolean {
  const gateway = named(reference, pool.namespace ?? '');
  if (told.has(`${gateway.namespace}/${gateway.name}`) || (reference['kind'] === 'Status' && gateway.name === 'default')) return true;
  const written = world.find(gatewayType, gateway.namespace, gateway.name);
  return written !== undefined && builtinClasses[text(record(written.body['spec'])['gatewayClassName']) ?? ''] !== undefined;
}

function acceptedBy(gateway: JsonObject, route: Resource, entry: JsonObject): Condition {
  const accepted = list(entry['conditions']).map(record).find(({ type }) => type === 'Accepted');
  const well = { reason: 'Accepted', message: 'Referenced by an HTTPRoute accepted by the parentRef Gateway' };
  if (accepted?.['status'] === 'True') return well;
  const message = `Referenced HTTPRoute ${route.namespace}/${route.name} not accepted by Gateway ${String(gateway['namespace'])}/${String(gateway['name'])}: ${text(accepted?.['message']) ?? ''}`;
  return { ...well, refused: { reason: 'HTTPRouteNotAccepted', message } };
}

function pickerOf(world: World, pool: Resource): Condition {
  const picker = record(record(pool.body['spec'])['endpointPickerRef']);
  const kind = text(picker['kind']) ?? 'Service';
  const name = text(picker['name']) ?? '';
  const well = { reason: 'ResolvedRefs', message: 'Referenced ExtensionRef resolved successfully' };
  const refuse = (message: string): Condition => ({ ...well, refused: { reason: 'InvalidExtensionRef', message, path: ['spec', 'endpointPickerRef'] } });
  if (kind !== 'Service') return refuse(`Unsupported ExtensionRef kind ${kind}`);
  if (name === '') return refuse('ExtensionRef not defined');
  return world.find('Service', pool.namespace, name) === undefined ? refuse(`Referenced ExtensionRef not found ${name}`) : well;
}
