import { fullHost, serviceOfHost } from '../dialects/istio/mesh/hosts.ts';
import { routingServices } from '../dialects/istio/routes/virtual-services.ts';
import { list, record, text } from '../dialects/kubernetes/fields.ts';
import { servicesOf } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { valueAt, type JsonObject, type Path, type Resource } from '../resource/resource.ts';
import { isWritten } from './gateway-parts.ts';

/** A destination that a VirtualService names. */
export interface Routed {
  readonly virtualService: Resource;
  readonly path: Path;
  readonly written: JsonObject;
  /** Full name, lower case. */
  readonly host: string;
}

/** Every destination of every VirtualService and delegate that somebody wrote, mirrors too. */
export function* routed(estate: Estate): Iterable<Routed> {
  const written = [...routingServices(estate), ...estate.ofType('VirtualService').filter(({ body }) => list(record(body['spec'])['hosts']).length === 0)];
  for (const virtualService of written.filter(isWritten)) {
    for (const path of destinationsOf(virtualService)) {
      const written = record(valueAt(virtualService.body, path));
      const host = text(written['host']);
      if (host !== undefined) yield { virtualService, path, host: fullHost(host, virtualService.namespace ?? ''), written };
    }
  }
}

function destinationsOf({ body }: Resource): readonly Path[] {
  const spec = record(body['spec']);
  return ['http', 'tls', 'tcp'].flatMap((kind) =>
    list(spec[kind]).map(record).flatMap((route, index): Path[] => {
      const at = ['spec', kind, index];
      const each = (name: string): Path[] => list(route[name]).map((_, place) => [...at, name, place, 'destination']);
      return [...each('route'), ...(route['mirror'] === undefined ? [] : [[...at, 'mirror']]), ...each('mirrors')];
    }),
  );
}

/** Whether files that hold no Service of that namespace at all can say that one is missing there. */
export function isKnownNamespace(estate: Estate, host: string): boolean {
  const service = serviceOfHost(host);
  return service === undefined || servicesOf(estate).some(({ namespace }) => namespace === service.namespace);
}
