import { policyOf } from '../../dialects/istio/mesh/addresses.ts';
import { hashKeyOf, speaksAsClient, speaksHttp2To } from '../../dialects/istio/services/cluster-settings.ts';
import { destinationRuleFor, type MergedRule } from '../../dialects/istio/services/destination-rules.ts';
import { serviceOfHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshEndpoints, placeOf, type MeshEndpoint } from '../../dialects/istio/services/mesh-endpoints.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { outboundCluster, serverName, waypointCluster } from '../../dialects/istio/mesh/names.ts';
import { composePeerAuthentication, modeAt, peerPoliciesFor } from '../../dialects/istio/policies/peer-authentication.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { isShown, meshPort, meshServicesNamed, type MeshPort, type MeshService } from '../../dialects/istio/services/registry.ts';
import { seenService } from '../../dialects/istio/services/seen-services.ts';
import { gatewayScopeOf, sidecarScopeOf } from '../../dialects/istio/services/sidecar-scope.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { whyEmpty } from '../../dialects/kubernetes/empty.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import { impossibleCredential } from '../../facts/gateway-api.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText, type Path, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ClusterSpec, EndpointSpec, Missing, Place, TlsSpec } from './spec.ts';
import { tlsSpec } from './tls.ts';
import { throughTunnels, tlsOfWaypoint } from './tunnels.ts';

/** Answers for every destination that a proxied pod may name, also for those that are not there. */
export function read(estate: Estate): Opened<ClusterSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      const proxy = pod === undefined ? 'none' : proxyOf(estate, pod);
      return pod === undefined || proxy === 'none' || proxy === 'ambient' ? undefined : specOf(estate, mesh, pod, proxy, rest);
    },
  };
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, proxy: 'sidecar' | 'gateway' | 'waypoint', [host = '', number, last = '-', policy]: readonly string[]): ClusterSpec {
  const port = Number(number);
  const subset = last === '-' ? undefined : last;
  const client = {
    proxy: `${proxy === 'sidecar' ? 'sidecar of' : proxy} ${pod.namespace}/${pod.name}`,
    pod: `${pod.namespace}/${pod.name}`,
    scope: pod.resource.scope,
    principal: principalOf(mesh, pod),
    authority: meshAuthority(mesh),
    cluster: proxy === 'waypoint' ? waypointCluster(host, port, subset) : outboundCluster(host, port, subset),
    serverName: serverName(host, port, subset),
    ...(pod.address === undefined ? {} : { address: pod.address }),
    ...(policy === undefined ? {} : { policy: policyOf(policy) }),
  };
  const service = seenService(estate, proxy === 'sidecar' ? sidecarScopeOf(estate, pod) : gatewayScopeOf(pod), host);
  const found = service === undefined ? undefined : meshPort(service, port);
  const namespace = service?.namespace ?? serviceOfHost(host)?.namespace ?? '-';
  const rule = destinationRuleFor(estate, pod, { host, namespace }, mesh.rootNamespace);
  const missing = service === undefined || found === undefined || service.aliasOf !== undefined ? absent(estate, pod, host, port, service) : subsetMissing(rule, subset, host, pod.namespace);
  if (service === undefined || found === undefined || missing !== undefined) {
    return { ...client, protocol: found?.protocol ?? 'auto', ...(missing === undefined ? {} : { missing }), endpoints: [], tls: { by: 'user', resource: 'Istio default' }, doubts: [] };
  }
  const original = proxy === 'sidecar' && (service.resolution === 'headless' || service.resolution === 'none');
  const endpoints = throughTunnels(estate, mesh, pod, { service, port, original }, reachable(estate, mesh, service, found, rule, subset, original && service.resolution === 'headless'));
  const decided = tlsSpec(estate, mesh, { service, rule, subset, port, endpoints, serverName: client.serverName }, proxy === 'sidecar' ? proxy : 'gateway');
  const tls = proxy === 'waypoint' ? tlsOfWaypoint(decided) : decided;
  const by = rule === undefined ? undefined : hashKeyOf(rule, subset, port);
  if (client.policy?.as === 'passthrough') return { ...client, protocol: found.protocol, ...passedOn(endpoints), doubts: [] };
  return {
    ...client,
    protocol: found.protocol,
    ...(speaksAsClient(rule, subset, port) ? { asClient: true } : speaksHttp2To(mesh, rule, subset, found) ? { http2: true } : {}),
    endpoints: original && endpoints.length === 0 && service.resolution === 'none' ? [{ ...placed({ at: placeOf(estate, client.policy?.dialled ?? host) }), port, takesMtls: false }] : endpoints,
    ...narrowedBy(rule, subset),
    ...(endpoints.length === 0 && subset === undefined ? emptied(estate, host, port) : {}),
    ...(original ? { original } : {}),
    ...(by === undefined ? {} : { by }),
    tls,
    doubts: doubts(rule, tls),
  };
}

