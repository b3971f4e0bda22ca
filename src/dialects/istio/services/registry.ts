import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { fullName } from '../../kubernetes/names.ts';
import { serviceAt, servicesOf, type Service } from '../../kubernetes/services.ts';
import { serviceOfHost } from '../mesh/hosts.ts';
import { protocolOf, type Protocol } from '../proxy/protocol.ts';

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

/** Everything in the registry that has a port of that number; aliases have none of their own. */
export function meshServicesOn(estate: Estate, port: number): readonly MeshService[] {
  return indexOf(estate).byPort.get(port) ?? [];
}

/** Services of that host name: one, or several where ServiceEntries share it. A Kubernetes Service comes first. */
export function meshServicesNamed(estate: Estate, host: string): readonly MeshService[] {
  const own = serviceOfHost(host);
  const service = own === undefined ? undefined : serviceAt(estate, own.namespace, own.name);
  const entries = entriesOf(estate).get(host) ?? [];
  return service === undefined ? entries : [meshServiceOf(service), ...entries];
}

/** Services that answer at an address of their own; blocks of addresses are not looked at. */
export function meshServicesAt(estate: Estate, address: string): readonly MeshService[] {
  return indexOf(estate).byAddress.get(address) ?? [];
}

/** Names of the ExternalName Services that stand for a host. */
export function aliasesOf(estate: Estate, host: string): readonly MeshService[] {
  return indexOf(estate).aliases.get(host) ?? [];
}

/** The port of that number. */
export function meshPort(service: MeshService, number: number): MeshPort | undefined {
  return service.ports.find((port) => port.number === number);
}

/** Whether the service is shown to a namespace; nothing said shows it to all (MeshConfig.defaultServiceExportTo is taken to be `*`). */
export function isShown({ exportTo, namespace }: MeshService, to: string): boolean {
  return exportTo.length === 0 || exportTo.some((name) => name === '*' || name === to || (name === '.' && namespace === to));
}

interface Index {
  readonly byPort: ReadonlyMap<number, readonly MeshService[]>;
  readonly byAddress: ReadonlyMap<string, readonly MeshService[]>;
  readonly aliases: ReadonlyMap<string, readonly MeshService[]>;
}

const indices = new WeakMap<Estate, Index>();

function indexOf(estate: Estate): Index {
  const known = indices.get(estate);
  if (known !== undefined) return known;
  const [byPort, byAddress, aliases] = [new Map<number, MeshService[]>(), new Map<string, MeshService[]>(), new Map<string, MeshService[]>()];
  const add = (service: MeshService): void => {
    if (service.aliasOf !== undefined) return into(aliases, service.aliasOf, service);
    for (const port of service.ports) into(byPort, port.number, service);
    for (const address of service.addresses) into(byAddress, address, service);
  };
  for (const service of servicesOf(estate)) add(meshServiceOf(service));
  for (const services of entriesOf(estate).values()) services.forEach(add);
  const made: Index = { byPort, byAddress, aliases };
  indices.set(estate, made);
  return made;
}

function into<Key>(lists: Map<Key, MeshService[]>, key: Key, service: MeshService): void {
  const members = lists.get(key);
  if (members === undefined) lists.set(key, [service]);
  else members.push(service);
}

const views = new WeakMap<Service, MeshService>();

/** A Kubernetes Service as the mesh knows it. */
export function meshServiceOf(service: Service): MeshService {
  const known = views.get(service);
  if (known !== undefined) return known;
  const { annotations, namespace, resource, type, externalName } = service;
  const clusterIp = readerOf(resource).get('spec', 'clusterIP').string();
  const alias = type === 'ExternalName';
  const made: MeshService = {
    host: fullName(service),
    namespace,
    resource,
    service,
    ports: service.ports.filter(({ protocol }) => protocol !== 'UDP').map((port) => ({ number: port.port, name: port.name ?? '', protocol: protocolOf(port), declared: declaredBy(port), path: port.path })),
    addresses: clusterIp === undefined || clusterIp === 'None' || clusterIp === '' ? [] : [clusterIp],
    resolution: alias ? 'alias' : service.headless ? 'headless' : 'cluster',
    external: alias,
    exportTo: annotations['networking.istio.io/exportTo']?.split(',').map((name) => name.trim()) ?? [],
    ...(alias && externalName !== undefined ? { aliasOf: externalName.toLowerCase() } : {}),
  };
  views.set(service, made);
  return made;
}

/** What appProtocol says, or the port's name in front of its first `-`. */
function declaredBy(port: { readonly name?: string; readonly appProtocol?: string }): string {
  if (port.appProtocol === 'kubernetes.io/h2c') return 'HTTP2';
  return ((port.appProtocol ?? port.name ?? '').split('-')[0] ?? '').toUpperCase();
}

const entryIndices = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly MeshService[]>>();

function entriesOf(estate: Estate): ReadonlyMap<string, readonly MeshService[]> {
  const resources = estate.ofType('ServiceEntry');
  const known = entryIndices.get(resources);
  if (known !== undefined) return known;
  const byHost = new Map<string, MeshService[]>();
  for (const resource of resources) for (const service of entryServices(resource)) into(byHost, service.host, service);
  entryIndices.set(resources, byHost);
  return byHost;
}

const entryViews = new WeakMap<Resource, readonly MeshService[]>();

/** The services that a ServiceEntry is, one for each of its hosts. */
export function entryServices(resource: Resource): readonly MeshService[] {
  const known = entryViews.get(resource);
  if (known !== undefined) return known;
  const spec = readerOf(resource).get('spec');
  const ports = spec.get('ports').each().flatMap(entryPort);
  const addresses = spec.get('addresses').strings().map(single);
  const made = spec.get('hosts').strings().map((host): MeshService => ({
    host: host.toLowerCase(),
    namespace: resource.namespace ?? '',
    resource,
    ports,
    addresses,
    resolution: resolutions[spec.get('resolution').string() ?? 'NONE'] ?? 'none',
    external: spec.get('location').string() !== 'MESH_INTERNAL',
    exportTo: spec.get('exportTo').strings(),
  }));
  entryViews.set(resource, made);
  return made;
}

/** A block of one address is that address (istio/istio, serviceentry/conversion). */
function single(address: string): string {
  const [ip = '', bits] = address.split('/');
  return bits === (ip.includes(':') ? '128' : '32') ? ip : address;
}

const resolutions: Readonly<Record<string, MeshService['resolution']>> = { STATIC: 'static', DNS: 'dns', DNS_ROUND_ROBIN: 'dns-round-robin', NONE: 'none' };

function entryPort(port: Reader): readonly MeshPort[] {
  const number = port.get('number').number();
  if (number === undefined) return [];
  const declared = (port.get('protocol').string() ?? '').toUpperCase();
  const targetPort = port.get('targetPort').number();
  return [{ number, name: port.get('name').string() ?? '', protocol: spokenBy(declared), declared, path: port.path, ...(targetPort === undefined ? {} : { targetPort }) }];
}

/** A word for a protocol, as ServiceEntries, Sidecars and Gateways write it; one that nobody knows leaves it open (istio/istio, protocol.Parse). */
export function spokenBy(declared: string): Protocol {
  return protocolOf({ port: 0, protocol: 'TCP', appProtocol: declared.toLowerCase() });
}
