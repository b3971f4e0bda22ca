import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import type { Resource } from '../../resource/resource.ts';
import { covers, fullHost, mostSpecific } from './hosts.ts';
import { inCreationOrder } from './order.ts';

/** VirtualServices that give the routes of one host, the one that counts first. */
export interface Attached {
  readonly resources: readonly Resource[];
  /** False: which of them is older decides, and no file says it. */
  readonly orderKnown: boolean;
}

/** The hosts of a VirtualService as full names. */
export function hostsOf(virtualService: Resource): readonly string[] {
  return readerOf(virtualService).get('spec', 'hosts').strings().map((host) => fullHost(host, virtualService.namespace ?? ''));
}

/**
 * The VirtualServices that sidecars of a namespace use for a host: bound to the mesh and visible there, of the most
 * specific host; only the oldest counts, since in the mesh they are not merged (VirtualService reference).
 */
export function meshRoutesFor(estate: Estate, namespace: string, host: string): Attached {
  const { exact, wild } = meshHosts(estate);
  const visible = (resources: readonly Resource[]): readonly Resource[] => resources.filter((resource) => visibleIn(resource, namespace));
  const named = visible(exact.get(host) ?? []);
  if (named.length > 0) return ordered(named);
  const patterns = [...wild].filter(([pattern, resources]) => covers(pattern, host) && visible(resources).length > 0).map(([pattern]) => pattern);
  const best = mostSpecific(patterns, host);
  return best === undefined ? { resources: [], orderKnown: true } : ordered(visible(wild.get(best) ?? []));
}

/** Every host that VirtualServices of the mesh route and a namespace sees. */
export function meshHostsSeen(estate: Estate, namespace: string): readonly string[] {
  const { exact, wild } = meshHosts(estate);
  return [...exact, ...wild].filter(([, resources]) => resources.some((resource) => visibleIn(resource, namespace))).map(([host]) => host);
}

/** Gateways a VirtualService binds to, as `NS/NAME`, or `mesh`; the older form `NAME.NS.svc.cluster.local` means `NS/NAME`. */
export function gatewaysOf(virtualService: Resource): readonly string[] {
  const named = readerOf(virtualService).get('spec', 'gateways').strings();
  return named.length === 0 ? ['mesh'] : named.map((name) => gatewayName(name, virtualService.namespace ?? ''));
}

/**
 * A gateway's name as a VirtualService writes it: `NAME`, `NS/NAME`, `./NAME`, or the older DNS name, of which the first
 * two labels count (istio/istio, model.resolveGatewayName).
 */
export function gatewayName(name: string, namespace: string): string {
  if (name === 'mesh') return name;
  const [first = '', second] = name.split('/');
  if (second !== undefined) return `${first === '.' ? namespace : first}/${second}`;
  const [label = '', inNamespace] = name.split('.');
  return inNamespace === undefined ? `${namespace}/${name}` : `${inNamespace}/${label}`;
}

/** Whether `exportTo` shows an object to a namespace; nothing said shows it to all. */
export function visibleIn(resource: Resource, namespace: string): boolean {
  const to = readerOf(resource).get('spec', 'exportTo').strings();
  return to.length === 0 || to.some((name) => name === '*' || name === namespace || (name === '.' && resource.namespace === namespace));
}

interface MeshHosts {
  readonly exact: ReadonlyMap<string, readonly Resource[]>;
  readonly wild: ReadonlyMap<string, readonly Resource[]>;
}

const indices = new WeakMap<readonly Resource[], MeshHosts>();

function meshHosts(estate: Estate): MeshHosts {
  const resources = estate.ofType('VirtualService');
  const known = indices.get(resources);
  if (known !== undefined) return known;
  const exact = new Map<string, Resource[]>();
  const wild = new Map<string, Resource[]>();
  for (const resource of resources.filter((each) => gatewaysOf(each).includes('mesh'))) {
    for (const host of hostsOf(resource)) {
      const hosts = host.startsWith('*') ? wild : exact;
      hosts.set(host, [...(hosts.get(host) ?? []), resource]);
    }
  }
  const made = { exact, wild };
  indices.set(resources, made);
  return made;
}

function ordered(resources: readonly Resource[]): Attached {
  const { resources: sorted, known } = inCreationOrder(resources);
  return { resources: sorted, orderKnown: known };
}
