import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { eastWestController, gatewayGroup, gatewaySemanticsAnnotation, generatedName, meshController, parentNamespaceAnnotation, parentsAnnotation, serviceAccountAnnotation, tunnelPort } from '../../facts/gateway-api.ts';
import { gatewayServiceAnnotation } from '../../facts/istio.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { accountOf } from './addresses.ts';
import type { Class } from './classes.ts';
import { conflictsOf, type Conflicts } from './conflicts.ts';
import { conflicting, kindsTaken, listenerOf, listenersOf, takesListenersOf, type Listener } from './listener.ts';
import type { Parent } from './parents.ts';
import { named } from './references.ts';
import { metadataFrom, type World } from './world.ts';

/** An Istio Gateway with one server, made of one listener. */
export interface MadeGateway {
  readonly owner: Resource;
  readonly path: Path;
  readonly body: JsonObject;
  readonly valid: boolean;
  readonly server: JsonObject;
  readonly parent: Parent;
}

/** The listeners of an owner, each translated or told that it loses. */
export function translated(world: World, owner: Resource, gateway: Resource, { controller }: Class, lost: ReadonlyMap<string, string> | undefined, before: readonly JsonObject[]): readonly Listener[] {
  return listenersOf(owner).map((listener, index) => {
    const reason = lost?.get(text(listener['name']) ?? '');
    return reason === undefined ? listenerOf(world, owner, gateway, index, controller, before[index] ?? {}) : conflicting(owner, index, reason, before[index] ?? {});
  });
}

/** The conflicts among everything that listens for a Gateway; only classes that know ListenerSets look for any. */
export function conflictsFor(world: World, gateway: Resource, { listenerSets }: Class, known: Map<Resource, Conflicts>): Conflicts {
  const found = known.get(gateway);
  if (found !== undefined) return found;
  const attached = world.all('ListenerSet').filter((set) => {
    const parent = named(record(record(set.body['spec'])['parentRef']), set.namespace ?? '');
    return parent.name === gateway.name && parent.namespace === gateway.namespace && takesListenersOf(world, gateway, set.namespace ?? '');
  });
  const made: Conflicts = listenerSets ? conflictsOf(gateway, attached) : new Map();
  known.set(gateway, made);
  return made;
}

/** Istio Gateways of listeners; waypoints route without them, and a tunnel's listener has no routes. */
export function madeOf(owner: Resource, gateway: Resource, ofClass: Class, hosts: readonly string[], listeners: readonly Listener[]): readonly MadeGateway[] {
  const { controller } = ofClass;
  return listeners.flatMap(({ path, written, server, valid }) => {
    const port = whole(written['port']) ?? 0;
    if (server === undefined || controller === meshController || (controller === eastWestController && port === tunnelPort)) return [];
    const section = text(written['name']) ?? '';
    const namespace = owner.namespace ?? '';
    const type = owner.type === 'ListenerSet' ? 'ListenerSet' : 'Gateway';
    const name = `${owner.name}~${generatedName}~${section}`;
    const annotations = {
      [parentsAnnotation]: `${type}/${owner.name}/${section}.${namespace}`,
      [gatewaySemanticsAnnotation]: 'gateway',
      [gatewayServiceAnnotation]: hosts.join(','),
      ...(type === 'ListenerSet' ? { [parentNamespaceAnnotation]: gateway.namespace ?? '' } : {}),
      [serviceAccountAnnotation]: accountOf(gateway, ofClass),
    };
    const parent: Parent = {
      key: `${gatewayGroup}/${type}/${namespace}/${owner.name}`,
      internalName: `${namespace}/${name}`,
      kinds: kindsTaken(written).kinds,
      hosts: list(server['hosts']) as readonly string[],
      hostname: text(written['hostname']) ?? '',
      section,
      port,
      protocol: text(written['protocol']) ?? '',
    };
    const body = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: metadataFrom(owner, name, annotations), spec: { servers: [server] } };
    return [{ owner, path, body, valid, server, parent }];
  });
}

/** The statuses of listeners, one a name. */
export function listenerStatuses(listeners: readonly Listener[]): readonly JsonObject[] {
  return listeners.map(({ status }) => status).filter((status, index, all) => all.findIndex((each) => each['name'] === status['name']) === index);
}
