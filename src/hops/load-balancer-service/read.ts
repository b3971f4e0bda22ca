import { announces, isNamed, listed, preservesClientAddress, rangesOf, said, targetAttributes } from '../../dialects/aws/service-annotations.ts';
import { controllerIn, ownerOf, type Owner, type ServiceController } from '../../dialects/aws/service-owner.ts';
import { truthIn } from '../../dialects/kubernetes/go-values.ts';
import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { serviceAt, servicesOf, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { serversAt } from '../../dialects/istio/gateways/gateways.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { protocolOf } from '../../dialects/istio/proxy/protocol.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import { keepingOf, returnsOf } from './returns.ts';
import type { BalancerSpec } from './spec.ts';

/** Answers for every port of every Service of type LoadBalancer; each is an entry for whatever name leads to it, listed with the names that gateways behind it listen for. */
export function read(estate: Estate): Opened<BalancerSpec> {
  return {
    entries: servicesOf(estate).flatMap((service) => (service.type === 'LoadBalancer' ? service.ports.flatMap((port) => entry(estate, service, port)) : [])),
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const service = serviceAt(estate, namespace, name);
      const port = service?.ports.find((each) => each.port === Number(number));
      return service?.type !== 'LoadBalancer' || port === undefined ? undefined : specOf(estate, service, port);
    },
  };
}

function entry(estate: Estate, service: Service, port: ServicePort): readonly Entry[] {
  if (port.protocol === 'UDP') return [];
  const { namespace, name } = service;
  return [{ address: `balancer/${namespace}/${name}/${port.port}`, scheme: schemeOf(port), port: port.port, hosts: hostsBehind(estate, service, port), passes: true, title: `load balancer of Service ${namespace}/${name} (port ${port.port})`, public: ownerOf(service, controllerIn(estate, service.resource.scope)).scheme !== 'internal' }];
}

/** The names that the gateways behind it listen for: of others nobody says that they are meant to work. */
function hostsBehind(estate: Estate, service: Service, port: ServicePort): readonly string[] {
  const hosts = endpointsOf(estate, service, port).flatMap((endpoint) => {
    const [namespace = '', name = ''] = endpoint.pod?.split('/') ?? [];
    const pod = podAt(estate, namespace, name);
    if (pod === undefined || proxyAt(estate, pod, endpoint.port) !== 'gateway') return [];
    return serversAt(estate, pod, endpoint.port).servers.flatMap(({ hosts: named }) => named.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase()));
  });
  return [...new Set(hosts)].sort();
}

function schemeOf(port: ServicePort): Entry['scheme'] {
  const protocol = protocolOf(port);
  if (protocol === 'tls' || port.port === 443) return 'https';
  return protocol === 'http' || port.port === 80 ? 'http' : 'tcp';
}

/** A network load balancer writes version 2, a classic one version 1. */
function preambleOf(service: Service, port: ServicePort, { by, kind }: Owner): BalancerSpec['preamble'] {
  const network = kind === 'network' || (by === 'unknown' && said(service, 'type') === 'nlb');
  if (network || by === 'nobody') return announces(targetAttributes(service, port)) ? 'v2' : undefined;
  if (said(service, 'proxy-protocol') === '*') return 'v1';
  return announces(targetAttributes(service, port)) ? 'v2' : undefined;
}

/**
 * Whether AWS' balancer ends TLS on the port: it is given a certificate, for all ports unless some are named by number or name.
 * `*` names all for the cloud provider and none for the controller. `ssl` behind it means TLS again, for the classic one `https`
 * too (AWS Load Balancer Controller guide, "Service annotations"; cloud-provider-aws, pkg/providers/v1/aws.go).
 */
