import { routeAddress, virtualHostAddress } from '../dialects/istio/addresses.ts';
import { virtualHosts } from '../dialects/istio/gateway-hosts.ts';
import { meshServicesNamed } from '../dialects/istio/registry.ts';
import { proxyOf } from '../dialects/istio/proxy.ts';
import { gatewaysOf, hostsOf, routingServices } from '../dialects/istio/virtual-services.ts';
import { sightOf } from '../dialects/istio/exports.ts';
import { podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';
import { gatewayed, isWritten } from './gateway-parts.ts';

/** A virtual host of some proxy that more than one route competes for. */
export interface Contest {
  readonly hop: HopId;
  readonly host: string;
  readonly virtualServices: readonly Resource[];
  /** False: no file says which of them is older, and that decides. */
  readonly agesKnown: boolean;
  /** On a gateway the routes of several VirtualServices are joined; in the mesh only the first one counts. */
  readonly joined: boolean;
}

/** Virtual hosts of gateways, and of one sidecar for each host of the mesh, where routes can stand in each other's way. */
export function* contests(estate: Estate): Iterable<Contest> {
  for (const { pod, listeners } of gatewayed(estate)) {
    for (const chain of listeners.flatMap(({ chains }) => chains)) {
      if (chain.speaks !== 'http') continue;
      for (const { host, groups } of virtualHosts(estate, pod, chain.servers)) {
        const virtualServices = [...new Set(groups.flatMap(({ attachments }) => attachments.map(({ virtualService }) => virtualService)))];
        if (!virtualServices.some(isWritten) || !contested(virtualServices)) continue;
        yield { hop: virtualHostAddress(`${pod.namespace}/${pod.name}`, chain.name, host), host, virtualServices, agesKnown: groups.every(({ agesKnown }) => agesKnown), joined: true };
      }
    }
  }
  yield* ofMesh(estate);
}

function* ofMesh(estate: Estate): Iterable<Contest> {
  let clients: readonly Pod[] | undefined;
  for (const virtualService of routingServices(estate)) {
    if (!isWritten(virtualService) || !gatewaysOf(virtualService).includes('mesh') || !contested([virtualService])) continue;
    clients ??= podsOf(estate).filter((pod) => proxyOf(estate, pod) === 'sidecar');
    const client = clients.find((pod) => pod.resource.scope === virtualService.scope && sightOf(estate, virtualService, pod.namespace) !== undefined);
    const host = hostsOf(virtualService).find((each) => !each.startsWith('*'));
    const port = host === undefined ? undefined : meshServicesNamed(estate, host)[0]?.ports[0]?.number;
    if (client === undefined || host === undefined || port === undefined) continue;
    yield { hop: routeAddress(`${client.namespace}/${client.name}`, port, host), host, virtualServices: [virtualService], agesKnown: true, joined: false };
  }
}

/** One route alone stands in nobody's way; most VirtualServices of large estates have one. */
function contested(virtualServices: readonly Resource[]): boolean {
  return virtualServices.length > 1 || virtualServices.some((each) => readerOf(each).get('spec', 'http').each().reduce((sum, route) => sum + Math.max(1, route.get('match').each().length) + (route.get('delegate').there ? 1 : 0), 0) > 1);
}
