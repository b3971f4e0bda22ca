import { chooseTls, type AutoMtls, type ChosenTls } from '../../dialects/istio/auto-mtls.ts';
import { destinationRuleFor, passesThrough, tlsOf, type MergedRule } from '../../dialects/istio/destination-rules.ts';
import { serviceOfHost } from '../../dialects/istio/hosts.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh.ts';
import { outboundCluster, serverName } from '../../dialects/istio/names.ts';
import { composePeerAuthentication, modeAt, namespaceMode, peerPoliciesFor, type Composed } from '../../dialects/istio/peer-authentication.ts';
import { protocolOf } from '../../dialects/istio/protocol.ts';
import { meshAuthority, principalOf, proxyOf, speaksMutualTls } from '../../dialects/istio/proxy.ts';
import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { portOf, serviceAt, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ClusterSpec, EndpointSpec, TlsSpec } from './spec.ts';

/** Answers for every destination that a proxied pod may name, also for those that are not there. */
export function read(estate: Estate): Opened<ClusterSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      const proxy = pod === undefined ? 'none' : proxyOf(estate, pod);
      return pod === undefined || (proxy !== 'sidecar' && proxy !== 'gateway') ? undefined : specOf(estate, mesh, pod, proxy, rest);
    },
  };
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, proxy: 'sidecar' | 'gateway', [host = '', number, last = '-']: readonly string[]): ClusterSpec {
  const port = Number(number);
  const { namespace, name } = serviceOfHost(host) ?? { namespace: '-', name: host };
  const subset = last === '-' ? undefined : last;
  const client = {
    proxy: `${proxy === 'sidecar' ? 'sidecar of' : 'gateway'} ${pod.namespace}/${pod.name}`,
    pod: `${pod.namespace}/${pod.name}`,
    scope: pod.resource.scope,
    principal: principalOf(mesh, pod),
    authority: meshAuthority(mesh),
    cluster: outboundCluster(host, port, subset),
    serverName: serverName(host, port, subset),
    ...(pod.address === undefined ? {} : { address: pod.address }),
  };
  const service = serviceAt(estate, namespace, name);
  const found = service === undefined ? undefined : portOf(service, port);
  const rule = destinationRuleFor(estate, pod, { host, namespace }, mesh.rootNamespace);
  const missing = service === undefined ? `there is no Service ${namespace}/${name}` : found === undefined ? `Service ${namespace}/${name} has no port ${port}` : subsetMissing(rule, subset, host, pod.namespace);
  if (service === undefined || found === undefined || missing !== undefined) {
    return { ...client, protocol: found === undefined ? 'auto' : protocolOf(found), missing: missing ?? '', endpoints: [], tls: { by: 'user', resource: 'Istio default' }, doubts: [] };
  }
  const endpoints = reachable(estate, mesh, service, found, rule, subset);
  const tls = tlsSpec(estate, mesh, { service, rule, subset, port, host, endpoints, serverName: client.serverName }, proxy);
  return { ...client, protocol: protocolOf(found), endpoints, tls, doubts: doubts(service, rule, tls) };
}

function subsetMissing(rule: MergedRule | undefined, subset: string | undefined, host: string, namespace: string): string | undefined {
  if (subset === undefined || rule?.subsets.some(({ name }) => name === subset) === true) return undefined;
  if (rule === undefined) return `no DestinationRule for ${host} is seen from namespace ${namespace}, so there is no subset ${subset}`;
  return `${rule.resources.map(nameOf).join(' and ')} has no subset ${subset}`;
}

/** Endpoints that are ready, and of a subset only the pods that carry its labels. */
function reachable(estate: Estate, mesh: Mesh, service: Service, port: ServicePort, rule: MergedRule | undefined, subset: string | undefined): readonly EndpointSpec[] {
  const labels = rule?.subsets.find(({ name }) => name === subset)?.labels ?? {};
  return endpointsOf(estate, service, port)
    .filter(({ ready }) => ready)
    .flatMap((endpoint): readonly EndpointSpec[] => {
      const pod = podNamed(estate, endpoint.pod);
      if (!carries(pod?.labels ?? {}, labels)) return [];
      const { address } = endpoint;
      return [
        {
          port: endpoint.port,
          takesMtls: pod !== undefined && takesMtls(estate, mesh, pod, endpoint.port),
          ...(pod === undefined ? {} : { pod: `${pod.namespace}/${pod.name}`, principal: principalOf(mesh, pod) }),
          ...(address === undefined ? {} : { address }),
        },
      ];
    });
}

