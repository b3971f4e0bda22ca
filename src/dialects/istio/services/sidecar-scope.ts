import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { fullHost } from '../mesh/hosts.ts';
import { meshOf, outboundModes, type Mesh } from '../mesh/mesh.ts';
import { inCreationOrder } from '../mesh/order.ts';
import type { Protocol } from '../proxy/protocol.ts';
import { spokenBy } from './registry.ts';

/**
 * What one client's proxy is told of the mesh: everything that is shown to its namespace, unless a Sidecar object narrows
 * it (istio/istio, pilot/pkg/model/sidecar.go).
 */
export interface SidecarScope {
  readonly namespace: string;
  /** The client's own cluster: what is in another one is not seen. */
  readonly cluster: string;
  /** The Sidecar object that counts; absent: none, everything is imported. */
  readonly resource?: Resource;
  /** False: several Sidecars say it for the same pods, and no file says which is older. */
  readonly orderKnown: boolean;
  /** In their order; the one without a port is the last. */
  readonly listeners: readonly EgressListener[];
  readonly ingress: readonly IngressListener[];
  readonly outbound: Mesh['outbound'];
  /** Where `outbound` stands; absent: the mesh's default. */
  readonly outboundAt?: { readonly resource: Resource; readonly path: Path };
  /** Where hosts that nobody knows are sent instead of to the dialled address. */
  readonly egressProxy?: { readonly host: string; readonly port?: number; readonly subset?: string };
}

export interface EgressListener {
  /** Absent: the listener for all ports that no other one names. */
  readonly port?: { readonly number: number; readonly protocol: Protocol; readonly declared: string };
  /** An address; absent: each service's own. */
  readonly bind?: string;
  readonly hosts: readonly { readonly namespace: string; readonly host: string }[];
}

export interface IngressListener {
  readonly port: number;
  readonly protocol: Protocol;
  readonly declared: string;
  /** The port of the program, where it is another one. */
  readonly endpoint?: { readonly host: string; readonly port: number };
  /** Its own `tls`, which istiod reads only where its ENABLE_TLS_ON_SIDECAR_INGRESS is set. */
  readonly tls?: OwnTls;
  readonly path: Path;
}

/** TLS that a sidecar ends with files of its own for clients outside the mesh. */
export interface OwnTls {
  readonly resource: Resource;
  readonly path: Path;
  /** The file of its certificate. */
  readonly certificate: string;
  /** Clients need a certificate that this file vouches for; absent: they are asked for none. */
  readonly clients?: string;
}

/** A pod, as far as a Sidecar object asks for it. */
export interface ScopedClient {
  readonly namespace: string;
  readonly labels: Labels;
  /** The pod's own object. */
  readonly resource: { readonly scope: string };
}

const scopes = new WeakMap<Estate, Map<string, SidecarScope>>();

/** The scope of a pod's sidecar. A Sidecar object that selects the pod, else one for its whole namespace, else one for the mesh. */
export function sidecarScopeOf(estate: Estate, client: ScopedClient): SidecarScope {
  const { resource, orderKnown } = estate.ofType('Sidecar').length === 0 ? { resource: undefined, orderKnown: true } : sidecarFor(estate, client);
  const cluster = client.resource.scope;
  const key = `${cluster}\n${client.namespace}\n${resource?.namespace ?? ''}/${resource?.name ?? ''}\n${String(orderKnown)}`;
  const kept = scopes.get(estate) ?? new Map<string, SidecarScope>();
  scopes.set(estate, kept);
  const known = kept.get(key) ?? read(resource, orderKnown, everything(client.namespace, cluster), meshOf(estate));
  kept.set(key, known);
  return known;
}

/** What a gateway is told: Sidecar objects are not for gateways. */
export function gatewayScopeOf({ namespace, resource }: ScopedClient): SidecarScope {
  return everything(namespace, resource.scope);
}

