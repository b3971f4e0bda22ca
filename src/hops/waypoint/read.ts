import { tunnelPort } from '../../facts/gateway-api.ts';
import { clusterAddress, routeAddress } from '../../dialects/istio/mesh/addresses.ts';
import { podNamed, takesTunnel, tunnelAddress } from '../../dialects/istio/ambient/ambient.ts';
import { waypointRoutesFor } from '../../dialects/istio/ambient/routes.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { originOf, writtenBy } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { PodSpec, WaypointSpec } from './spec.ts';

/** Answers for the chains of waypoints. */
export function read(estate: Estate): Opened<WaypointSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', , chain = ''] = address.split('/');
      const pod = podNamed(estate, `${namespace}/${name}`);
      if (pod === undefined || proxyOf(estate, pod) !== 'waypoint') return undefined;
      return chain.startsWith('direct-') ? direct(estate, mesh, pod, chain.split('|')) : ofService(estate, pod, chain);
    },
  };
}

function ofService(estate: Estate, pod: Pod, chain: string): WaypointSpec | undefined {
  const [, number, protocol, host = ''] = chain.split('|');
  const [service] = meshServicesNamed(estate, host);
  if (service === undefined) return undefined;
  const [name, port, http] = [`${pod.namespace}/${pod.name}`, Number(number), protocol === 'http'];
  const routes = http ? waypointRoutesFor(estate, pod.namespace, service) : undefined;
  const routed = routes !== undefined && routes.resources.length > 0;
  const hop = routed ? routeAddress(name, port, host) : clusterAddress(name, host, port);
  return { proxy: `waypoint ${name}`, chain, http, leads: { to: 'hop', hop }, ignored: routed && routes.groups[0]?.known === true ? unheard(routes.resources, host) : [] };
}

/** Of several VirtualServices for one Service the waypoint takes the first. */
function unheard(resources: readonly Resource[], host: string): readonly Origin[] {
  const [first, ...others] = resources;
  return others.map((resource) => originOf(resource, ['spec', 'hosts'], 'at the waypoint', `${nameOf(writtenBy(resource))} routes ${host} too and is not heard: a waypoint takes one VirtualService for a Service, here ${nameOf(writtenBy(first!))}`));
}

/** A connection to a pod's own address passes the waypoint for workloads. */
function direct(estate: Estate, mesh: Mesh, pod: Pod, [chain = '', namespace = '', other = '', number]: readonly string[]): WaypointSpec | undefined {
  const target = podNamed(estate, `${namespace}/${other}`);
  if (target === undefined) return undefined;
  const port = Number(number);
  const name = `${pod.namespace}/${pod.name}`;
  const from = { pod: name, scope: pod.resource.scope, ...(pod.address === undefined ? {} : { address: pod.address }) };
  const reached = { name: `${namespace}/${other}`, from, ...(target.address === undefined ? {} : { address: target.address }) };
  const tunnel = { authority: meshAuthority(mesh), client: principalOf(mesh, pod), server: principalOf(mesh, target) };
  const to: PodSpec = takesTunnel(estate, mesh, target) ? { ...reached, port: tunnelPort, hop: tunnelAddress(target, port), tunnel } : { ...reached, port, hop: `pod/${namespace}/${other}/${port}` };
  return { proxy: `waypoint ${name}`, chain, http: chain === 'direct-http', leads: { to: 'pod', pod: to }, ignored: [] };
}
