import { overlap, covers } from '../../dialects/istio/mesh/hosts.ts';
import { list, record, text, whole, words } from '../../dialects/kubernetes/fields.ts';
import { gatewayController, gatewayGroup, istioNetworkingGroup, meshController, gatewayType, useWaypointLabel, useWaypointNamespaceLabel } from '../../facts/gateway-api.ts';
import { compareTexts } from '../../resource/order.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { kept } from '../kept.ts';
import type { Refusal } from './conditions.ts';
import type { RouteKind } from './listener.ts';
import { keyed, kindOf, named, type Named } from './references.ts';
import { labelsOf, type World } from './world.ts';

/** Something that routes attach to: one listener, or the mesh. */
export interface Parent {
  /** `group/kind/namespace/name` of the Gateway or ListenerSet. */
  readonly key: string;
  /** `NS/NAME` of the Istio Gateway, or `mesh`. */
  readonly internalName: string;
  readonly kinds: readonly RouteKind[];
  /** `NS/HOST`. */
  readonly hosts: readonly string[];
  /** As the listener writes it; empty: every host. */
  readonly hostname: string;
  readonly section: string;
  readonly port: number;
  readonly protocol: string;
}

/** A reference of a route and one parent that it may mean. */
export interface Attachment {
  /** As written, and where. */
  readonly reference: JsonObject;
  readonly index: number;
  readonly path: Path;
  readonly kind: string;
  readonly to: Named;
  readonly parent: Parent;
  readonly refused?: Refusal;
  /** Hosts of other listeners of the same port and protocol. */
  readonly others: ReadonlySet<string>;
}

export const serviceKind = '/Service';
export const serviceEntryKind = `${istioNetworkingGroup}/ServiceEntry`;
const gatewayKind = `${gatewayGroup}/Gateway`;
const setKind = `${gatewayGroup}/ListenerSet`;

const mesh: Parent = {
  key: 'mesh',
  internalName: 'mesh',
  kinds: ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'].map((kind) => ({ group: gatewayGroup, kind })),
  hosts: [],
  hostname: '',
  section: '',
  port: 0,
  protocol: '',
};

/** Parents by what routes call them. */
export function byKey(parents: readonly Parent[]): ReadonlyMap<string, readonly Parent[]> {
  const found = new Map<string, Parent[]>();
  for (const parent of parents) kept(found, parent.key, () => []).push(parent);
  return found;
}

/** Every parent of the references of a route, whether or not it takes the route; kinds that are not Istio's are left out. */
export function attachmentsOf(world: World, route: Resource, parents: ReadonlyMap<string, readonly Parent[]>): readonly Attachment[] {
  const local = route.namespace ?? '';
  const found = references(route).flatMap(({ reference, index }): readonly Attachment[] => {
    const kind = kindOf(reference, gatewayGroup, 'Gateway');
    const to = named(reference, local);
    const base = { reference, index, path: ['spec', 'parentRefs', index], kind, to };
    if (kind === serviceKind || kind === serviceEntryKind) return servedByOthers(world, kind, to) ? [] : [attached(world, route, base, mesh, [])];
    if (kind !== gatewayKind && kind !== setKind) return [];
    const listeners = parents.get(`${kind}/${keyed(to)}`) ?? [];
    return listeners.map((listener) => attached(world, route, base, listener, listeners));
  });
  return found.toSorted((a, b) => compareTexts(referenceText(a.reference, local), referenceText(b.reference, local)));
}

/** `GROUP/KIND/NAME/SECTION/PORT.NAMESPACE`: what tells references apart, and orders them. */
export function referenceText(reference: JsonObject, local: string): string {
  const { namespace, name } = named(reference, local);
  return `${kindOf(reference, gatewayGroup, 'Gateway')}/${name}/${text(reference['sectionName']) ?? ''}/${whole(reference['port']) ?? 0}.${namespace}`;
}

/** Attachments that carry traffic, in the order in which VirtualServices are made of them. */
export function working(attachments: readonly Attachment[]): readonly Attachment[] {
  return attachments.filter(({ refused }) => refused === undefined).toSorted((a, b) => compareTexts(a.parent.internalName, b.parent.internalName));
}

/** Whether a route hangs on the mesh itself, and not on a Gateway. */
export function isMesh({ parent }: Attachment): boolean {
  return parent.internalName === mesh.internalName;
}

/** Whether a host of a route is served by this listener, and not by one of the same port with a closer host name. */
export function isServedHere({ parent: { hostname }, others }: Attachment, host: string): boolean {
  if (hostname !== '' && !hostname.startsWith('*')) return true;
  if (hostname !== '' && !overlap(host, hostname)) return false;
  return ![...others].some((other) => hostname.length <= other.length && covers(other, host));
}

