import { outsideAddress } from '../../dialects/istio/mesh/addresses.ts';
import { podNamed } from '../../dialects/istio/ambient/ambient.ts';
import { workloadWaypoint } from '../../dialects/istio/ambient/waypoints.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { meshServicesAt, meshServicesNamed, type MeshService } from '../../dialects/istio/services/registry.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import { missing, podEndpoint, podLeads, serviceLeads, through } from './leads.ts';
import type { Leads, ZtunnelOutboundSpec } from './spec.ts';

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
  const dialled = { ...shared(mesh, pod), dialled: `${host}:${port}` };
  const [asked, service] = meant(estate, pod, host);
  if (service === undefined) return { ...dialled, past: outsideAddress(asked, port), leads: { to: 'anywhere' }, ignored: [] };
  const own = service.service;
  const past = own === undefined ? outsideAddress(asked, port) : `service/${own.namespace}/${own.name}/${port}`;
  const [leads, ignored] = own?.headless === true ? [podLeads(estate, pod, own, port), []] : serviceLeads(estate, mesh, pod, service, port);
  return { ...dialled, past, leads, ignored };
}

/** The name that counts and what the mesh knows of it; of several services that share it one of the client's namespace comes first (istio/ztunnel, src/state, fetch_address). */
function meant(estate: Estate, { namespace }: Pod, host: string): readonly [string, MeshService | undefined] {
  const named = (name: string): MeshService | undefined => {
    const known = isAddress(name) ? meshServicesAt(estate, name) : meshServicesNamed(estate, name);
    return known.find((service) => service.namespace === namespace) ?? known[0];
  };
  const service = named(host);
  if (service?.aliasOf === undefined) return [host, service];
  const other = named(service.aliasOf);
  return [service.aliasOf, other?.aliasOf === undefined ? other : undefined];
}

/** A pod's own address: the waypoint for workloads, if the pod has one. */
function direct(estate: Estate, mesh: Mesh, pod: Pod, [namespace = '', name = '', number]: readonly string[]): ZtunnelOutboundSpec | undefined {
  const target = podNamed(estate, `${namespace}/${name}`);
  if (target === undefined) return undefined;
  const port = Number(number);
  const called = `${namespace}/${name}`;
  const binding = workloadWaypoint(estate, target);
  const leads: Leads =
    binding !== undefined && 'waypoint' in binding
      ? through(estate, mesh, binding, `${called}/${port}`)
      : { to: 'endpoints', service: `the address ${target.address ?? `of ${called}`}`, endpoints: [podEndpoint(estate, mesh, target, port, target.address)], origin: originOf(target.resource, ['spec', 'containers'], `port ${port}`) };
  return { ...shared(mesh, pod), dialled: `${target.address ?? called}:${port}`, past: `pod/${called}/${port}`, leads, ignored: missing(binding) };
}
