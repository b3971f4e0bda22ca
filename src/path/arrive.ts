import type { Entry } from '../hops/kind.ts';
import type { Field } from '../ir/field.ts';
import type { Cause } from '../ir/cause.ts';
import type { HopId } from '../ir/program.ts';
import { podAt, podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import { endpointsOf } from '../dialects/kubernetes/endpoints.ts';
import { record } from '../dialects/kubernetes/fields.ts';
import { outboundAddress, outsideAddress } from '../dialects/istio/mesh/addresses.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { meshServicesAt, meshServicesNamed } from '../dialects/istio/services/registry.ts';
import { fullName, readingsOf, serviceNamed } from '../dialects/kubernetes/names.ts';
import { serviceAt } from '../dialects/kubernetes/services.ts';
import { isAddress } from '../ir/address.ts';
import type { Estate } from '../resource/estate.ts';
import type { Point, PointValue } from '../engine/point.ts';
import type { Assumption } from './assumption.ts';
import { hostRank } from './network.ts';
import type { Path } from './path.ts';
import { pointFor, targetOf, type From, type Request, type Target } from './request.ts';
import { signaturesOf } from './signatures.ts';
import { carriedBy, sentBy } from './tokens.ts';

/** Where a request enters the path, and what it looks like there. */
export interface Arrival {
  readonly entry: HopId;
  readonly point: Point;
  readonly target: Target;
  readonly assumptions: readonly Assumption[];
}

/** The request gets nowhere: no hop answers for it. */
export interface Nowhere {
  readonly verdict: { readonly kind: 'unresolved' | 'dropped' | 'refused'; readonly cause: Cause };
  readonly why: string;
}

/** Finds the first hop for a request; the text is for requests that cannot be asked at all. */
export function arrive(path: Path, request: Request): Arrival | Nowhere | { readonly wrong: string } {
  const target = targetOf(request.url);
  if ('wrong' in target) return target;
  const client = clientPod(path, request.from);
  if (client !== undefined && 'wrong' in client) return client;
  return client === undefined ? fromOutside(path, request, target) : fromPod(path, request, target, client);
}

function clientPod(path: Path, from: From): Pod | { readonly wrong: string } | undefined {
  switch (from.kind) {
    case 'pod':
      return podAt(path.estate, from.namespace, from.name) ?? nearest(path, from.namespace, from.name) ?? { wrong: `no pod ${from.namespace}/${from.name} in the inputs${podList(path, from.namespace)}` };
    case 'account':
      return podsOf(path.estate, from.namespace).find((pod) => pod.serviceAccount === from.name) ?? { wrong: `no pod in namespace ${from.namespace} runs as service account ${from.name}${podList(path, from.namespace)}` };
    case 'namespace':
      return podsOf(path.estate, from.name)[0] ?? { wrong: `no pod in namespace ${from.name} is in the inputs` };
    case 'internet':
    case 'address':
    case 'block':
    case 'vpc':
      return undefined;
    default:
      return from;
  }
}

/** `pod:ns/web` also means the pod of the workload `web`. */
function nearest(path: Path, namespace: string, name: string): Pod | undefined {
  return podsOf(path.estate, namespace).find((pod) => pod.name.startsWith(`${name}-`));
}

function podList(path: Path, namespace: string): string {
  const names = podsOf(path.estate, namespace).map((pod) => pod.name);
  return names.length === 0 ? '' : `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 5).join(', ')}`;
}

function fromOutside(path: Path, request: Request, target: Target): Arrival | Nowhere {
  const reachable = path.network.entries.filter((entry) => entry.public || request.from.kind !== 'internet');
  const named = reachable.filter((entry) => hostRank(entry, target.host) > 0);
  const listening = named.filter((entry) => entry.port === target.port && (entry.scheme === target.scheme || entry.passes === true));
  const [entry, ...others] = listening.sort((a, b) => hostRank(b, target.host) - hostRank(a, target.host));
  if (entry === undefined) return nowhere(path, target, named);
  const assumed: Assumption = {
    name: 'dns-points-here',
    layer: 'names',
    text: `${target.host} resolves to ${entry.title}; no DNS zone is in the inputs${others.length === 0 ? '' : `, and ${others.map(({ title }) => title).join(', ')} answers for it too`}`,
  };
  const { facts, assumptions } = tokensOf(path, request, target);
  return { entry: entry.address, target, point: pointFor(request, target, { ...sourceOf(request.from), ...facts }), assumptions: [assumed, ...assumptions] };
}

function nowhere(path: Path, target: Target, named: readonly Entry[]): Nowhere {
  if (named.length > 0) {
    const open = named.map((entry) => `${entry.scheme} on ${entry.port}`).join(', ');
    return { verdict: { kind: 'dropped', cause: 'no-listener' }, why: `${named[0]!.title} has no ${target.scheme} listener on port ${target.port}; it answers ${open}` };
  }
  const closed = path.network.entries.filter((entry) => hostRank(entry, target.host) > 0);
  if (closed.length > 0) return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `${closed[0]!.title} answers for ${target.host}, but it is internal: nothing on the internet reaches it` };
  const hosts = [...new Set(path.network.entries.flatMap((entry) => entry.hosts))].slice(0, 5).join(', ');
  return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `no listener in the inputs answers for ${target.host}${hosts === '' ? '' : `; there are listeners for ${hosts}`}` };
}

