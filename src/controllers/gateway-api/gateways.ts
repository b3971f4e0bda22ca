import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { gatewayGroup, gatewayType } from '../../facts/gateway-api.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import { addressesReported, programmed, reachable, servicesOfGateway } from './addresses.ts';
import { keyPairProblem } from './certificates.ts';
import { classOf, type Class } from './classes.ts';
import { conditionsOver, refusalsOf, type Condition, type Conditions, type Refusal, type Status } from './conditions.ts';
import type { Conflicts } from './conflicts.ts';
import type { Listener } from './listener.ts';
import { listenerSetsOf, type ListenerSets } from './listener-sets.ts';
import { kindOf, named } from './references.ts';
import { conflictsFor, listenerStatuses, madeOf, translated, type MadeGateway } from './servers.ts';
import type { World } from './world.ts';

export interface Gateways {
  readonly made: readonly MadeGateway[];
  readonly statuses: readonly Status[];
}

/** Everything that the Gateways of Istio's classes and their ListenerSets become. */
export function gatewaysOf(world: World): Gateways {
  const conflicts = new Map<Resource, Conflicts>();
  const sets = listenerSetsOf(world, conflicts);
  const results = world.all(gatewayType).map((gateway) => gatewayOf(world, gateway, conflicts, sets));
  return { made: results.flatMap(({ made }) => made), statuses: [...sets.statuses, ...results.flatMap(({ statuses }) => statuses)] };
}

function gatewayOf(world: World, gateway: Resource, conflicts: Map<Resource, Conflicts>, sets: ListenerSets): Gateways {
  const spec = record(gateway.body['spec']);
  const ofClass = classOf(world, text(spec['gatewayClassName']) ?? '');
  if (ofClass === undefined) return { made: [], statuses: [] };
  if (!ofClass.routes) return { made: [], statuses: [remote(gateway)] };
  const { hosts, refused } = servicesOfGateway(world, gateway, ofClass);
  const before = record(gateway.body['status']);
  if (hosts.length === 0 && refused !== undefined) return { made: [], statuses: [statusOf(world, gateway, ofClass, hosts, [], refused, [], before)] };
  const lost = conflictsFor(world, gateway, ofClass, conflicts).get(gateway);
  const listeners = translated(world, gateway, gateway, ofClass, lost, list(before['listeners']).map(record));
  const added = sets.made.filter(({ gateway: parent, made }) => parent === gateway && made.valid).map(({ made }) => made);
  const status = statusOf(world, gateway, ofClass, hosts, listeners, refused ?? parametersRefusal(world, gateway), added, before);
  return { made: [...madeOf(gateway, gateway, ofClass, hosts, listeners), ...added], statuses: [status] };
}

function statusOf(world: World, gateway: Resource, ofClass: Class, hosts: readonly string[], listeners: readonly Listener[], refused: Refusal | undefined, added: readonly MadeGateway[], before: JsonObject): Status {
  const servers = [...listeners.flatMap(({ server }) => (server === undefined ? [] : [server])), ...added.map(({ server }) => server)];
  const found = reachable(world, gateway.namespace ?? '', hosts, servers.map((server) => whole(record(server['port'])['number']) ?? 0));
  const valid = listeners.filter((listener) => listener.valid).length;
  const client = clientCertificateRefusal(world, gateway);
  const conditions: Conditions = {
    Accepted: accepted(gateway, refused, valid),
    Programmed: programmed(hosts, found),
    ResolvedRefs: { reason: 'ResolvedRefs', message: 'All references resolved', ...(client === undefined ? {} : { refused: client }) },
    ...(allowsAnyClient(gateway) ? { [insecure]: { reason: 'ConfigurationChanged', message: 'Gateway is operating in AllowInsecureFallback mode for frontend validation' } } : {}),
  };
  const addresses = addressesReported(gateway, ofClass, found);
  const sets = new Set(added.map(({ owner }) => owner)).size;
  const kept = listenerStatuses(listeners);
  return {
    resource: gateway,
    status: {
      ...before,
      ...(addresses.length === 0 ? {} : { addresses }),
      ...(sets === 0 ? {} : { attachedListenerSets: sets }),
      ...(kept.length === 0 ? {} : { listeners: kept }),
      conditions: conditionsOver(stillTrue(gateway, before['conditions']), conditions, gateway),
    },
    refusals: [...refusalsOf(conditions), ...listeners.flatMap((listener) => listener.refusals)],
  };
}

