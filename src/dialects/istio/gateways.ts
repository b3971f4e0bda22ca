import { portOn } from '../kubernetes/endpoints.ts';
import { carries } from '../kubernetes/labels.ts';
import type { Pod } from '../kubernetes/pods.ts';
import { servicesSelecting } from '../kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { bySpecificity, covers } from './hosts.ts';
import { inCreationOrder } from './order.ts';
import { gatewaysOf, hostsOf, visibleIn } from './virtual-services.ts';

/** One server of a Gateway, on the pod port where it listens. */
export interface Server {
  readonly gateway: Resource;
  readonly path: Path;
  /** HTTP, HTTPS, TLS, TCP, GRPC, HTTP2, MONGO as written, in capitals. */
  readonly protocol: string;
  /** `HOST` or `NS/HOST`: only VirtualServices of that namespace may use the host; `.` is the Gateway's own. */
  readonly hosts: readonly string[];
  readonly httpsRedirect: boolean;
}

/** The servers of all Gateways that select a gateway pod, on one of its ports; oldest Gateway first (istio/istio, model/gateway, mergeGateways). */
export function serversAt(estate: Estate, pod: Pod, port: number): { readonly servers: readonly Server[]; readonly orderKnown: boolean } {
  const selecting = estate.ofType('Gateway').filter((gateway) => isIstio(gateway) && carries(pod.labels, readerOf(gateway).get('spec', 'selector').map()));
  const { resources, known } = inCreationOrder(selecting);
  const servers = resources.flatMap((gateway) => readerOf(gateway).get('spec', 'servers').each().filter((server) => listensOn(estate, pod, server) === port).map((server) => serverOf(gateway, server)));
  return { servers, orderKnown: known || new Set(servers.map(({ gateway }) => gateway)).size < 2 };
}

/** A host name under which a gateway has routes. */
export interface VirtualHost {
  /** Exact, or `*` and a suffix. */
  readonly host: string;
  /** Oldest first: on a gateway their routes are joined in this order. */
  readonly virtualServices: readonly Resource[];
  readonly orderKnown: boolean;
  readonly httpsRedirect: boolean;
}

/** The virtual hosts of HTTP servers on one port, the most specific first; a host without a VirtualService has none. */
export function virtualHosts(estate: Estate, pod: Pod, servers: readonly Server[]): readonly VirtualHost[] {
  const found = new Map<string, { resources: Set<Resource>; httpsRedirect: boolean }>();
  for (const server of servers) {
    const name = `${server.gateway.namespace ?? ''}/${server.gateway.name}`;
    for (const virtualService of estate.ofType('VirtualService')) {
      if (!gatewaysOf(virtualService).includes(name) || !visibleIn(virtualService, pod.namespace)) continue;
      for (const host of server.hosts) {
        for (const shared of intersections(host, server.gateway, virtualService)) {
          const virtualHost = found.get(shared) ?? { resources: new Set<Resource>(), httpsRedirect: false };
          virtualHost.resources.add(virtualService);
          virtualHost.httpsRedirect ||= server.httpsRedirect;
          found.set(shared, virtualHost);
        }
      }
    }
  }
  return [...found.keys()].sort(bySpecificity).map((host) => {
    const { resources, httpsRedirect } = found.get(host)!;
    const { resources: virtualServices, known } = inCreationOrder([...resources]);
    return { host, virtualServices, orderKnown: known, httpsRedirect };
  });
}

/** Whether requests of such a server are read without TLS. */
export function isPlainHttp(protocol: string): boolean {
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-WEB';
}

/** The more specific of two hosts that overlap. */
function intersections(written: string, gateway: Resource, virtualService: Resource): readonly string[] {
  const [first, second] = written.split('/');
  const namespace = second === undefined ? '*' : first === '.' ? gateway.namespace : first;
  const host = (second ?? first ?? '').toLowerCase();
  if (namespace !== '*' && namespace !== virtualService.namespace) return [];
  return hostsOf(virtualService).flatMap((own) => (covers(host, own) ? [own] : covers(own, host) ? [host] : []));
}

/** The number is a port of the Service in front, and the pod listens on its targetPort; without such a Service it is the pod's own. */
function listensOn(estate: Estate, pod: Pod, server: Reader): number | undefined {
  const number = server.get('port', 'number').number();
  for (const service of servicesSelecting(estate, pod)) {
    const port = service.ports.find((each) => each.port === number);
    if (port !== undefined) return portOn(pod, port) ?? number;
  }
  return number;
}

function serverOf(gateway: Resource, server: Reader): Server {
  return {
    gateway,
    path: server.path,
    protocol: (server.get('port', 'protocol').string() ?? '').toUpperCase(),
    hosts: server.get('hosts').strings(),
    httpsRedirect: server.get('tls', 'httpsRedirect').boolean() === true,
  };
}

/** The Gateway of Istio's own API; the Gateway API has a type of that name too. */
function isIstio(gateway: Resource): boolean {
  return gateway.apiVersion === undefined || gateway.apiVersion.startsWith('networking.istio.io/');
}