function sourceOf(from: From): Partial<Record<Field, PointValue>> {
  if (from.kind === 'address') return { 'src.address': from.address, ...(from.port === undefined ? {} : { 'src.port': from.port }) };
  if (from.kind === 'block') return { 'src.address': { unknown: `the client's address inside ${from.cidr}` } };
  return { 'src.address': { unknown: 'the client\'s address: state it with --from IP' } };
}

function fromPod(path: Path, request: Request, target: Target, pod: Pod): Arrival | Nowhere {
  const source: Partial<Record<Field, PointValue>> = {
    'src.pod': `${pod.namespace}/${pod.name}`,
    'src.cluster': pod.resource.scope,
    'src.address': pod.address ?? { unknown: `the address of pod ${pod.namespace}/${pod.name}` },
  };
  const dialled = dialledBy(path, target, pod);
  if (dialled === undefined) return fromOutside(path, { ...request, from: { kind: 'vpc', name: '' } }, target);
  if ('verdict' in dialled) return dialled;
  const { entry, aside, beyond } = dialled;
  const { facts, assumptions } = tokensOf(path, request, target);
  return { entry: path.program.hop(aside) === undefined ? entry : aside, target, point: pointFor(request, target, { ...source, ...facts }), assumptions: [...(beyond ?? []), ...assumptions] };
}

function tokensOf({ estate }: Path, request: Request, { raw }: Target): ReturnType<typeof signaturesOf> {
  const sent = sentBy(request, raw);
  return signaturesOf(estate, carriedBy(sent.headers, sent.raw), request.check);
}

interface DialledHop {
  readonly entry: HopId;
  /** What answers where the pod has a proxy. */
  readonly aside: HopId;
  readonly beyond?: readonly Assumption[];
}

/** What a pod's connection meets first. Undefined: a name of the cluster that nothing has. */
function dialledBy(path: Path, { host: written, port }: Target, pod: Pod): DialledHop | Nowhere | undefined {
  const { estate } = path;
  const client = `${pod.namespace}/${pod.name}`;
  // What a pod dials on itself goes past its proxy, out and in (istio/istio, istio-iptables, and ambient's rules in the pod).
  const ownProgram = `app/${client}/${port}`;
  const host = unaliased(estate, written.replace(/\.$/, ''), pod.namespace);
  const other = isLoopback(host) ? pod : isAddress(host) ? podsOf(estate).find(({ address, resource }) => address === host && resource.scope === pod.resource.scope) : podNamed(estate, host, pod.namespace);
  if (other === pod && proxyOf(estate, pod) !== 'none') return { entry: ownProgram, aside: ownProgram };
  if (other !== undefined) return { entry: `pod/${other.namespace}/${other.name}/${port}`, aside: `direct/${client}/${other.namespace}/${other.name}/${port}` };
  const service = isAddress(host) ? meshServicesAt(estate, host).find((each) => each.service !== undefined)?.service : serviceNamed(estate, host, pod.namespace);
  if (service === undefined) return isOfCluster(estate, host, pod.namespace) ? undefined : beyondCluster(path, host, port, client);
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
function beyondCluster({ network }: Path, host: string, port: number, client: string): DialledHop {
  const outside = outsideAddress(host, port);
  const entry = network.inside(outside);
  const title = network.entries.find(({ address }) => address === entry)?.title;
  const assumed: readonly Assumption[] = title === undefined ? [] : [{ name: 'dns-points-here', layer: 'names', text: `${host} resolves to ${title}; no DNS zone is in the inputs` }];
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