const insecure = 'InsecureFrontendValidationMode';

/** A Gateway that asks clients for certificates again is not insecure any more. */
function stillTrue(gateway: Resource, conditions: Json | undefined): Json | undefined {
  const frontend = record(record(gateway.body['spec'])['tls'])['frontend'];
  return frontend === undefined || frontend === null || conditions === undefined ? conditions : list(conditions).filter((each) => record(each)['type'] !== insecure);
}

/** A Gateway is refused where none of its listeners is good. */
function accepted(gateway: Resource, refused: Refusal | undefined, valid: number): Condition {
  const well = { reason: 'Accepted', message: 'Resource accepted' };
  if (refused !== undefined) return { ...well, refused };
  const all = list(record(gateway.body['spec'])['listeners']).length;
  if (all === 0 || valid === all) return well;
  if (valid > 0) return { reason: 'ListenersNotValid', message: "One or more of the Gateway's listeners are invalid" };
  return { ...well, refused: { reason: 'ListenersNotValid', message: "None of the Gateway's listeners are valid", path: ['spec', 'listeners'] } };
}

function parametersRefusal(world: World, gateway: Resource): Refusal | undefined {
  const reference = record(record(gateway.body['spec'])['infrastructure'])['parametersRef'];
  if (reference === undefined || reference === null) return undefined;
  const path = ['spec', 'infrastructure', 'parametersRef'];
  const { group, kind, name } = record(reference);
  if (kindOf(record(reference), '', '') !== '/ConfigMap') return { reason: 'InvalidParameters', message: `Unsupported parametersRef group/kind ${text(group) ?? ''}/${text(kind) ?? ''}, only ConfigMap is supported`, path };
  if (world.find('ConfigMap', gateway.namespace, text(name) ?? '') !== undefined) return undefined;
  return { reason: 'InvalidParameters', message: `parametersRef ConfigMap ${gateway.namespace}/${text(name) ?? ''} does not exist`, path };
}

function clientCertificateRefusal(world: World, gateway: Resource): Refusal | undefined {
  const value = record(record(record(gateway.body['spec'])['tls'])['backend'])['clientCertificateRef'];
  if (value === undefined || value === null) return undefined;
  const path = ['spec', 'tls', 'backend', 'clientCertificateRef'];
  const reference = record(value);
  const local = gateway.namespace ?? '';
  const message = keyPairProblem(world, reference, local, 'clientCertificateRef');
  if (message !== undefined) return { reason: 'InvalidClientCertificateRef', message, path };
  const to = named(reference, local);
  if (to.namespace === local || world.grants.allow({ kind: `${gatewayGroup}/Gateway`, namespace: local }, { kind: '/Secret', ...to })) return undefined;
  return { reason: 'RefNotPermitted', message: `clientCertificateRef ${to.name}/${to.namespace} not accessible to a Gateway in namespace "${local}" (missing a ReferenceGrant?)`, path };
}

function allowsAnyClient(gateway: Resource): boolean {
  const frontend = record(record(record(gateway.body['spec'])['tls'])['frontend']);
  const settings = [record(frontend['default']), ...list(frontend['perPort']).map((each) => record(record(each)['tls']))];
  return settings.some((tls) => record(tls['validation'])['mode'] === 'AllowInsecureFallback');
}

/** A Gateway of another cluster: istiod copies its addresses and makes nothing. */
function remote(gateway: Resource): Status {
  const conditions: Conditions = { Accepted: { reason: 'Accepted', message: 'Resource accepted' }, Programmed: { reason: 'Programmed', message: 'This Gateway is remote; Istio will not program it' } };
  const { listeners: _listeners, ...before } = record(gateway.body['status']);
  const addresses = list(record(gateway.body['spec'])['addresses']);
  return { resource: gateway, status: { ...before, ...(addresses.length === 0 ? {} : { addresses }), conditions: conditionsOver(before['conditions'], conditions, gateway) }, refusals: [] };
}