/** Clients also learn of ports whose own mode is DISABLE, and dial them in plaintext (istio/istio, endpoint builder, mtlsChecker). */
function takesMtls(estate: Estate, mesh: Mesh, pod: Pod, port: number): boolean {
  const composed = (): Composed => composePeerAuthentication(mesh.rootNamespace, peerPoliciesFor(estate, pod, mesh.rootNamespace));
  return speaksMutualTls(pod) && modeAt(composed(), port).mode !== 'DISABLE';
}

function podNamed(estate: Estate, pod: string | undefined): Pod | undefined {
  const [namespace = '', name = ''] = pod?.split('/') ?? [];
  return pod === undefined ? undefined : podAt(estate, namespace, name);
}

interface Destination {
  readonly service: Service;
  readonly rule: MergedRule | undefined;
  readonly subset: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly endpoints: readonly EndpointSpec[];
  readonly serverName: string;
}

function tlsSpec(estate: Estate, mesh: Mesh, to: Destination, proxy: 'sidecar' | 'gateway'): TlsSpec {
  const { service, rule, subset, port, endpoints } = to;
  const written = rule === undefined ? undefined : tlsOf(rule, subset, port);
  const chosen = chooseTls({
    tls: written?.tls,
    endpointSans: endpoints.flatMap(({ principal }) => (principal === undefined ? [] : [`spiffe://${principal}`])),
    sni: to.serverName,
    autoMtls: mesh.autoMtls,
    meshExternal: service.type === 'ExternalName',
    serviceMode: serviceMode(estate, mesh, to),
  });
  const settings = usable(chosen, rule, proxy);
  const at = written?.resource.locate(written.path);
  return {
    by: chosen.by,
    ...(settings === undefined ? {} : { settings }),
    ...(written === undefined ? { resource: mesh.autoMtls ? 'Istio default' : 'MeshConfig' } : { resource: nameOf(written.resource), attribute: pathText(written.path) }),
    ...(at === undefined ? {} : { at }),
  };
}

/** Where clients dial addresses as they found them, one endpoint without a sidecar makes all of them plaintext (istio/istio, BestEffortInferServiceMTLSMode). */
function serviceMode(estate: Estate, mesh: Mesh, { service, rule, subset, port, endpoints }: Destination): AutoMtls['serviceMode'] {
  const through = service.headless || (rule !== undefined && passesThrough(rule, subset, port));
  if (through && (endpoints.length === 0 || endpoints.some(({ pod }) => !inMesh(estate, pod)))) return 'DISABLE';
  const mode = namespaceMode(estate, service.namespace, mesh.rootNamespace);
  return mode === 'UNKNOWN' ? 'PERMISSIVE' : mode;
}

function inMesh(estate: Estate, name: string | undefined): boolean {
  const pod = podNamed(estate, name);
  return pod !== undefined && speaksMutualTls(pod);
}

/** A sidecar is not given secrets by name, unless the rule selects workloads: it sends plaintext then (istio/istio, buildUpstreamClusterTLSContext). */
function usable({ tls }: ChosenTls, rule: MergedRule | undefined, proxy: 'sidecar' | 'gateway'): ChosenTls['tls'] {
  const secret = tls?.credentialName !== undefined && (tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL');
  return secret && proxy === 'sidecar' && rule?.workloadSelector === undefined ? undefined : tls;
}

function doubts(service: Service, rule: MergedRule | undefined, { settings }: TlsSpec): readonly string[] {
  const several = rule !== undefined && !rule.orderKnown;
  const files = settings !== undefined && (settings.mode === 'MUTUAL' || (settings.mode === 'SIMPLE' && (settings.caCertificates ?? settings.credentialName) !== undefined));
  return [
    ...(service.type === 'ExternalName' ? [`Service ${service.namespace}/${service.name} is an ExternalName, which is not modelled in the mesh yet`] : []),
    ...(several ? [`${rule.resources.map(nameOf).join(' and ')} are for one host; the older one counts where they differ, and no file says which that is`] : []),
    ...(files ? [`the certificates that the DestinationRule names are files or secrets whose contents are not in the inputs`] : []),
  ];
}
