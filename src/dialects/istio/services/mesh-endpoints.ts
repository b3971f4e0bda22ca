import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import { isAddress } from '../../../ir/address.ts';
import { endpointsOf } from '../../kubernetes/endpoints.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { podAt, podsOf, podsWith, type Pod } from '../../kubernetes/pods.ts';
import { portOf, serviceAt, type Service } from '../../kubernetes/services.ts';
import { tlsModeLabel } from '../../../facts/injection.ts';
import { serviceOfHost } from '../mesh/hosts.ts';
import { speaksMutualTls } from '../proxy/proxy.ts';
import { meshServicesAt, type MeshPort, type MeshService } from './registry.ts';

/** One place where a service of the mesh is answered. */
export interface MeshEndpoint {
  /** A pod; a Service whose own address or name was written; or something that the inputs say nothing of, by address or name. */
  readonly at: { readonly pod: Pod } | { readonly service: Service } | { readonly outside: string };
  readonly address?: string;
  readonly port: number;
  readonly labels: Labels;
  /** Of endpoints that are no pods, where the entry says it. */
  readonly serviceAccount?: string;
  /** istiod tells clients that it takes the mesh's TLS. */
  readonly meshTls: boolean;
  readonly weight: number;
}

/** Everything that answers for a port of a service and is ready. None for resolution NONE: the dialled address itself answers. */
export function meshEndpoints(estate: Estate, service: MeshService, port: MeshPort): readonly MeshEndpoint[] {
  if (service.service !== undefined) return ofService(estate, service.service, port);
  const spec = readerOf(service.resource).get('spec');
  const selector = spec.get('workloadSelector');
  if (selector.there) return selected(estate, service, port, selector.get('labels').map());
  const written = spec.get('endpoints').each().flatMap((endpoint) => writtenEndpoint(estate, undefined, endpoint, port));
  if (written.length > 0 || !service.resolution.startsWith('dns') || service.host.startsWith('*')) return written;
  return [{ at: placeOf(estate, service.host), port: port.targetPort ?? port.number, labels: {}, meshTls: false, weight: 1 }];
}

function ofService(estate: Estate, service: Service, { number }: MeshPort): readonly MeshEndpoint[] {
  const port = portOf(service, number);
  if (port === undefined) return [];
  const pods = endpointsOf(estate, service, port).filter(({ ready }) => ready).map((endpoint): MeshEndpoint => {
    const [namespace = '', name = ''] = endpoint.pod?.split('/') ?? [];
    const pod = endpoint.pod === undefined ? undefined : podAt(estate, namespace, name);
    const { address } = endpoint;
    const at = pod === undefined ? { outside: address ?? endpoint.pod ?? '' } : { pod };
    return { at, port: endpoint.port, labels: pod?.labels ?? {}, meshTls: pod !== undefined && speaksMutualTls(pod), weight: 1, ...(address === undefined ? {} : { address }) };
  });
  return [...pods, ...machines(estate, service, port.targetPort)];
}

/** WorkloadEntries that a Service selects as if they were pods (istio/istio, kube controller, PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES, on by default). */
function machines(estate: Estate, { namespace, selector }: Service, target: number | string): readonly MeshEndpoint[] {
  if (Object.keys(selector).length === 0) return [];
  return entriesWith(estate, namespace, selector).flatMap((entry) => {
    const port = typeof target === 'number' ? target : readerOf(entry).get('spec', 'ports', target).number();
    return port === undefined ? [] : entryEndpoint(estate, entry, readerOf(entry).get('spec'), port);
  });
}

function entriesWith(estate: Estate, namespace: string, labels: Labels): readonly Resource[] {
  return estate.ofType('WorkloadEntry', namespace).filter((entry) => carries(labelsOf(entry, readerOf(entry).get('spec')), labels));
}

/** Labels of the object itself count before those of its spec (istio/istio, serviceentry/conversion). */
function labelsOf(entry: Resource | undefined, spec: Reader): Labels {
  return { ...spec.get('labels').map(), ...(entry === undefined ? {} : readerOf(entry).get('metadata', 'labels').map()) };
}

/** Pods and WorkloadEntries of the entry's namespace that carry the labels (ServiceEntry reference, workloadSelector). */
function selected(estate: Estate, { namespace, resource }: MeshService, port: MeshPort, labels: Labels): readonly MeshEndpoint[] {
  const pods = podsWith(estate, resource.scope, namespace, labels).filter((pod) => !pod.finished && !pod.terminating && pod.ready !== false);
  const entries = entriesWith(estate, namespace, labels);
  return [...pods.map((pod) => ofPod(pod, port.targetPort ?? port.number)), ...entries.flatMap((entry) => writtenEndpoint(estate, entry, readerOf(entry).get('spec'), port))];
}

function ofPod(pod: Pod, port: number): MeshEndpoint {
  return { at: { pod }, port, labels: pod.labels, meshTls: speaksMutualTls(pod), weight: 1, ...(pod.address === undefined ? {} : { address: pod.address }) };
}

/** An endpoint that somebody wrote: a WorkloadEntry, or one inside a ServiceEntry. */
function writtenEndpoint(estate: Estate, entry: Resource | undefined, endpoint: Reader, port: MeshPort): readonly MeshEndpoint[] {
  return entryEndpoint(estate, entry, endpoint, endpoint.get('ports', port.name).number() ?? port.targetPort ?? port.number);
}

function entryEndpoint(estate: Estate, entry: Resource | undefined, endpoint: Reader, port: number): readonly MeshEndpoint[] {
  const address = endpoint.get('address').string()?.toLowerCase();
  if (address === undefined) return [];
  const labels = labelsOf(entry, endpoint);
  const serviceAccount = endpoint.get('serviceAccount').string();
  const mode = labels[tlsModeLabel];
  return [
    {
      at: placeOf(estate, address),
      port,
      labels,
      // istio/istio, serviceentry/conversion, getTLSModeFromWorkloadEntry: the label, else a service account that is named.
      meshTls: mode === undefined ? (serviceAccount ?? '') !== '' : mode === 'istio',
      weight: endpoint.get('weight').number() ?? 1,
      ...(isAddress(address) ? { address } : {}),
      ...(serviceAccount === undefined ? {} : { serviceAccount }),
    },
  ];
}

/** What an address or a name leads to. */
export function placeOf(estate: Estate, name: string): MeshEndpoint['at'] {
  const pod = isAddress(name) ? podWithAddress(estate, name) : undefined;
  if (pod !== undefined) return { pod };
  const named = serviceOfHost(name);
  const service = isAddress(name) ? meshServicesAt(estate, name).find((each) => each.service !== undefined)?.service : named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
  return service === undefined || service.type === 'ExternalName' ? { outside: name } : { service };
}

/** The pod that has an address. */
export function podWithAddress(estate: Estate, address: string): Pod | undefined {
  const resources = estate.ofType('Pod');
  let index = podIndices.get(resources);
  if (index === undefined) podIndices.set(resources, (index = new Map(podsOf(estate).flatMap((pod) => (pod.address === undefined || pod.finished ? [] : [[pod.address, pod]])))));
  return index.get(address);
}

const podIndices = new WeakMap<readonly Resource[], ReadonlyMap<string, Pod>>();
