import { routeAddress, virtualHostAddress } from '../dialects/istio/mesh/addresses.ts';
import { virtualHosts } from '../dialects/istio/gateways/virtual-hosts.ts';
import { meshServicesNamed } from '../dialects/istio/services/registry.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { gatewaysOf, hostsOf, routingServices } from '../dialects/istio/routes/virtual-services.ts';
import { sightOf } from '../dialects/istio/mesh/exports.ts';
import { proxyContainer } from '../facts/injection.ts';
import { list, record, text } from '../dialects/kubernetes/fields.ts';
import { podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import type { HopId } from '../ir/program.ts';
import { pathOf, type Path } from '../path/path.ts';
import type { Estate } from '../resource/estate.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { gatewayed, isWritten } from './gateway-parts.ts';

/** A virtual host of some proxy that more than one route competes for. */
export interface Contest {
  /** The path that knows the hop. */
  readonly path: Path;
  readonly hop: HopId;
  readonly host: string;
  readonly virtualServices: readonly Resource[];
  /** False: no file says which of them is older, and that decides. */
  readonly agesKnown: boolean;
  /** On a gateway the routes of several VirtualServices are joined; in the mesh only the first one counts. */
  readonly joined: boolean;
}

/** Virtual hosts of gateways, and of one sidecar for each host of the mesh, where routes can stand in each other's way. */
export function* contests(path: Path): Iterable<Contest> {
  const { estate } = path;
  for (const { pod, listeners } of gatewayed(estate)) {
    for (const chain of listeners.flatMap(({ chains }) => chains)) {
      if (chain.speaks !== 'http') continue;
      for (const { host, groups } of virtualHosts(estate, pod, chain.servers)) {
        const virtualServices = [...new Set(groups.flatMap(({ attachments }) => attachments.map(({ virtualService }) => virtualService)))];
        if (!virtualServices.some(isWritten) || !contested(virtualServices)) continue;
        yield { path, hop: virtualHostAddress(`${pod.namespace}/${pod.name}`, chain.name, host), host, virtualServices, agesKnown: groups.every(({ agesKnown }) => agesKnown), joined: true };
      }
    }
  }
  yield* ofMesh(path);
}

function* ofMesh(path: Path): Iterable<Contest> {
  const { estate } = path;
  const written = routingServices(estate).filter((each) => isWritten(each) && gatewaysOf(each).includes('mesh') && contested([each]));
  if (written.length === 0) return;
  const clients = podsOf(estate).filter((pod) => proxyOf(estate, pod) === 'sidecar');
  const without = written.filter((virtualService) => clientOf(estate, clients, virtualService) === undefined);
  const supposed = without.length === 0 ? undefined : withClients(path, without);
  for (const virtualService of written) {
    const seen = without.includes(virtualService) ? supposed! : path;
    const client = clientOf(seen.estate, seen === path ? clients : podsOf(seen.estate), virtualService);
    const host = hostsOf(virtualService).find((each) => !each.startsWith('*'));
    if (client === undefined || host === undefined) continue;
    const port = meshServicesNamed(estate, host)[0]?.ports[0]?.number ?? 80;
    yield { path: seen, hop: routeAddress(`${client.namespace}/${client.name}`, port, host), host, virtualServices: [virtualService], agesKnown: true, joined: false };
  }
}

function clientOf(estate: Estate, clients: readonly Pod[], virtualService: Resource): Pod | undefined {
  return clients.find((pod) => pod.resource.scope === virtualService.scope && sightOf(estate, virtualService, pod.namespace) !== undefined);
}

/** Files of routes alone hold no client: what their rules leave to each other is the same for any. */
function withClients({ resources }: Path, virtualServices: readonly Resource[]): Path {
  const places = new Map(virtualServices.map(({ scope, namespace = '' }) => [`${scope}\n${namespace}`, { scope, namespace }]));
  const pods = [...places.values()].map(({ scope, namespace }): Resource => {
    const name = 'client-of-routes';
    return { scope, type: 'Pod', namespace, name, apiVersion: 'v1', locate: () => undefined, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { containers: [{ name: 'client' }, { name: proxyContainer }] } } };
  });
  return pathOf([...resources, ...pods]);
}

/** A quick look that spares the exact one: whether some match might take what another one is for. */
function contested(virtualServices: readonly Resource[]): boolean {
  const matches = virtualServices.flatMap(matchesOf);
  if (matches.length > compared) return true;
  return matches.some((one, index) => matches.some((other, at) => (at < index || (at !== index && virtualServices.length > 1)) && mayTake(other, one)));
}

/** More matches than this are looked at exactly right away. */
const compared = 200;

/** What a match says of path and method, which is what most differ in. Undefined in all: it may take anything. */
interface Glance {
  readonly exact?: string;
  readonly prefix?: string;
  readonly method?: string;
}

const glances = new WeakMap<Resource, readonly Glance[]>();

function matchesOf(virtualService: Resource): readonly Glance[] {
  const known = glances.get(virtualService);
  if (known !== undefined) return known;
  const made = list(record(virtualService.body['spec'])['http']).map(record).flatMap((route): Glance[] => {
    const matches = list(route['match']).map(record);
    // Of what a delegate adds nothing is known at a glance.
    if (route['delegate'] !== undefined) return [{}, {}];
    return matches.length === 0 ? [{}] : matches.map((match) => (match['ignoreUriCase'] === true ? {} : glance(record(match['uri']), record(match['method']))));
  });
  glances.set(virtualService, made);
  return made;
}

function glance(uri: JsonObject, method: JsonObject): Glance {
  const [exact, prefix, verb] = [text(uri['exact']), text(uri['prefix']), text(method['exact'])];
  return { ...(exact === undefined ? {} : { exact }), ...(prefix === undefined || prefix === '/' ? {} : { prefix }), ...(verb === undefined ? {} : { method: verb }) };
}

/** False only where the first one certainly leaves something of the second. */
function mayTake(first: Glance, second: Glance): boolean {
  if (first.method !== undefined && first.method !== second.method) return false;
  if (first.exact !== undefined) return first.exact === second.exact;
  return first.prefix === undefined || (second.exact ?? second.prefix ?? '').startsWith(first.prefix);
}
