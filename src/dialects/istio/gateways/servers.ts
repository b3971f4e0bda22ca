import { parentNamespaceAnnotation } from '../../../facts/gateway-api.ts';
import { gatewayServiceAnnotation, portTranslationOff } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import { nameOf, type Path, type Resource } from '../../../resource/resource.ts';
import { carries } from '../../kubernetes/labels.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { wildcardFits } from '../mesh/hosts.ts';
import { isRefused } from './refusals.ts';
import { serviceTargetsOf, type ServiceTarget } from '../services/instances.ts';

/** One server of a Gateway, on one pod port where it listens. */
export interface Server {
  readonly gateway: Resource;
  readonly path: Path;
  /** The number that the server says: of a Service port, or of the pod's own. */
  readonly number: number;
  readonly portName: string;
  /** On the pod. */
  readonly port: number;
  /** HTTP, HTTPS, TLS, TCP, GRPC, HTTP2, MONGO as written, in capitals. */
  readonly protocol: string;
  /** `HOST` or `NS/HOST`: only VirtualServices of that namespace may use the host. */
  readonly hosts: readonly string[];
  /** An address of its own to listen on; empty: all. */
  readonly bind: string;
  /** Absent: no `tls` stands there. On an HTTP server it says nothing, but that two such servers may not share a host. */
  readonly tls?: TlsMode;
  readonly httpsRedirect: boolean;
}

export type TlsMode = 'PASSTHROUGH' | 'SIMPLE' | 'MUTUAL' | 'AUTO_PASSTHROUGH' | 'ISTIO_MUTUAL' | 'OPTIONAL_MUTUAL';

/** Istio's own Gateways that the API server takes; the Gateway API has a type of that name too. */
export function gatewaysIn(estate: Estate): readonly Resource[] {
  return writtenGatewaysIn(estate).filter((gateway) => !isRefused(gateway));
}

/** Istio's own Gateways, whether the API server takes them or not. */
export function writtenGatewaysIn(estate: Estate): readonly Resource[] {
  return estate.ofType('Gateway').filter(({ apiVersion }) => apiVersion === undefined || apiVersion.startsWith('networking.istio.io/'));
}

/**
 * Whether a Gateway means a gateway pod: by its Services where it names some, as those do that are made of Gateway API
 * objects, else by labels in any namespace; without selector every gateway is meant (istio/istio, PushContext.mergeGateways).
 */
export function selectsPod(gateway: Resource, pod: Pod, targets: readonly ServiceTarget[]): boolean {
  if (gateway.scope !== pod.resource.scope) return false;
  const services = servicesNamed(gateway);
  return services === undefined ? carries(pod.labels, readerOf(gateway).get('spec', 'selector').map()) : instancesOf(gateway, services, targets).length > 0;
}

/** The servers of a Gateway on a gateway pod, one for each pod port where they listen, in their order. */
export function serversOf(estate: Estate, gateway: Resource, pod: Pod): readonly Server[] {
  const { targets } = serviceTargetsOf(estate, pod);
  const services = servicesNamed(gateway);
  const ports = (number: number): readonly number[] => (services === undefined ? [translated(number, targets)] : [...new Set(instancesOf(gateway, services, targets).filter(({ port }) => port === number).map(({ targetPort }) => targetPort))]);
  return readerOf(gateway).get('spec', 'servers').each().flatMap((server) => {
    const number = server.get('port', 'number').number();
    return number === undefined ? [] : ports(number).map((port) => serverOf(gateway, server, number, port));
  });
}

/** Hosts that istiod's webhook refuses, so that no such Gateway comes to be: servers take no `*` that begins a label, which other objects do. */
export function hostIsRefused(written: string): boolean {
  const host = written.split('/').at(-1)!;
  return !wildcardFits(host) || /^\*[^.]/.test(host);
}

/** Whether requests of such a server are read without TLS (istio/istio, protocol.IsHTTP). */
export function isPlainHttp({ protocol }: Pick<Server, 'protocol'>): boolean {
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-WEB' || protocol === 'HTTP_PROXY';
}