/** Where the labels of a subset stand: what to look at if no pod carries them. */
function narrowedBy(rule: MergedRule | undefined, subset: string | undefined): Pick<ClusterSpec, 'narrowed'> {
  const found = rule?.subsets.find(({ name }) => name === subset);
  return found === undefined ? {} : { narrowed: placeIn(found.resource, found.path) };
}

/** Why a Service of Kubernetes has no endpoint for a port. */
function emptied(estate: Estate, host: string, number: number): Pick<ClusterSpec, 'empty'> {
  const named = serviceOfHost(host);
  const service = named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
  const port = service?.ports.find((each) => each.port === number);
  if (service === undefined || port === undefined) return {};
  const { why, resource, path, repairs } = whyEmpty(estate, service, port);
  return { empty: { why, place: placeIn(resource, path), repairs } };
}

/** TLS of the mesh goes on as it came, to endpoints that end it (istio/istio, core/cluster, buildOutboundSniDnatClusters). */
function passedOn(endpoints: readonly EndpointSpec[]): Pick<ClusterSpec, 'endpoints' | 'tls'> {
  return { endpoints: endpoints.filter(({ takesMtls }) => takesMtls), tls: { by: 'user', resource: 'Istio default' } };
}

/** Why a client's proxy has no cluster of that name. */
function absent(estate: Estate, pod: Pod, host: string, port: number, seen: MeshService | undefined): Missing {
  const { namespace, name } = serviceOfHost(host) ?? { namespace: '', name: '' };
  const known = meshServicesNamed(estate, host);
  const [first] = known;
  const because = (why: string): Missing => ({ why, status: host === '' ? 500 : 503 });
  if (first === undefined) return because(host === '' ? 'the route has no backend that exists' : name !== '' && serviceAt(estate, namespace, name) === undefined ? `there is no Service ${namespace}/${name}` : `no Service and no ServiceEntry has the host ${host}`);
  if (first.aliasOf !== undefined) return because(`${nameOf(first.resource)} is another name for ${first.aliasOf}, and istiod makes no cluster for it`);
  if (!known.some((service) => isShown(service, pod.namespace))) return because(`${nameOf(first.resource)} is not exported to namespace ${pod.namespace}`);
  if (seen === undefined) {
    const { resource } = sidecarScopeOf(estate, pod);
    return because(`${resource === undefined ? 'the Sidecar' : nameOf(resource)} does not import ${host}`);
  }
  return because(`${nameOf(seen.resource)} has no port ${port}`);
}

function subsetMissing(rule: MergedRule | undefined, subset: string | undefined, host: string, namespace: string): Missing | undefined {
  if (subset === undefined || rule?.subsets.some(({ name }) => name === subset) === true) return undefined;
  const why = rule === undefined ? `no DestinationRule for ${host} is seen from namespace ${namespace}, so there is no subset ${subset}` : `${rule.resources.map(nameOf).join(' and ')} has no subset ${subset}`;
  const [first] = rule?.resources ?? [];
  return { why, status: 503, ...(first === undefined ? {} : { place: placeIn(first, ['spec', 'subsets']) }) };
}

