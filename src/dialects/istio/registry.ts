import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { fullName } from '../kubernetes/names.ts';
import { serviceAt, servicesOf, type Service } from '../kubernetes/services.ts';
import { serviceOfHost } from './hosts.ts';
import { protocolOf, type Protocol } from './protocol.ts';

/** Something that proxies of the mesh know by a host name: a Kubernetes Service, or one host of a ServiceEntry. */
export interface MeshService {
  /** Lower case: `web.xnat.svc.cluster.local`, `api.example.com`, `*.example.com`. */
  readonly host: string;
  readonly namespace: string;
  readonly resource: Resource;
  readonly ports: readonly MeshPort[];
  /** Addresses that its name resolves to, or CIDR blocks; empty: no file says any. */
  readonly addresses: readonly string[];
  readonly resolution: 'cluster' | 'headless' | 'alias' | 'static' | 'dns' | 'dns-round-robin' | 'none';
  /** MESH_EXTERNAL, or an ExternalName. */
  readonly external: boolean;
  /** Namespaces it is shown to; empty: all. */
  readonly exportTo: readonly string[];
  /** Of an ExternalName: the name it stands for. */
  readonly aliasOf?: string;
  /** Absent for a ServiceEntry. */
  readonly service?: Service;
}

export interface MeshPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** As declared, in capitals: HTTP, HTTP2, GRPC, HTTPS, TLS, TCP; empty: nobody said. */
  readonly declared: string;
  /** The port of the endpoints, where it is another number for all of them. */
  readonly targetPort?: number;
  readonly path: Path;
}

/** Everything in the registry, by host name and then by age where a name is taken twice. */
export function meshServicesOf(estate: Estate): readonly MeshService[] {
  return indexOf(estate).all;
}

/** Services of that host name: one, or several where ServiceEntries of different namespaces share it. */
export function meshServicesNamed(estate: Estate, host: string): readonly MeshService[] {
  const own = serviceOfHost(host);
  const service = own === undefined ? undefined : serviceAt(estate, own.namespace, own.name);
  const entries = entriesOf(estate).get(host) ?? [];
  return service === undefined ? entries : [kubernetesService(service), ...entries];
}

/** The port of that number. */
export function meshPort(service: MeshService, number: number): MeshPort | undefined {
  return service.ports.find((port) => port.number === number);
}

interface Index {
  readonly all: readonly MeshService[];
}

const indices = new WeakMap<Estate, Index>();

function indexOf(estate: Estate): Index {
  const known = indices.get(estate);
  if (known !== undefined) return known;
  const made: Index = { all: [...servicesOf(estate).map(kubernetesService), ...[...entriesOf(estate).values()].flat()] };
  indices.set(estate, made);
  return made;
}

const views = new WeakMap<Service, MeshService>();

function kubernetesService(service: Service): MeshService {
  const known = views.get(service);
  if (known !== undefined) return known;
  const { annotations, namespace, resource, type, externalName } = service;
  const clusterIp = readerOf(resource).get('spec', 'clusterIP').string();
  const made: MeshService = {
    host: fullName(service),
    namespace,
    resource,
    service,
    ports: service.ports.filter(({ protocol }) => protocol !== 'UDP').map((port) => ({ number: port.port, name: port.name ?? '', protocol: protocolOf(port), declared: declaredBy(port), path: port.path })),
    addresses: clusterIp === undefined || clusterIp === 'None' || clusterIp === '' ? [] : [clusterIp],
    resolution: type === 'ExternalName' ? 'alias' : service.headless ? 'headless' : 'cluster',
    external: type === 'ExternalName',
    exportTo: annotations['networking.istio.io/exportTo']?.split(',').map((name) => name.trim()) ?? [],
    ...(type === 'ExternalName' && externalName !== undefined ? { aliasOf: externalName.toLowerCase() } : {}),
  };
  views.set(service, made);
  return made;
}

function declaredBy(port: { readonly name?: string; readonly appProtocol?: string }): string {
  return ((port.appProtocol ?? port.name ?? '').split('-')[0] ?? '').toUpperCase();
}

const entryIndices = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly MeshService[]>>();

function entriesOf(estate: Estate): ReadonlyMap<string, readonly MeshService[]> {
  const resources = estate.ofType('ServiceEntry');
  const known = entryIndices.get(resources);
  if (known !== undefined) return known;
  const byHost = new Map<string, MeshService[]>();
  for (const resource of resources) for (const service of entryServices(resource)) byHost.set(service.host, [...(byHost.get(service.host) ?? []), service]);
  entryIndices.set(resources, byHost);
  return byHost;
}

function entryServices(resource: Resource): readonly MeshService[] {
  const spec = readerOf(resource).get('spec');
  const ports = spec.get('ports').each().flatMap(entryPort);
  return spec.get('hosts').strings().map((host) => ({
    host: host.toLowerCase(),
    namespace: resource.namespace ?? '',
    resource,
    ports,
    addresses: spec.get('addresses').strings(),
    resolution: resolutions[spec.get('resolution').string() ?? 'NONE'] ?? 'none',
    external: spec.get('location').string() !== 'MESH_INTERNAL',
    exportTo: spec.get('exportTo').strings(),
  }));
}

const resolutions: Readonly<Record<string, MeshService['resolution']>> = { STATIC: 'static', DNS: 'dns', DNS_ROUND_ROBIN: 'dns-round-robin', NONE: 'none' };

function entryPort(port: Reader): readonly MeshPort[] {
  const number = port.get('number').number();
  if (number === undefined) return [];
  const declared = (port.get('protocol').string() ?? '').toUpperCase();
  const name = port.get('name').string() ?? '';
  const targetPort = port.get('targetPort').number();
  const protocol = protocolOf({ port: number, protocol: 'TCP', name, ...(declared === '' ? {} : { appProtocol: declared.toLowerCase() }) });
  return [{ number, name, protocol, declared, path: port.path, ...(targetPort === undefined ? {} : { targetPort }) }];
}