/** The full host names that a route of the mesh is about. */
export function meshHosts(world: World, { kind, to }: Attachment): readonly string[] {
  if (kind === serviceKind) return [`${to.name}.${to.namespace}.svc.${world.settings.domain}`];
  return words(record(world.find('ServiceEntry', to.namespace, to.name)?.body['spec'])['hosts']);
}

function references(route: Resource): readonly { readonly reference: JsonObject; readonly index: number }[] {
  return list(record(route.body['spec'])['parentRefs']).map((reference, index) => ({ reference: record(reference), index }));
}

function attached(world: World, route: Resource, base: Omit<Attachment, 'parent' | 'refused' | 'others'>, parent: Parent, siblings: readonly Parent[]): Attachment {
  const alike = siblings.filter((other) => other !== parent && other.port === parent.port && other.protocol === parent.protocol).map(({ hostname }) => hostname);
  const refused = refusalOf(world, route, base, parent);
  return { ...base, parent, others: new Set(alike.filter((hostname) => hostname !== parent.hostname)), ...(refused === undefined ? {} : { refused: { ...refused, path: base.path } }) };
}

/** Why a parent does not take a route (conversion.go, referenceAllowed). */
function refusalOf(world: World, route: Resource, { reference, kind, to }: Omit<Attachment, 'parent' | 'refused' | 'others'>, parent: Parent): Refusal | undefined {
  if (kind === serviceKind) {
    if (world.find('Service', to.namespace, to.name) === undefined) return { reason: 'NoMatchingParent', message: `parent service: "${to.name}" not found` };
  } else if (kind === serviceEntryKind) {
    if (world.find('ServiceEntry', to.namespace, to.name) === undefined) return { reason: 'NoMatchingParent', message: `parent service entry: "${to.name}" not found` };
  } else {
    const port = whole(reference['port']) ?? 0;
    if (port !== 0 && port !== parent.port) return { reason: 'NoMatchingParent', message: `port ${port} not found` };
    const section = text(reference['sectionName']) ?? '';
    if (section !== '' && section !== parent.section) return { reason: 'NoMatchingParent', message: `sectionName "${section}" not found` };
    const refused = hostRefusal(route, parent);
    if (refused !== undefined) return refused;
  }
  if (parent.kinds.some((taken) => taken.kind === route.type && taken.group === gatewayGroup)) return undefined;
  return { reason: 'NotAllowedByListeners', message: `kind ${gatewayGroup}/v1/${route.type} is not allowed` };
}

/** One host name that both mean is enough; a listener names the namespaces that may use its own. */
function hostRefusal(route: Resource, parent: Parent): Refusal | undefined {
  const own = route.type === 'TCPRoute' ? [] : words(record(route.body['spec'])['hostnames']);
  const shared = parent.hosts.filter((entry) => {
    const host = entry.slice(entry.indexOf('/') + 1);
    return (own.length === 0 ? ['*'] : own).some((name) => overlap(host, name));
  });
  if (parent.hosts.length === 0 || shared.some((entry) => ['*', route.namespace].includes(entry.slice(0, entry.indexOf('/'))))) return undefined;
  if (shared.length === 0) return { reason: 'NoMatchingListenerHostname', message: `no hostnames matched parent hostname "${parent.hostname}"` };
  return { reason: 'NotAllowedByListeners', message: `hostnames matched parent hostname "${parent.hostname}", but namespace "${route.namespace}" is not allowed by the parent` };
}

/** A Service whose waypoint belongs to another controller is that controller's business. */
function servedByOthers(world: World, kind: string, to: Named): boolean {
  const parent = world.find(kind === serviceKind ? 'Service' : 'ServiceEntry', to.namespace, to.name);
  if (parent === undefined) return false;
  const own = labelsOf(parent);
  const labels = own[useWaypointLabel] === undefined ? labelsOf(world.find('Namespace', undefined, to.namespace)) : own;
  const name = labels[useWaypointLabel] ?? '';
  if (name === '' || name.toLowerCase() === 'none') return false;
  const waypoint = world.find(gatewayType, labels[useWaypointNamespaceLabel] ?? to.namespace, name);
  const ofClass = waypoint === undefined ? undefined : world.find('GatewayClass', undefined, text(record(waypoint.body['spec'])['gatewayClassName']) ?? '');
  const controller = ofClass === undefined ? undefined : text(record(ofClass.body['spec'])['controllerName']);
  return ofClass !== undefined && controller !== meshController && controller !== gatewayController;
}
