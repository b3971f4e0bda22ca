import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { gatewayGroup, gatewayType } from '../../facts/gateway-api.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { programmed, reachable, servicesOfGateway } from './addresses.ts';
import { classOf } from './classes.ts';
import { conditionsOver, refusalsOf, type Conditions, type Refusal, type Status } from './conditions.ts';
import type { Conflicts } from './conflicts.ts';
import { takesListenersOf, type Listener } from './listener.ts';
import { kindOf, named } from './references.ts';
import { conflictsFor, listenerStatuses, madeOf, translated, type MadeGateway } from './servers.ts';
import type { World } from './world.ts';

/** What ListenerSets add to Gateways. */
export interface ListenerSets {
  readonly made: readonly { readonly gateway: Resource; readonly made: MadeGateway }[];
  readonly statuses: readonly Status[];
}

/** Translates the ListenerSets of Istio's Gateways. */
export function listenerSetsOf(world: World, conflicts: Map<Resource, Conflicts>): ListenerSets {
  const results = world.all('ListenerSet').map((set) => listenerSetOf(world, set, conflicts));
  return { made: results.flatMap(({ made }) => made), statuses: results.flatMap(({ statuses }) => statuses) };
}

const nothing: ListenerSets = { made: [], statuses: [] };

function listenerSetOf(world: World, set: Resource, conflicts: Map<Resource, Conflicts>): ListenerSets {
  const reference = record(record(set.body['spec'])['parentRef']);
  if (kindOf(reference, gatewayGroup, 'Gateway') !== `${gatewayGroup}/Gateway`) return nothing;
  const to = named(reference, set.namespace ?? '');
  const gateway = world.find(gatewayType, to.namespace, to.name);
  const ofClass = gateway === undefined ? undefined : classOf(world, text(record(gateway.body['spec'])['gatewayClassName']) ?? '');
  if (gateway === undefined || ofClass === undefined) return nothing;
  const before = record(set.body['status']);
  if (!ofClass.listenerSets) return { made: [], statuses: [notAllowed(set, before, `The "${ofClass.name}" GatewayClass does not support ListenerSet`)] };
  if (!takesListenersOf(world, gateway, set.namespace ?? '')) return { made: [], statuses: [notAllowed(set, before, "The parent Gateway does not allow this reference; check the 'spec.allowedRoutes'")] };
  const { hosts, refused } = servicesOfGateway(world, gateway, ofClass);
  if (hosts.length === 0 && refused !== undefined) return { made: [], statuses: [statusOf(world, set, gateway, hosts, undefined, refused, before)] };
  const lost = conflictsFor(world, gateway, ofClass, conflicts).get(set);
  const listeners = translated(world, set, gateway, ofClass, lost, list(before['listeners']).map(record));
  const made = madeOf(set, gateway, ofClass, hosts, listeners).map((each) => ({ gateway, made: each }));
  return { made, statuses: [statusOf(world, set, gateway, hosts, listeners, refused, before)] };
}

function statusOf(world: World, set: Resource, gateway: Resource, hosts: readonly string[], listeners: readonly Listener[] | undefined, refused: Refusal | undefined, before: JsonObject): Status {
  const ports = (listeners ?? []).flatMap(({ server }) => (server === undefined ? [] : [whole(record(server['port'])['number']) ?? 0]));
  const found = reachable(world, gateway.namespace ?? '', hosts, ports);
  const none: Refusal | undefined = listeners === undefined || listeners.some(({ valid }) => valid) ? undefined : { reason: 'ListenersNotValid', message: "None of the ListenerSet's listeners are valid", path: ['spec', 'listeners'] };
  const parent: Refusal | undefined = refused === undefined ? undefined : { reason: refused.reason, message: `Parent not accepted: ${refused.message}`, path: ['spec', 'parentRef'] };
  const stands = parent ?? none;
  const conditions: Conditions = {
    Accepted: { reason: 'Accepted', message: 'Resource accepted', ...(stands === undefined ? {} : { refused: stands }) },
    Programmed: { ...programmed(hosts, found), ...(none === undefined ? {} : { refused: none }) },
  };
  const kept = listenerStatuses(listeners ?? []);
  return {
    resource: set,
    status: { ...before, ...(kept.length === 0 ? {} : { listeners: kept }), conditions: conditionsOver(before['conditions'], conditions, set) },
    refusals: [...refusalsOf(conditions), ...(listeners ?? []).flatMap((listener) => listener.refusals)],
  };
}

function notAllowed(set: Resource, before: JsonObject, message: string): Status {
  const refused: Refusal = { reason: 'NotAllowed', message, path: ['spec', 'parentRef'] };
  const conditions: Conditions = { Accepted: { reason: 'Accepted', message: '', refused }, Programmed: { reason: 'Programmed', message: '', refused } };
  const { listeners: _listeners, ...rest } = before;
  return { resource: set, status: { ...rest, conditions: conditionsOver(rest['conditions'], conditions, set) }, refusals: [refused] };
}
