import { serviceOfHost } from '../../dialects/istio/hosts.ts';
import { hostsOf, meshHostsSeen, meshRoutesFor } from '../../dialects/istio/virtual-services.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh.ts';
import { inboundPort, protocolOf } from '../../dialects/istio/protocol.ts';
import { interceptsOutbound, outboundAddressRules, proxyAt, proxyOf } from '../../dialects/istio/proxy.ts';
import { fullName, namesOf } from '../../dialects/kubernetes/names.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { portOf, serviceAt, servicesOf, servicesSelecting, type Service } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { HostSpec, OutboundSpec, SidecarSpec } from './spec.ts';

/** Answers at the pod for every port that the sidecar takes, and for every Service port that the pod may dial. */
export function read(estate: Estate): Opened<SidecarSpec> {
  const mesh = meshOf(estate);
  const registry: Registry = new Map();
  return {
    at: (address) => {
      const [word, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      if (pod === undefined || proxyOf(estate, pod) !== 'sidecar') return undefined;
      if (word === 'outbound') return outbound(estate, mesh, pod, rest, registry);
      if (word === 'direct') return direct(estate, mesh, pod, rest, registry);
      const port = Number(rest[0]);
      return proxyAt(estate, pod, port) === 'sidecar' ? { side: 'inbound', pod: `${namespace}/${name}`, port, protocol: inboundPort(estate, pod, port).protocol } : undefined;
    },
  };
}

function outbound(estate: Estate, mesh: Mesh, pod: Pod, [host = '', number]: readonly string[], registry: Registry): OutboundSpec | undefined {
  const port = Number(number);
  const { namespace, name } = serviceOfHost(host) ?? { namespace: '', name: '' };
  const service = serviceAt(estate, namespace, name);
  const found = service === undefined ? undefined : portOf(service, port);
  if (service === undefined || found?.protocol === 'UDP' || !interceptsOutbound(pod, port)) return undefined;
  // A client of a headless Service dials its pods itself, on whatever port it likes: the sidecar has a listener for the Service's own ports only.
  if (found === undefined) return service.headless ? past(estate, mesh, pod, port, `service/${namespace}/${name}/${port}`, registry) : undefined;
  const protocol = protocolOf(found);
  const http = protocol === 'http' || protocol === 'auto';
  const hosts = http ? known(estate, pod, port, registry) : [];
  return { ...shared(mesh, pod, port, hosts), service: `${namespace}/${name}`, host, protocol, unclear: http ? unclear(estate, pod, hosts, port) : [], doubts: [...doubts(estate, mesh, pod), ...routedAsBytes(estate, pod, service, http)] };
}

/** A connection to the address of one pod: a pod's own name or a bare address was asked for. */
function direct(estate: Estate, mesh: Mesh, pod: Pod, [namespace = '', name = '', number]: readonly string[], registry: Registry): OutboundSpec | undefined {
  const port = Number(number);
  const target = podAt(estate, namespace, name);
  if (target === undefined || !interceptsOutbound(pod, port)) return undefined;
  const spec = past(estate, mesh, pod, port, `pod/${namespace}/${name}/${port}`, registry);
  const headless = servicesSelecting(estate, target).filter((service) => service.headless && portOf(service, port) !== undefined && visible(service, pod.namespace));
  return { ...spec, doubts: [...spec.doubts, ...headless.map((service) => `the sidecar has a listener for the pods of the headless Service ${service.namespace}/${service.name} on port ${port}, which is not modelled for a pod's own address yet`)] };
}

/** No listener is for the address: where some Service speaks HTTP on the port, its route table takes the request, else it is bytes. */
function past(estate: Estate, mesh: Mesh, pod: Pod, port: number, hop: string, registry: Registry): OutboundSpec {
  const hosts = known(estate, pod, port, registry);
  return { ...shared(mesh, pod, port, hosts), past: hop, protocol: hosts.length > 0 ? 'auto' : 'tcp', unclear: hosts.length > 0 ? unclear(estate, pod, hosts, port) : [], doubts: doubts(estate, mesh, pod) };
}

function shared(mesh: Mesh, pod: Pod, port: number, hosts: readonly HostSpec[]) {
  return {
    side: 'outbound',
    pod: `${pod.namespace}/${pod.name}`,
    scope: pod.resource.scope,
    port,
    normalization: mesh.pathNormalization,
    hosts,
    others: mesh.outbound,
    ...(pod.address === undefined ? {} : { address: pod.address }),
  } as const;
}

type Registry = Map<string, readonly HostSpec[]>;

function known(estate: Estate, pod: Pod, port: number, registry: Registry): readonly HostSpec[] {
  const key = `${pod.namespace} ${port}`;
  const hosts = registry.get(key) ?? hostsFor(estate, pod.namespace, port);
  registry.set(key, hosts);
  return hosts;
}

/** One route table a port, for all Services that have it and speak HTTP there (istio/istio, core/httproute). */
function hostsFor(estate: Estate, namespace: string, port: number): readonly HostSpec[] {
  const services = servicesOf(estate).filter((service) => service.type !== 'ExternalName' && visible(service, namespace) && service.ports.some((each) => each.port === port && ['http', 'auto'].includes(protocolOf(each))));
  return services.map((service) => ({ names: namesOf(service, namespace), service: `${service.namespace}/${service.name}`, host: fullName(service) }));
}

/** Annotation networking.istio.io/exportTo of a Service; nothing said shows it to all. */
function visible({ annotations, namespace }: Service, client: string): boolean {
  const to = annotations['networking.istio.io/exportTo']?.split(',').map((name) => name.trim());
  return to === undefined || to.some((name) => name === '*' || name === client || (name === '.' && namespace === client));
}

function unclear(estate: Estate, pod: Pod, hosts: readonly HostSpec[], port: number): OutboundSpec['unclear'] {
  const known = new Set(hosts.flatMap(({ names }) => names));
  const routed = meshHostsSeen(estate, pod.namespace).filter((host) => !known.has(host) && !host.startsWith('*'));
  const entries = estate.ofType('ServiceEntry').flatMap((entry) => readerOf(entry).get('spec', 'hosts').strings().map((host) => ({ host: host.toLowerCase(), reason: `${nameOf(entry)} says where ${host} leads, which is not modelled yet` })));
  const aliases = servicesOf(estate).filter(({ type, ports }) => type === 'ExternalName' && ports.some((each) => each.port === port));
  return [
    ...entries,
    ...aliases.flatMap((service) => namesOf(service, pod.namespace).map((host) => ({ host, reason: `Service ${service.namespace}/${service.name} is an ExternalName, which is not modelled in the mesh yet` }))),
    ...routed.map((host) => ({ host, reason: `a VirtualService routes ${host}, which is no Service here: not modelled yet` })),
  ];
}

function doubts(estate: Estate, mesh: Mesh, pod: Pod): readonly string[] {
  const scopes = [...estate.ofType('Sidecar', pod.namespace), ...estate.ofType('Sidecar', mesh.rootNamespace)].filter((sidecar) => carries(pod.labels, readerOf(sidecar).get('spec', 'workloadSelector', 'labels').map()));
  return [
    ...scopes.map((sidecar) => `${nameOf(sidecar)} narrows what the sidecar of ${pod.namespace}/${pod.name} knows, which is not modelled yet`),
    ...outboundAddressRules(pod).map((name) => `the annotation ${name} of pod ${pod.namespace}/${pod.name} takes addresses past its sidecar, and no file says the Service's address`),
  ];
}

/** Routes for bytes (`tcp`, `tls`) are not modelled: a VirtualService that has some makes its host uncertain where bytes are sent. */
function routedAsBytes(estate: Estate, pod: Pod, service: Service, http: boolean): readonly string[] {
  if (http) return [];
  const routes = meshRoutesFor(estate, pod.namespace, fullName(service)).resources.filter((resource) => ['tcp', 'tls'].some((field) => readerOf(resource).get('spec', field).there));
  return routes.map((resource) => `${nameOf(resource)} routes connections to ${hostsOf(resource).join(', ')} by tcp or tls, which is not modelled yet`);
}
