import { tunnelPort } from '../../facts/gateway-api.ts';
import { outsideAddress } from '../../dialects/istio/mesh/addresses.ts';
import { takesTunnel, tunnelAddress } from '../../dialects/istio/ambient/ambient.ts';
import { serviceWaypoint, type Binding } from '../../dialects/istio/ambient/waypoints.ts';
import { destinationRuleFor } from '../../dialects/istio/services/destination-rules.ts';
import { meshEndpoints, type MeshEndpoint } from '../../dialects/istio/services/mesh-endpoints.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { meshPort, type MeshService } from '../../dialects/istio/services/registry.ts';
import { meshRoutesFor } from '../../dialects/istio/routes/virtual-services.ts';
import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { originOf, writtenBy } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { portOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { EndpointSpec, Leads } from './spec.ts';

/** Where a service's own address leads: to its waypoint if it has one, else to one of its endpoints; and what is not heard on the way. */
export function serviceLeads(estate: Estate, mesh: Mesh, pod: Pod, service: MeshService, port: number): readonly [Leads, readonly Origin[]] {
  const binding = serviceWaypoint(estate, service);
  if (binding !== undefined && 'waypoint' in binding) return [through(estate, mesh, binding, `${service.host}/${port}`), []];
  const origin = originOf(service.resource, ['spec', 'ports'], `port ${port}`);
  const ignored = [...missing(binding), ...unread(estate, mesh, pod, service)];
  if (service.resolution === 'none') return [{ to: 'anywhere' }, ignored];
  const found = meshPort(service, port);
  const endpoints = found === undefined ? [] : meshEndpoints(estate, service, found).map((each) => placed(estate, mesh, each));
  return [{ to: 'endpoints', service: nameOf(writtenBy(service.resource)), endpoints, origin }, ignored];
}

/** Its name is its pods' addresses, on whatever port the client likes. */
export function podLeads(estate: Estate, client: Pod, service: Service, port: number): Leads {
  const [first] = service.ports;
  const asked = portOf(service, port) ?? first;
  const ready = asked === undefined ? [] : endpointsOf(estate, service, asked).filter((each) => each.ready);
  const pods = ready.flatMap(({ pod, address }) => (pod === undefined ? [] : [{ name: pod, hop: `direct/${client.namespace}/${client.name}/${pod}/${port}`, ...(address === undefined ? {} : { address }) }]));
  return { to: 'pods', service: `${service.namespace}/${service.name}`, pods, origin: originOf(service.resource, ['spec', 'clusterIP'], `port ${port}`) };
}

/** The pods of a waypoint, each with the tunnel that asks it for the target. */
export function through(estate: Estate, mesh: Mesh, binding: Extract<Binding, { waypoint: unknown }>, target: string): Leads {
  const { namespace, name, pods } = binding.waypoint;
  const ready = pods.filter((each) => each.ready !== false && !each.terminating && !each.finished && proxyOf(estate, each) === 'waypoint');
  const endpoints = ready.map((each): EndpointSpec => ({
    name: `${each.namespace}/${each.name}`,
    port: tunnelPort,
    hop: tunnelAddress(each, target),
    tunnel: principalOf(mesh, each),
    ...(each.address === undefined ? {} : { address: each.address }),
  }));
  return { to: 'waypoint', waypoint: `${namespace}/${name}`, endpoints, origin: originOf(binding.resource, binding.path, `waypoint ${namespace}/${name}`) };
}

function placed(estate: Estate, mesh: Mesh, { at, address, port }: MeshEndpoint): EndpointSpec {
  const known = address === undefined ? {} : { address };
  if ('pod' in at) return podEndpoint(estate, mesh, at.pod, port, address);
  if ('service' in at) return { name: `Service ${at.service.namespace}/${at.service.name}`, port, hop: `service/${at.service.namespace}/${at.service.name}/${port}`, ...known };
  return { name: at.outside, port, hop: outsideAddress(at.outside, port), ...known };
}

/** A pod as ztunnel dials it. */
export function podEndpoint(estate: Estate, mesh: Mesh, pod: Pod, port: number, address: string | undefined): EndpointSpec {
  const called = { name: `${pod.namespace}/${pod.name}`, ...(address === undefined ? {} : { address }) };
  if (!takesTunnel(estate, mesh, pod)) return { ...called, port, hop: `pod/${pod.namespace}/${pod.name}/${port}` };
  return { ...called, port: tunnelPort, hop: tunnelAddress(pod, port), tunnel: principalOf(mesh, pod) };
}

/** A waypoint is asked for and there is none: connections go on without it. */
export function missing(binding: Binding | undefined): readonly Origin[] {
  if (binding === undefined || 'waypoint' in binding) return [];
  return [originOf(binding.resource, binding.path, 'waypoint', `${nameOf(writtenBy(binding.resource))} asks for a waypoint, and ${binding.none}: connections go on without one, and nothing enforces what needs HTTP`)];
}

/** Routes and traffic policies that only a proxy applies. */
function unread(estate: Estate, { rootNamespace }: Mesh, pod: Pod, service: MeshService): readonly Origin[] {
  const { host } = service;
  const routes = meshRoutesFor(estate, pod.namespace, host).resources;
  const rule = destinationRuleFor(estate, pod, { host, namespace: service.namespace }, rootNamespace);
  return [...routes, ...(rule?.resources ?? [])].map((resource) => {
    const name = nameOf(writtenBy(resource));
    return originOf(resource, ['spec'], 'at ztunnel', `${name} is for a proxy that reads HTTP; ${nameOf(writtenBy(service.resource))} has no waypoint, so nothing applies it to connections of ${pod.namespace}/${pod.name}`);
  });
}
