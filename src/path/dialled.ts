import { outboundAddress, outsideAddress } from '../dialects/istio/mesh/addresses.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { meshServicesAt, meshServicesNamed } from '../dialects/istio/services/registry.ts';
import { endpointsOf } from '../dialects/kubernetes/endpoints.ts';
import { record } from '../dialects/kubernetes/fields.ts';
import { fullName, readingsOf, serviceNamed } from '../dialects/kubernetes/names.ts';
import { podAt, podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import { serviceAt } from '../dialects/kubernetes/services.ts';
import { isAddress } from '../ir/address.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Nowhere } from './arrive.ts';
import type { Assumption } from './assumption.ts';
import { namedBy, unnamed } from './names.ts';
import type { Path } from './path.ts';
import type { Target } from './request.ts';

/** The hop that a connection from a pod reaches first. */
export interface DialledHop {
  readonly entry: HopId;
  /** What answers where the pod has a proxy. */
  readonly aside: HopId;
  readonly beyond?: readonly Assumption[];
}

/** What a pod's connection meets first. Undefined: a name of the cluster that nothing has. */
export function dialledBy(path: Path, { host: written, port }: Target, pod: Pod): DialledHop | Nowhere | undefined {
  const { estate } = path;
  const client = `${pod.namespace}/${pod.name}`;
  // What a pod dials on itself goes past its proxy, out and in (istio/istio, istio-iptables, and ambient's rules in the pod).
  const ownProgram = `app/${client}/${port}`;
  const host = unaliased(estate, written.replace(/\.$/, ''), pod.namespace);
  const other = isLoopback(host) ? pod : isAddress(host) ? podsOf(estate).find(({ address, resource }) => address === host && resource.scope === pod.resource.scope) : podNamed(estate, host, pod.namespace);
  if (other === pod && proxyOf(estate, pod) !== 'none') return { entry: ownProgram, aside: ownProgram };
  if (other !== undefined) return { entry: `pod/${other.namespace}/${other.name}/${port}`, aside: `direct/${client}/${other.namespace}/${other.name}/${port}` };
  const service = isAddress(host) ? meshServicesAt(estate, host).find((each) => each.service !== undefined)?.service : serviceNamed(estate, host, pod.namespace);
  if (service === undefined) return isOfCluster(estate, host, pod.namespace) ? undefined : beyondCluster(path, host, port, pod);
  // Clients of a headless Service get its pods' addresses and dial the port they like.
  if (service.headless || service.ports.some((each) => each.port === port)) return { entry: `service/${service.namespace}/${service.name}/${port}`, aside: outboundAddress(client, fullName(service), port) };
  // A proxy takes the connection before anything could be missing.
  const past = outboundAddress(client, fullName(service), port);
  if (proxyOf(estate, pod) === 'sidecar' && path.program.hop(past) !== undefined) return { entry: past, aside: past };
  const open = service.ports.map((each) => each.port).join(', ');
  return { verdict: { kind: 'dropped', cause: 'no-listener' }, why: `Service ${service.namespace}/${service.name} has no port ${port}; it has ${open === '' ? 'none' : open}` };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

/** What an ExternalName stands for, if the name is one's. */
function unaliased(estate: Estate, host: string, clientNamespace: string): string {
  let name = host;
  for (let step = 0; step < 4; step++) {
    const service = isAddress(name) ? undefined : serviceNamed(estate, name, clientNamespace);
    if (service?.type !== 'ExternalName' || service.externalName === undefined) return name;
    name = service.externalName.toLowerCase();
  }
  return name;
}

/** A name that only the cluster's DNS could know: it ends as Services do, or in a namespace of the inputs, or has no dot. */
function isOfCluster(estate: Estate, host: string, clientNamespace: string): boolean {
  if (isAddress(host) || meshServicesNamed(estate, host).length > 0) return false;
  if (/(^[^.]*|\.svc|\.svc\.cluster\.local)$/.test(host)) return true;
  if (readingsOf(host, clientNamespace).some(({ namespace, name, pod }) => pod !== undefined && serviceAt(estate, namespace, name)?.headless === true)) return true;
  const last = host.slice(host.lastIndexOf('.') + 1);
  return host.split('.').length < 4 && ['Pod', 'Service'].some((type) => estate.ofType(type, last).length > 0);
}

/** A name or an address of which the cluster holds nothing: a listener of the inputs that has it, else something outside. */
function beyondCluster({ network }: Path, host: string, port: number, pod: Pod): DialledHop {
  const client = `${pod.namespace}/${pod.name}`;
  const named = namedBy(network, pod, host, port);
  if (named !== undefined) return { entry: named.start, aside: named.nowhere ? named.start : outboundAddress(client, host, port), beyond: named.assumptions };
  const outside = outsideAddress(host, port);
  const entry = network.inside(outside);
  const title = network.entries.find(({ address }) => address === entry)?.title;
  const assumed: readonly Assumption[] = title === undefined ? [] : [{ name: 'dns-points-here', layer: 'names', text: `${host} resolves to ${title}; ${unnamed(network.estate)}` }];
  return { entry, aside: outboundAddress(client, host, port), beyond: assumed };
}

/** The pod that a name such as `web-0.web.shop.svc.cluster.local` means: its `hostname` and `subdomain`, while its headless Service leads to it. */
function podNamed(estate: Estate, host: string, clientNamespace: string): Pod | undefined {
  for (const { namespace, name, pod } of readingsOf(host, clientNamespace)) {
    const service = pod === undefined ? undefined : serviceAt(estate, namespace, name);
    const [port] = service?.ports ?? [];
    if (service?.headless !== true || port === undefined) continue;
    const led = endpointsOf(estate, service, port).filter(({ ready }) => ready).map((endpoint) => podAt(estate, namespace, endpoint.pod?.split('/')[1] ?? ''));
    const found = led.find((each) => each !== undefined && named(each, pod ?? '', name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Only pods that say `hostname` and `subdomain`, as those of a StatefulSet do, have a name of their own (Kubernetes, "DNS for Services and Pods"). */
function named({ resource }: Pod, hostname: string, subdomain: string): boolean {
  const spec = record(resource.body['spec']);
  return spec['hostname'] === hostname && spec['subdomain'] === subdomain;
}
