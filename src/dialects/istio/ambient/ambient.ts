import { tunnelAlpn, tunnelLabel, tunnelSetting } from '../../../facts/ambient.ts';
import { tunnelPort } from '../../../facts/gateway-api.ts';
import type { Session } from '../../../ir/program.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import { podAt, type Pod } from '../../kubernetes/pods.ts';
import { servicesSelecting, type Service } from '../../kubernetes/services.ts';
import { serviceWaypoint, workloadWaypoint, type Binding, type Waypoint } from './waypoints.ts';
import type { Workload } from '../policies/attachment.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { principalOf, proxyOf } from '../proxy/proxy.ts';
import { meshServicesNamed } from '../services/registry.ts';

/**
 * Whether connections to the pod go through a tunnel from those that can make one: pods of the ambient mesh, waypoints, and
 * sidecars that were injected to listen for it (istio/istio, endpoint_builder, supportTunnel; injection template).
 */
export function takesTunnel(estate: Estate, mesh: Mesh, pod: Pod): boolean {
  const proxy = proxyOf(estate, pod);
  if (proxy === 'ambient' || proxy === 'waypoint') return true;
  if (pod.labels[tunnelLabel] !== undefined) return pod.labels[tunnelLabel].split(',').includes('http');
  // The label of a pod that runs already is what its injection wrote.
  if (proxy !== 'sidecar' || pod.resource.derived === undefined) return false;
  // Nobody who makes a tunnel is there without the ambient profile, and that one says so (istio/istio, helm-profiles/ambient.yaml).
  if (mesh.resource === undefined) return true;
  return readerOf(mesh.resource).get('defaultConfig', 'proxyMetadata', tunnelSetting).string() === 'true';
}

/**
 * Where a tunnel ends: behind the port of tunnels stands what it leads to, a port of the pod itself, or behind a waypoint a
 * Service (`HOST/PORT`) or another pod (`NS/POD/PORT`).
 */
export function tunnelAddress({ namespace, name }: Pick<Pod, 'namespace' | 'name'>, target: string | number): string {
  return `pod/${namespace}/${name}/${tunnelPort}/${target}`;
}

/** The TLS of a tunnel: each end insists on the other's identity (istio/ztunnel, src/proxy/pool; no SNI). */
export function tunnelSession(authority: string, client: string, server: string): Session {
  return { alpn: tunnelAlpn, offer: { authority, principal: client }, demand: { authority, name: `spiffe://${server}` } };
}

/** A waypoint on the way to a pod, with the Service that leads through it; no Service: connections to the pod's own address. */
export interface WaypointBefore {
  readonly waypoint: Waypoint;
  readonly service?: Service;
  /** Identities of its pods. */
  readonly principals: readonly string[];
}

/** Every way to a pod that leads through a waypoint. */
export function waypointsBefore(estate: Estate, mesh: Mesh, pod: Pod): readonly WaypointBefore[] {
  const before = (binding: Binding | undefined, service?: Service): readonly WaypointBefore[] => {
    if (binding === undefined || !('waypoint' in binding)) return [];
    const principals = [...new Set(binding.waypoint.pods.map((each) => principalOf(mesh, each)))].sort();
    return [{ waypoint: binding.waypoint, principals, ...(service === undefined ? {} : { service }) }];
  };
  return [...servicesSelecting(estate, pod).flatMap((service) => before(serviceWaypoint(estate, service), service)), ...before(workloadWaypoint(estate, pod))];
}

/** The name of the chain in which a waypoint handles a Service's port (istio/istio, model.BuildSubsetKey, inbound-vip). */
export function waypointChain(protocol: 'http' | 'tcp', host: string, port: number): string {
  return `inbound-vip|${port}|${protocol}|${host}`;
}

/** The port that policies compare in a chain: a Service's at a waypoint, or that of the pod that is addressed itself. */
export function portIn(port: number, chain: string | undefined): number {
  const [word, first, , last] = chain?.split('|') ?? [];
  return word === 'inbound-vip' ? Number(first) : word?.startsWith('direct-') === true ? Number(last) : port;
}

/** A pod as policies look at it in one chain: at a waypoint those of the chain's Service count too. */
export function workloadIn(estate: Estate, pod: Pod, chain: string | undefined): Workload {
  if (proxyOf(estate, pod) !== 'waypoint') return pod;
  const [word, , , host = ''] = chain?.split('|') ?? [];
  const [found] = word === 'inbound-vip' ? meshServicesNamed(estate, host) : [];
  const of = found === undefined ? [] : [{ namespace: found.namespace, name: found.resource.name, ...(found.service === undefined ? { entry: true as const } : {}) }];
  return { namespace: pod.namespace, labels: pod.labels, waypointFor: of };
}

/** The pod behind `NS/NAME`. */
export function podNamed(estate: Estate, name: string): Pod | undefined {
  const [namespace = '', own = ''] = name.split('/');
  return podAt(estate, namespace, own);
}
