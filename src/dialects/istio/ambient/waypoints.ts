import { ingressUseWaypointLabel, waypointController, waypointForLabel } from '../../../facts/ambient.ts';
import { gatewayType, managedLabel, tunnelPort, useWaypointLabel, useWaypointNamespaceLabel } from '../../../facts/gateway-api.ts';
import { gatewayNameLabel } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { record, texts } from '../../kubernetes/fields.ts';
import { selectorOf, selects, type Labels } from '../../kubernetes/labels.ts';
import { podsWith, type Pod } from '../../kubernetes/pods.ts';
import type { Service } from '../../kubernetes/services.ts';

/** The proxy that reads HTTP for Services or workloads of the ambient mesh. */
export interface Waypoint {
  readonly namespace: string;
  readonly name: string;
  readonly gateway: Resource;
  readonly pods: readonly Pod[];
}

/** What a Service or a pod says about its waypoint, and the object and label that say it. */
export type Binding = { readonly resource: Resource; readonly path: Path } & (
  | { readonly waypoint: Waypoint }
  /** It asks for one and has none, with the reason as a clause. */
  | { readonly none: string }
);

/** The waypoint for connections to a Service's own address; undefined: nothing asks for one. */
export function serviceWaypoint(estate: Estate, service: Pick<Service, 'resource' | 'namespace'>): Binding | undefined {
  // A waypoint's own Service cannot have one.
  if (labelsOf(service.resource)[managedLabel] === waypointController) return undefined;
  return bound(estate, service.resource, service.namespace, 'service');
}

/** The waypoint for connections to a pod's own address; undefined: nothing asks for one. */
export function workloadWaypoint(estate: Estate, pod: Pod): Binding | undefined {
  return pod.labels[gatewayNameLabel] === undefined ? bound(estate, pod.resource, pod.namespace, 'workload') : undefined;
}

/** Whether ingress gateways send what they have for a Service through its waypoint. */
export function ingressUsesWaypoint(estate: Estate, service: Pick<Service, 'resource' | 'namespace'>): boolean {
  const own = labelsOf(service.resource)[ingressUseWaypointLabel];
  const inherited = namespaceNamed(estate, service.resource.scope, service.namespace);
  return (own ?? (inherited === undefined ? undefined : labelsOf(inherited)[ingressUseWaypointLabel])) === 'true';
}

/**
 * The object's own label, else its namespace's (istio/istio, controller/ambient, fetchWaypointForTarget). A label that
 * leads nowhere does not fall back.
 */
function bound(estate: Estate, resource: Resource, namespace: string, traffic: 'service' | 'workload'): Binding | undefined {
  const own = asked(resource, namespace);
  if (own === 'none') return undefined;
  const inherited = own === undefined ? namespaceNamed(estate, resource.scope, namespace) : undefined;
  const [wanted, by] = own === undefined ? [inherited === undefined ? undefined : asked(inherited, namespace), inherited] : [own, resource];
  if (wanted === undefined || wanted === 'none' || by === undefined) return undefined;
  const place = { resource: by, path: ['metadata', 'labels', useWaypointLabel] };
  const called = `${wanted.namespace}/${wanted.name}`;
  const gateway = estate.find({ scope: resource.scope, type: gatewayType, ...wanted });
  if (gateway === undefined) return { ...place, none: `there is no Gateway ${called}` };
  const carried = trafficOf(estate, gateway);
  if (carried !== 'all' && carried !== traffic) return { ...place, none: `the waypoint ${called} is for ${carried === 'none' ? 'no traffic' : `${carried} traffic`}` };
  if (!admits(estate, gateway, namespace)) return { ...place, none: `the listener of the waypoint ${called} does not admit namespace ${namespace}` };
  return { ...place, waypoint: { ...wanted, gateway, pods: podsWith(estate, resource.scope, wanted.namespace, { [gatewayNameLabel]: wanted.name }) } };
}

function asked(resource: Resource, fallback: string): { readonly namespace: string; readonly name: string } | 'none' | undefined {
  const { [useWaypointLabel]: name, [useWaypointNamespaceLabel]: namespace } = labelsOf(resource);
  return name === undefined || name === 'none' ? name : { namespace: namespace ?? fallback, name };
}

/** The Gateway's own label, else its class's, else Services. */
function trafficOf(estate: Estate, gateway: Resource): string {
  const name = readerOf(gateway).get('spec', 'gatewayClassName').string() ?? '';
  const kind = estate.find({ scope: gateway.scope, type: 'GatewayClass', name });
  return labelsOf(gateway)[waypointForLabel] ?? (kind === undefined ? undefined : labelsOf(kind)[waypointForLabel]) ?? 'service';
}

/** `allowedRoutes` of the HBONE listener; nothing said admits the Gateway's own namespace. */
function admits(estate: Estate, gateway: Resource, namespace: string): boolean {
  const listeners = readerOf(gateway).get('spec', 'listeners').each();
  const listener = listeners.find((each) => each.get('protocol').string() === 'HBONE' && each.get('port').number() === tunnelPort);
  const from = listener?.get('allowedRoutes', 'namespaces', 'from').string() ?? 'Same';
  if (from === 'All') return true;
  if (from !== 'Selector') return gateway.namespace === namespace;
  const selector = selectorOf(listener?.get('allowedRoutes', 'namespaces', 'selector').value);
  const object = namespaceNamed(estate, gateway.scope, namespace);
  return selector !== undefined && selects(selector, object === undefined ? {} : labelsOf(object));
}

function namespaceNamed(estate: Estate, scope: string, name: string): Resource | undefined {
  return estate.find({ scope, type: 'Namespace', name });
}

function labelsOf(resource: Resource): Labels {
  return texts(record(resource.body['metadata'])['labels']);
}

