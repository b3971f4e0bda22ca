import { podNamed, takesTunnel, tunnelAddress } from '../../dialects/istio/ambient/ambient.ts';
import { ingressUsesWaypoint, serviceWaypoint } from '../../dialects/istio/ambient/waypoints.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { principalOf, proxyOf, speaksMutualTls } from '../../dialects/istio/proxy/proxy.ts';
import type { MeshService } from '../../dialects/istio/services/registry.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { EndpointSpec, TlsSpec } from './spec.ts';

/** What is dialled, as the client's proxy looks at it. */
interface Dialled {
  readonly service: MeshService;
  readonly port: number;
  /** The dialled address answers itself: then nothing is known of it that a tunnel needs. */
  readonly original: boolean;
}

/**
 * Endpoints with the tunnels that lead to them. A sidecar or gateway takes one to what speaks no mTLS of sidecars, past any
 * waypoint; a waypoint wherever it can; and an ingress gateway leaves a Service to its waypoint where that is asked for
 * (istio/istio, endpoint_builder, buildEnvoyLbEndpoint and findServiceWaypoint).
 */
export function throughTunnels(estate: Estate, mesh: Mesh, client: Pod, { service, port, original }: Dialled, endpoints: readonly EndpointSpec[]): readonly EndpointSpec[] {
  const proxy = proxyOf(estate, client);
  const own = service.service;
  if (proxy === 'gateway' && own !== undefined && !own.headless && ingressUsesWaypoint(estate, own)) {
    const binding = serviceWaypoint(estate, own);
    if (binding !== undefined && 'waypoint' in binding) return binding.waypoint.pods.map((pod) => toWaypoint(mesh, pod, `${service.host}/${port}`, port));
  }
  if (original) return endpoints;
  return endpoints.map((endpoint) => {
    const pod = endpoint.pod === undefined ? undefined : podNamed(estate, endpoint.pod);
    if (pod === undefined || !takesTunnel(estate, mesh, pod) || (proxy !== 'waypoint' && speaksMutualTls(pod))) return endpoint;
    return { ...endpoint, tunnel: tunnelAddress(pod, endpoint.port) };
  });
}

function toWaypoint(mesh: Mesh, pod: Pod, target: string, port: number): EndpointSpec {
  return { pod: `${pod.namespace}/${pod.name}`, port, takesMtls: false, principal: principalOf(mesh, pod), tunnel: tunnelAddress(pod, target), ...(pod.address === undefined ? {} : { address: pod.address }) };
}

/** A waypoint brings its own TLS only where a rule says SIMPLE or MUTUAL; it speaks no mTLS of sidecars (istio/istio, core/cluster_waypoint, buildWaypointTLSContext). */
export function tlsOfWaypoint({ settings, ...tls }: TlsSpec): TlsSpec {
  return { ...tls, by: 'user', ...(settings?.mode === 'SIMPLE' || settings?.mode === 'MUTUAL' ? { settings } : {}) };
}