function tlsEndedFor(service: Service, port: ServicePort, { by, kind }: Owner): BalancerSpec['endsTls'] {
  const ports = listed(service, 'ssl-ports') ?? [];
  const all = ports.length === 0 || (by !== 'load-balancer-controller' && ports.includes('*'));
  if ((listed(service, 'ssl-cert') ?? []).length === 0 || !(all || ports.some((each) => isNamed(port, each)))) return undefined;
  const backend = said(service, 'backend-protocol') ?? '';
  const again = kind === 'network' ? backend === 'ssl' : ['ssl', 'https'].includes(backend.toLowerCase());
  const onward = again ? 'tls' : 'plain';
  const note = `the load balancer of Service ${service.namespace}/${service.name} ends TLS and dials on ${again ? 'with TLS of its own, without server name' : 'in plaintext'}`;
  return { onward, origin: originOf(service.resource, ['metadata', 'annotations', 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert'], `port ${port.port}`, note) };
}

/**
 * Whose address pods see. A classic load balancer dials by itself; a network one keeps the client's address towards nodes, and
 * towards pods only where it is told to; nodes replace it unless the Service says externalTrafficPolicy Local ("Client IP
 * preservation"; Kubernetes, "Using Source IP").
 */
function seenBy(service: Service, port: ServicePort, { by, kind }: Owner, controller: ServiceController): Pick<BalancerSpec, 'keepsSource' | 'shows'> {
  const named = `Service ${service.namespace}/${service.name}`;
  const local = service.externalTrafficPolicy === 'Local';
  if (kind === undefined || by === 'unknown') return { keepsSource: local };
  if (kind === 'classic') return { keepsSource: false, shows: `the classic load balancer of ${named} dials on from addresses of its own` };
  const pods = targetsOf(service, { by }, controller) === 'pods';
  if (!preservesClientAddress(targetAttributes(service, port), pods ? 'ip' : 'instance', port.protocol)) return { keepsSource: false, shows: `the load balancer of ${named} dials on from addresses of its own: preserve_client_ip.enabled is not on` };
  if (pods || local) return { keepsSource: true };
  return { keepsSource: false, shows: `with externalTrafficPolicy Cluster, ${named} gets connections from the address of whichever node takes them` };
}

/** What a network load balancer sends to. */
function targetsOf(service: Service, { by }: Pick<Owner, 'by'>, controller: ServiceController): 'pods' | 'nodes' {
  return by === 'load-balancer-controller' && (said(service, 'type') === 'nlb-ip' || (said(service, 'nlb-target-type') ?? controller.targetType) === 'ip') ? 'pods' : 'nodes';
}

/** Whoever asks a public one from inside comes by the address of a NAT gateway, and is no client of its own. */
function sentBack(estate: Estate, service: Service, port: ServicePort, owner: Owner, controller: ServiceController): Pick<BalancerSpec, 'returns' | 'keeping'> {
  const targets = targetsOf(service, owner, controller);
  const keeps = owner.kind === 'network' && owner.scheme === 'internal' && (owner.by === 'load-balancer-controller' || owner.by === 'cloud-provider') && preservesClientAddress(targetAttributes(service, port), targets === 'pods' ? 'ip' : 'instance', port.protocol);
  const returns = keeps ? returnsOf(estate, service, port, targets) : [];
  const keeping = owner.by === 'load-balancer-controller' ? keepingOf(service, port) : undefined;
  return returns.length === 0 ? {} : { returns, ...(keeping === undefined ? {} : { keeping }) };
}

/** Only the ranges of the Service get through the security group that is made for its load balancer; groups of the user's own are not ours to know. */
function letIn(service: Service, { by }: Owner): BalancerSpec['from'] {
  const ranges = rangesOf(service);
  const made = by === 'cloud-provider' || (by === 'load-balancer-controller' && (listed(service, 'security-groups') ?? []).length === 0 && truthIn(said(service, 'disable-nlb-sg')) !== true);
  if (ranges.length === 0 || !made) return undefined;
  const own = service.annotations[rangesAnnotation] === undefined;
  return { ranges, origin: originOf(service.resource, own ? ['spec', 'loadBalancerSourceRanges'] : ['metadata', 'annotations', rangesAnnotation], 'source ranges', `the load balancer of Service ${service.namespace}/${service.name} lets in ${ranges.join(', ')} and drops everybody else`) };
}

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function specOf(estate: Estate, service: Service, port: ServicePort): BalancerSpec {
  const name = `${service.namespace}/${service.name}`;
  const controller = controllerIn(estate, service.resource.scope);
  const owner = ownerOf(service, controller);
  const preamble = preambleOf(service, port, owner);
  const endsTls = tlsEndedFor(service, port, owner);
  const from = letIn(service, owner);
  return {
    service: name,
    port: port.port,
    ...seenBy(service, port, owner, controller),
    ...sentBack(estate, service, port, owner, controller),
    ...(from === undefined ? {} : { from }),
    ...(preamble === undefined ? {} : { preamble }),
    ...(endsTls === undefined ? {} : { endsTls }),
    origin: originOf(service.resource, port.path, `port ${port.port}`, `the load balancer of Service ${name} passes connections on unread`),
  };
}
