import { tunnelPort } from '../../facts/gateway-api.ts';
import { outsideAddress } from '../../dialects/istio/addresses.ts';
import { podNamed, takesTunnel, tunnelAddress } from '../../dialects/istio/ambient.ts';
import { serviceWaypoint, workloadWaypoint, type Binding } from '../../dialects/istio/ambient-waypoints.ts';
import { destinationRuleFor } from '../../dialects/istio/destination-rules.ts';
import { serviceOfHost } from '../../dialects/istio/hosts.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy.ts';
import { meshRoutesFor } from '../../dialects/istio/virtual-services.ts';
import { endpointsOf, type Endpoint } from '../../dialects/kubernetes/endpoints.ts';
import { fullName, serviceNamed } from '../../dialects/kubernetes/names.ts';
import { originOf, writtenBy } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { portOf, serviceAt, type Service } from '../../dialects/kubernetes/services.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { EndpointSpec, Leads, ZtunnelOutboundSpec } from './spec.ts';

/** Answers for whatever an ambient pod dials: a name or an address, or another pod's own address. */
export function read(estate: Estate): Opened<ZtunnelOutboundSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [word, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podNamed(estate, `${namespace}/${name}`);
      if (pod === undefined || proxyOf(estate, pod) !== 'ambient') return undefined;
      return word === 'direct' ? direct(estate, mesh, pod, rest) : outbound(estate, mesh, pod, rest);
    },
  };
}

function shared(mesh: Mesh, pod: Pod): Pick<ZtunnelOutboundSpec, 'pod' | 'principal' | 'authority'> {
  return { pod: `${pod.namespace}/${pod.name}`, principal: principalOf(mesh, pod), authority: meshAuthority(mesh) };
}

/** An ExternalName is only another name: what it stands for is dialled. */
function outbound(estate: Estate, mesh: Mesh, pod: Pod, [host = '', number]: readonly string[]): ZtunnelOutboundSpec {
  const port = Number(number);
  const named = serviceOfHost(host);
  const service = named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
  const alias = service?.type === 'ExternalName' ? serviceNamed(estate, service.externalName ?? '', service.namespace) : service;
  const dialled = `${host}:${port}`;
  if (alias === undefined || alias.type === 'ExternalName') return { ...shared(mesh, pod), dialled, past: outsideAddress(service?.externalName ?? host, port), leads: { to: 'anywhere' }, ignored: [] };
  const past = `service/${alias.namespace}/${alias.name}/${port}`;
  const [leads, ignored] = alias.headless ? [headless(estate, pod, alias, port), []] : known(estate, mesh, pod, alias, port);
  return { ...shared(mesh, pod), dialled, past, leads, ignored };
}

/** A Service with an address of its own: its waypoint if it has one, else one of its endpoints. */
function known(estate: Estate, mesh: Mesh, pod: Pod, service: Service, port: number): readonly [Leads, readonly Origin[]] {
  const host = fullName(service);
  const binding = serviceWaypoint(estate, service);
  if (binding !== undefined && 'waypoint' in binding) return [through(estate, mesh, binding, `${host}/${port}`), []];
  const origin = originOf(service.resource, ['spec', 'ports'], `port ${port}`);
  const found = portOf(service, port);
  const endpoints = found === undefined ? [] : endpointsOf(estate, service, found).filter(({ ready }) => ready).map((each) => endpoint(estate, mesh, each));
  return [{ to: 'endpoints', service: `${service.namespace}/${service.name}`, endpoints, origin }, [...missing(binding), ...unread(estate, mesh, pod, service)]];
}

/** Its name is its pods' addresses, on whatever port the client likes. */
function headless(estate: Estate, client: Pod, service: Service, port: number): Leads {
  const [first] = service.ports;
  const asked = portOf(service, port) ?? first;
  const ready = asked === undefined ? [] : endpointsOf(estate, service, asked).filter((each) => each.ready);
  const pods = ready.flatMap(({ pod, address }) => (pod === undefined ? [] : [{ name: pod, hop: `direct/${client.namespace}/${client.name}/${pod}/${port}`, ...(address === undefined ? {} : { address }) }]));
  return { to: 'pods', service: `${service.namespace}/${service.name}`, pods, origin: originOf(service.resource, ['spec', 'clusterIP'], `port ${port}`) };
}

/** A pod's own address: the waypoint for workloads, if the pod has one. */
function direct(estate: Estate, mesh: Mesh, pod: Pod, [namespace = '', name = '', number]: readonly string[]): ZtunnelOutboundSpec | undefined {
  const target = podNamed(estate, `${namespace}/${name}`);
  if (target === undefined) return undefined;
  const port = Number(number);
  const called = `${namespace}/${name}`;
  const binding = workloadWaypoint(estate, target);
  const reached = { pod: called, port, ...(target.address === undefined ? {} : { address: target.address }) };
  const leads: Leads =
    binding !== undefined && 'waypoint' in binding
      ? through(estate, mesh, binding, `${called}/${port}`)
      : { to: 'endpoints', service: called, endpoints: [endpoint(estate, mesh, reached)], origin: originOf(target.resource, ['spec', 'containers'], `port ${port}`) };
  return { ...shared(mesh, pod), dialled: `${target.address ?? called}:${port}`, past: `pod/${called}/${port}`, leads, ignored: missing(binding) };
}

function through(estate: Estate, mesh: Mesh, binding: Extract<Binding, { waypoint: unknown }>, target: string): Leads {
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

function endpoint(estate: Estate, mesh: Mesh, { pod: name, address, port }: Pick<Endpoint, 'pod' | 'address' | 'port'>): EndpointSpec {
  const at = address === undefined ? {} : { address };
  const pod = name === undefined ? undefined : podNamed(estate, name);
  if (pod === undefined) return { name: String(name ?? address), port, ...at };
  const called = { name: `${pod.namespace}/${pod.name}`, ...at };
  if (!takesTunnel(estate, mesh, pod)) return { ...called, port, hop: `pod/${pod.namespace}/${pod.name}/${port}` };
  return { ...called, port: tunnelPort, hop: tunnelAddress(pod, port), tunnel: principalOf(mesh, pod) };
}

/** A waypoint is asked for and there is none: connections go on without it. */
function missing(binding: Binding | undefined): readonly Origin[] {
  if (binding === undefined || 'waypoint' in binding) return [];
  return [originOf(binding.resource, binding.path, 'waypoint', `${nameOf(writtenBy(binding.resource))} asks for a waypoint, and ${binding.none}: connections go on without one, and nothing enforces what needs HTTP`)];
}

/** Routes and traffic policies that only a proxy applies. */
function unread(estate: Estate, { rootNamespace }: Mesh, pod: Pod, service: Service): readonly Origin[] {
  const host = fullName(service);
  const routes = meshRoutesFor(estate, pod.namespace, host).resources;
  const rule = destinationRuleFor(estate, pod, { host, namespace: service.namespace }, rootNamespace);
  return [...routes, ...(rule?.resources ?? [])].map((resource) => {
    const name = nameOf(writtenBy(resource));
    return originOf(resource, ['spec'], 'at ztunnel', `${name} is for a proxy that reads HTTP; Service ${service.namespace}/${service.name} has no waypoint, so nothing applies it to connections of ${pod.namespace}/${pod.name}`);
  });
}