/** Whether the server ends TLS and reads requests (istio/istio, pkg/config/gateway). */
export function isHttps({ protocol, tls }: Pick<Server, 'protocol' | 'tls'>): boolean {
  return protocol === 'HTTPS' && tls !== undefined && !passesTls({ tls });
}

/** Whether TLS goes through as it comes. */
export function passesTls({ tls }: Pick<Server, 'tls'>): boolean {
  return tls === 'PASSTHROUGH' || tls === 'AUTO_PASSTHROUGH';
}

/** Service host names that the Gateway API conversion writes down; undefined: labels select. */
function servicesNamed(gateway: Resource): readonly string[] | undefined {
  return readerOf(gateway).get('metadata', 'annotations', gatewayServiceAnnotation).string()?.split(',');
}

function instancesOf(gateway: Resource, services: readonly string[], targets: readonly ServiceTarget[]): readonly ServiceTarget[] {
  return targets.filter(({ host, resource }) => services.includes(host) && resource.namespace === homeOf(gateway));
}

/** The namespace of the pods that a Gateway means by Services: what is made of a ListenerSet may stand in another one. */
export function homeOf(gateway: Resource): string | undefined {
  return readerOf(gateway).get('metadata', 'annotations', parentNamespaceAnnotation).string() ?? gateway.namespace;
}

/** The first Service that has such a port says where the pod listens; without one it is the pod's own number. */
function translated(number: number, targets: readonly ServiceTarget[]): number {
  const fits = targets.find(({ port, resource }) => port === number && !readerOf(resource).get('metadata', 'labels', portTranslationOff).there);
  return fits?.targetPort ?? number;
}

/** Why it is not certain on which port a pod listens: Services give one number different ports of it, and no file says which Service is older. */
export function contestedPorts(estate: Estate, pod: Pod): ReadonlyMap<number, string> {
  const { targets, orderKnown } = serviceTargetsOf(estate, pod);
  const found = new Map<number, string>();
  if (orderKnown) return found;
  const counting = targets.filter(({ resource }) => !readerOf(resource).get('metadata', 'labels', portTranslationOff).there);
  for (const number of new Set(counting.map(({ port }) => port))) {
    const rivals = counting.filter(({ port }) => port === number);
    if (new Set(rivals.map(({ targetPort }) => targetPort)).size < 2) continue;
    const reason = `${rivals.map(({ resource, targetPort }) => `${nameOf(resource)} (${targetPort})`).join(' and ')} lead port ${number} to different ports of ${pod.namespace}/${pod.name}; servers of Gateways follow the older one, and no file says which that is`;
    for (const { targetPort } of rivals) found.set(targetPort, reason);
  }
  return found;
}

function serverOf(gateway: Resource, server: Reader, number: number, port: number): Server {
  const protocol = (server.get('port', 'protocol').string() ?? '').toUpperCase();
  const tls = server.get('tls');
  const mode = tls.there ? modeOf(tls) : undefined;
  return {
    gateway,
    path: server.path,
    number,
    portName: server.get('port', 'name').string() ?? '',
    port,
    protocol,
    hosts: hostsOf(server, gateway.namespace ?? ''),
    bind: server.get('bind').string() ?? '',
    ...(mode === undefined ? {} : { tls: mode }),
    httpsRedirect: tls.get('httpsRedirect').boolean() === true,
  };
}

/** PASSTHROUGH is what a `tls` without mode means (istio/api, ServerTLSSettings: the first value of the enumeration). */
function modeOf(tls: Reader): TlsMode {
  return modes.find((mode) => mode === tls.get('mode').string()) ?? 'PASSTHROUGH';
}

const modes: readonly TlsMode[] = ['PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'];

/** `./HOST` is the Gateway's own namespace, any namespace may use `*` followed by a slash and a host; any host of any namespace makes others needless. */
function hostsOf(server: Reader, namespace: string): readonly string[] {
  const written = server.get('hosts').strings().filter((host) => !hostIsRefused(host));
  if (written.includes('*/*')) return ['*'];
  return written.map((host) => host.replace(/^\.\//, `${namespace}/`).replace(/^\*\//, ''));
}