function placeIn(resource: Resource, path: Path): Place {
  const at = resource.locate(path, 'key') ?? resource.locate(path);
  return { resource: nameOf(resource), attribute: pathText(path), ...(at === undefined ? {} : { at }) };
}

/** Endpoints that are ready, and of a subset only those that carry its labels. Behind a headless Service they have the port that was dialled, whatever `targetPort` says. */
function reachable(estate: Estate, mesh: Mesh, service: MeshService, port: MeshPort, rule: MergedRule | undefined, subset: string | undefined, asDialled: boolean): readonly EndpointSpec[] {
  const labels = rule?.subsets.find(({ name }) => name === subset)?.labels ?? {};
  return endpointsFor(estate, service, port).filter((each) => carries(each.labels, labels)).map((found): EndpointSpec => {
    const endpoint = asDialled ? { ...found, port: port.number } : found;
    const { address, weight } = endpoint;
    const principal = identityOf(mesh, service, endpoint);
    return {
      ...placed(endpoint),
      port: endpoint.port,
      takesMtls: takesMtls(estate, mesh, endpoint),
      ...(weight === 1 ? {} : { weight }),
      ...(principal === undefined ? {} : { principal }),
      ...(address === undefined ? {} : { address }),
    };
  });
}

/** ServiceEntries of one namespace that share a host share their endpoints (istio/istio, model.EndpointIndex: by host and namespace). */
function endpointsFor(estate: Estate, service: MeshService, port: MeshPort): readonly MeshEndpoint[] {
  if (service.service !== undefined) return meshEndpoints(estate, service, port);
  const alike = meshServicesNamed(estate, service.host).filter((each) => each.service === undefined && each.namespace === service.namespace && each.resolution === service.resolution && each.resource.scope === service.resource.scope);
  const found = alike.flatMap((each) => {
    const own = meshPort(each, port.number);
    return own === undefined ? [] : meshEndpoints(estate, each, own);
  });
  const known = new Set<string>();
  return found.filter((endpoint) => {
    const key = JSON.stringify([placed(endpoint), endpoint.port]);
    return known.has(key) ? false : known.add(key) !== undefined;
  });
}

function placed({ at }: Pick<MeshEndpoint, 'at'>): Pick<EndpointSpec, 'pod' | 'service' | 'outside'> {
  if ('pod' in at) return { pod: `${at.pod.namespace}/${at.pod.name}` };
  return 'service' in at ? { service: `${at.service.namespace}/${at.service.name}` } : { outside: at.outside };
}

function identityOf(mesh: Mesh, { namespace }: MeshService, { at, serviceAccount }: MeshEndpoint): string | undefined {
  if ('pod' in at) return principalOf(mesh, at.pod);
  return serviceAccount === undefined ? undefined : `${mesh.trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** Clients also learn of ports whose own mode is DISABLE, and dial them in plaintext (istio/istio, endpoint builder, mtlsChecker). */
function takesMtls(estate: Estate, mesh: Mesh, { at, port, meshTls }: MeshEndpoint): boolean {
  if (!meshTls || !('pod' in at)) return meshTls;
  return modeAt(composePeerAuthentication(mesh.rootNamespace, peerPoliciesFor(estate, at.pod, mesh.rootNamespace)), port).mode !== 'DISABLE';
}

function doubts(rule: MergedRule | undefined, { settings }: TlsSpec): readonly string[] {
  const several = rule !== undefined && !rule.orderKnown;
  const files = settings !== undefined && settings.credentialName !== impossibleCredential && (settings.mode === 'MUTUAL' || (settings.mode === 'SIMPLE' && (settings.caCertificates ?? settings.credentialName) !== undefined));
  return [
    ...(several ? [`${rule.resources.map(nameOf).join(' and ')} are for one host; the older one counts where they differ, and no file says which that is`] : []),
    ...(files ? [`the certificates that the DestinationRule names are files or secrets whose contents are not in the inputs`] : []),
  ];
}
