import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { clusterAddress, type CallPolicy } from '../mesh/addresses.ts';
import { fullHost } from '../mesh/hosts.ts';
import { outboundCluster } from '../mesh/names.ts';
import { meshServicesNamed } from '../services/registry.ts';
import { gatewayName } from './virtual-services.ts';

/**
 * The proxy whose routes for bytes are read. Which routes it may use at all is settled when its configuration is made;
 * a gateway looks at port and gateway only, whatever else a match says (istio/istio, core/gateway, l4SingleMatch).
 */
export type StreamClient =
  /** `port`: where the program dials. */
  | { readonly through: 'mesh'; readonly namespace: string; readonly labels: Labels; readonly port: number }
  /** `gateway`: `NS/NAME`. `port`: the number that its server says. */
  | { readonly through: 'gateway'; readonly gateway: string; readonly port: number };

/** A match of a `tls` or `tcp` route that this proxy may use: what is left is for the connection to decide. */
export interface StreamRoute {
  readonly virtualService: Resource;
  /** `spec.tls[0]` or `spec.tcp[0]` */
  readonly path: Path;
  /** Its match: `spec.tls[0].match[1]`; absent: a `tcp` route without any. */
  readonly match?: Path;
  /** Lower case, `*.` for any labels in front. Empty: the route is one of `tcp`, and SNI is not looked at. */
  readonly sniHosts: readonly string[];
  /** Blocks one of which has to hold the address that was dialled. Empty: any address. Always empty on a gateway. */
  readonly destinationSubnets: readonly string[];
  /** Those with a weight; one alone takes everything. Empty: connections are closed. */
  readonly destinations: readonly StreamDestination[];
}

export interface StreamDestination {
  /** Full name, lower case. */
  readonly host: string;
  /** Absent: the only port of that host, else the one that the connection came to. */
  readonly port?: number;
  readonly subset?: string;
  readonly weight: number;
}

/** The `tls` routes of a VirtualService that a proxy may use, one for each match, in their order. A route without match is none. */
export function tlsRoutesOf(virtualService: Resource, client: StreamClient): readonly StreamRoute[] {
  return written(virtualService, 'tls', client).flatMap((route) => route.get('match').each().flatMap((match) => (usable(match, client, virtualService) ? [matched(route, match, client)] : [])));
}

/**
 * The `tcp` routes of a VirtualService that a proxy may use, one for each match, in their order. The first that takes
 * every address ends the list: what stands behind it is never reached.
 */
export function tcpRoutesOf(virtualService: Resource, client: StreamClient): readonly StreamRoute[] {
  const routes: StreamRoute[] = [];
  for (const route of written(virtualService, 'tcp', client)) {
    const matches = route.get('match').each();
    if (matches.length === 0) return [...routes, matched(route, undefined, client)];
    for (const match of matches.filter((each) => usable(each, client, virtualService))) {
      routes.push(matched(route, match, client));
      if (routes.at(-1)!.destinationSubnets.length === 0) return routes;
    }
  }
  return routes;
}

/** Where a destination leads for a proxy, and the name that istiod gives it; `port` is the one that the connection came to. */
export function streamCluster(estate: Estate, pod: string, { host, port: asked, subset }: StreamDestination, port: number, policy: CallPolicy = {}): { readonly hop: string; readonly rule: string } {
  const [only, ...others] = meshServicesNamed(estate, host)[0]?.ports ?? [];
  const number = asked ?? (only !== undefined && others.length === 0 ? only.number : port);
  return { hop: clusterAddress(pod, host, number, subset, policy), rule: outboundCluster(host, number, subset) };
}

/** A gateway passes over a route that leads nowhere. */
function written(virtualService: Resource, name: 'tls' | 'tcp', client: StreamClient): readonly Reader[] {
  const routes = readerOf(virtualService).get('spec', name).each();
  return client.through === 'gateway' ? routes.filter((route) => route.get('route').each().length > 0) : routes;
}

function usable(match: Reader, client: StreamClient, virtualService: Resource): boolean {
  const gateways = match.get('gateways').strings().map((name) => gatewayName(name, virtualService.namespace ?? ''));
  const here = client.through === 'mesh' ? 'mesh' : client.gateway;
  if (gateways.length > 0 && !gateways.includes(here)) return false;
  const port = match.get('port').number() ?? 0;
  if (port !== 0 && port !== client.port) return false;
  if (client.through === 'gateway') return true;
  const namespace = match.get('sourceNamespace').string() ?? '';
  return (namespace === '' || namespace === client.namespace) && carries(client.labels, match.get('sourceLabels').map());
}

function matched(route: Reader, match: Reader | undefined, client: StreamClient): StreamRoute {
  return {
    virtualService: route.resource,
    path: route.path,
    ...(match === undefined ? {} : { match: match.path }),
    sniHosts: match?.get('sniHosts').strings().map((host) => host.toLowerCase()) ?? [],
    destinationSubnets: client.through === 'gateway' ? [] : (match?.get('destinationSubnets').strings() ?? []),
    destinations: destinationsOf(route),
  };
}

/** Weights count only between several destinations (istio/istio, core/networkfilter, buildOutboundNetworkFilters). */
function destinationsOf(route: Reader): readonly StreamDestination[] {
  const all = route.get('route').each();
  const weighted = all.map((each): StreamDestination => {
    const to = each.get('destination');
    const port = to.get('port', 'number').number();
    const subset = to.get('subset').string();
    return {
      host: fullHost(to.get('host').string() ?? '', route.resource.namespace ?? ''),
      weight: all.length === 1 ? 1 : (each.get('weight').number() ?? 0),
      ...(port === undefined ? {} : { port }),
      ...(subset === undefined ? {} : { subset }),
    };
  });
  return weighted.filter(({ weight }) => weight > 0);
}
