import type { Estate } from '../../../resource/estate.ts';
import type { Reader } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { httpRoutesOf } from './http-routes.ts';
import { gatewayName } from './virtual-services.ts';

/** The proxy whose HTTP routes are read: what is known of it before any request comes. */
export interface RouteClient {
  readonly labels: Labels;
  readonly namespace: string;
  /** `mesh`, or the Gateway through which requests come, `NS/NAME`. */
  readonly through: string;
  /** Where requests come to: of a Service, or the number that a Gateway's server says. */
  readonly port: number;
}

/** Whether a match of an HTTP route can apply to a proxy at all; where it names gateways, labels and namespace say nothing (istio/istio, core/route, sourceMatchHTTP). */
export function appliesTo(match: Reader, { through, port, labels, namespace }: RouteClient): boolean {
  const asked = match.get('port').number() ?? 0;
  if (asked !== 0 && asked !== port) return false;
  const gateways = match.get('gateways').strings().map((name) => gatewayName(name, match.resource.namespace ?? ''));
  if (gateways.length > 0) return gateways.includes(through);
  const source = match.get('sourceNamespace').string() ?? '';
  return carries(labels, match.get('sourceLabels').map()) && (source === '' || source === namespace);
}

/** Whether a VirtualService has any HTTP route for a proxy: without one it makes no virtual host there (istio/istio, core/route, BuildHTTPRoutesForVirtualService). */
export function routesFor(estate: Estate, virtualService: Resource, client: RouteClient): boolean {
  return httpRoutesOf(estate, virtualService).routes.some((route) => {
    const matches = route.get('match').each();
    return matches.length === 0 || matches.some((match) => appliesTo(match, client));
  });
}
