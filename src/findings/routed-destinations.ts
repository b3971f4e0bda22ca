import { fullHost, serviceOfHost } from '../dialects/istio/hosts.ts';
import { routingServices } from '../dialects/istio/virtual-services.ts';
import { servicesOf } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';
import { isWritten } from './gateway-parts.ts';

/** A destination that a VirtualService names. */
export interface Routed {
  readonly virtualService: Resource;
  readonly destination: Reader;
  /** Full name, lower case. */
  readonly host: string;
}

/** Every destination of every VirtualService and delegate that somebody wrote, mirrors too. */
export function* routed(estate: Estate): Iterable<Routed> {
  const written = [...routingServices(estate), ...estate.ofType('VirtualService').filter((each) => readerOf(each).get('spec', 'hosts').strings().length === 0)];
  for (const virtualService of written.filter(isWritten)) {
    const spec = readerOf(virtualService).get('spec');
    const http = spec.get('http').each();
    const routes = ['http', 'tls', 'tcp'].flatMap((kind) => spec.get(kind).each());
    const all = [...routes.flatMap((route) => route.get('route').each().map((each) => each.get('destination'))), ...http.map((route) => route.get('mirror')), ...http.flatMap((route) => route.get('mirrors').each().map((each) => each.get('destination')))];
    for (const destination of all) {
      const host = destination.get('host').string();
      if (host !== undefined) yield { virtualService, destination, host: fullHost(host, virtualService.namespace ?? '') };
    }
  }
}

/** Whether files that hold no Service of that namespace at all can say that one is missing there. */
export function isKnownNamespace(estate: Estate, host: string): boolean {
  const service = serviceOfHost(host);
  return service === undefined || servicesOf(estate).some(({ namespace }) => namespace === service.namespace);
}