function sidecarFor(estate: Estate, { namespace, labels, resource: { scope } }: ScopedClient): { readonly resource: Resource | undefined; readonly orderKnown: boolean } {
  const { rootNamespace } = meshOf(estate);
  const whole = (sidecar: Resource): boolean => !readerOf(sidecar).get('spec', 'workloadSelector').there;
  const sidecars = (of: string): readonly Resource[] => estate.ofType('Sidecar', of).filter((sidecar) => sidecar.scope === scope);
  const own = sidecars(namespace);
  const selecting = own.filter((sidecar) => !whole(sidecar) && carries(labels, readerOf(sidecar).get('spec', 'workloadSelector', 'labels').map()));
  for (const candidates of [selecting, own.filter(whole), sidecars(rootNamespace).filter(whole)]) {
    const { resources, known } = inCreationOrder(candidates);
    if (resources[0] !== undefined) return { resource: resources[0], orderKnown: known };
  }
  return { resource: undefined, orderKnown: true };
}

function everything(namespace: string, cluster: string): SidecarScope {
  return { namespace, cluster, orderKnown: true, listeners: [{ hosts: [{ namespace: '*', host: '*' }] }], ingress: [], outbound: 'ALLOW_ANY' };
}

function read(resource: Resource | undefined, orderKnown: boolean, all: SidecarScope, mesh: Mesh): SidecarScope {
  const { namespace } = all;
  const plain: SidecarScope = { ...all, outbound: mesh.outbound, ...(mesh.resource === undefined ? {} : { outboundAt: { resource: mesh.resource, path: ['outboundTrafficPolicy', 'mode'] } }) };
  if (resource === undefined) return plain;
  const spec = readerOf(resource).get('spec');
  const egress = spec.get('egress').each().map((listener) => egressListener(listener, namespace));
  const policy = spec.get('outboundTrafficPolicy');
  const proxy = policy.get('egressProxy');
  const [port, subset] = [proxy.get('port', 'number').number(), proxy.get('subset').string()];
  return {
    ...plain,
    resource,
    orderKnown,
    listeners: egress.length === 0 ? plain.listeners : egress,
    ingress: spec.get('ingress').each().flatMap(ingressListener),
    ...(policy.there ? { outbound: outboundModes.find((mode) => mode === policy.get('mode').string()) ?? 'REGISTRY_ONLY', outboundAt: { resource, path: [...policy.path, 'mode'] } } : {}),
    ...(proxy.there ? { egressProxy: { host: fullHost(proxy.get('host').string() ?? '', resource.namespace), ...(port === undefined ? {} : { port }), ...(subset === undefined ? {} : { subset }) } } : {}),
  };
}

function egressListener(listener: Reader, namespace: string): EgressListener {
  const hosts = listener.get('hosts').strings().flatMap((written) => {
    const [scope = '', host, ...more] = written.split('/');
    return host === undefined || more.length > 0 ? [] : [{ namespace: scope === '.' ? namespace : scope, host: host.toLowerCase() }];
  });
  const number = listener.get('port', 'number').number();
  const declared = (listener.get('port', 'protocol').string() ?? '').toUpperCase();
  const bind = listener.get('bind').string() ?? (listener.get('captureMode').string() === 'NONE' ? '127.0.0.1' : undefined);
  return { hosts, ...(number === undefined ? {} : { port: { number, declared, protocol: spokenBy(declared) } }), ...(bind === undefined ? {} : { bind }) };
}

function ingressListener(listener: Reader): readonly IngressListener[] {
  const port = listener.get('port', 'number').number();
  if (port === undefined) return [];
  const declared = (listener.get('port', 'protocol').string() ?? '').toUpperCase();
  const [, host, number] = /^(.*):(\d+)$/.exec(listener.get('defaultEndpoint').string() ?? '') ?? [];
  const tls = ownTls(listener.get('tls'));
  return [{ port, declared, protocol: spokenBy(declared), path: listener.path, ...(tls === undefined ? {} : { tls }), ...(host === undefined ? {} : { endpoint: { host, port: Number(number) } }) }];
}

/** Only SIMPLE and MUTUAL are for sidecars (Sidecar reference, IstioIngressListener.tls). */
function ownTls(tls: Reader): OwnTls | undefined {
  const [mode, certificate] = [tls.get('mode').string(), tls.get('serverCertificate').string() ?? ''];
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return undefined;
  return { resource: tls.resource, path: tls.path, certificate, ...(mode === 'MUTUAL' ? { clients: tls.get('caCertificates').string() ?? '' } : {}) };
}

/** The listener whose routes requests to a port use: the one that names it, else the one for all ports. */
export function egressListenerFor(scope: SidecarScope, port: number): EgressListener | undefined {
  return scope.listeners.find((listener) => listener.port === undefined || listener.port.number === port);
}
