import { networkBalancerFor } from '../../dialects/aws/network-balancers.ts';
import { returningAtNodes, shownByNodes } from '../../dialects/aws/node-returns.ts';
import { announces, isNamed, listed, preservesClientAddress, rangesOf, said, targetAttributes } from '../../dialects/aws/service-annotations.ts';
import { controllerIn, ownerOf, type Owner } from '../../dialects/aws/service-owner.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { serviceAt, servicesOf, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { hostsBehind, schemeOf } from '../../dialects/istio/gateways/passed-on.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import type { BalancerSpec } from './spec.ts';

/**
 * Answers for every port of every Service of type LoadBalancer of which the load balancer controller makes nothing; each is an entry
 * for whatever name leads to it, listed with the names that gateways behind it listen for.
 */
export function read(estate: Estate): Opened<BalancerSpec> {
  return {
    entries: servicesOf(estate).flatMap((service) => (isOurs(estate, service) ? service.ports.flatMap((port) => entry(estate, service, port)) : [])),
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const service = serviceAt(estate, namespace, name);
      const port = service?.ports.find((each) => each.port === Number(number));
      return service === undefined || port === undefined || !isOurs(estate, service) ? undefined : specOf(estate, service, port);
    },
  };
}

/** One that the controller makes is there as an aws_lb, which listeners and target groups of Network Load Balancers speak of. */
function isOurs(estate: Estate, { type, resource }: Service): boolean {
  return type === 'LoadBalancer' && networkBalancerFor(estate, resource) === undefined;
}

function entry(estate: Estate, service: Service, port: ServicePort): readonly Entry[] {
  if (port.protocol === 'UDP') return [];
  const { namespace, name } = service;
  return [{ address: `balancer/${namespace}/${name}/${port.port}`, scheme: schemeOf(port), port: port.port, hosts: hostsBehind(estate, service, port), passes: true, title: `load balancer of Service ${namespace}/${name} (port ${port.port})`, public: ownerOf(service, controllerIn(estate, service.resource.scope)).scheme !== 'internal' }];
}

/** A network load balancer writes version 2, a classic one version 1. */
function preambleOf(service: Service, port: ServicePort, { by, kind }: Owner): BalancerSpec['preamble'] {
  const network = kind === 'network' || (by === 'unknown' && said(service, 'type') === 'nlb');
  if (network || by === 'nobody') return announces(targetAttributes(service, port)) ? 'v2' : undefined;
  if (said(service, 'proxy-protocol') === '*') return 'v1';
  return announces(targetAttributes(service, port)) ? 'v2' : undefined;
}

/**
 * Whether AWS' balancer ends TLS on the port: it is given a certificate, for all ports unless some are named by number or name, of
 * which `*` names all. `ssl` behind it means TLS again, for the classic one `https` too (cloud-provider-aws, pkg/providers/v1/aws.go).
 */
function tlsEndedFor(service: Service, port: ServicePort, { kind }: Owner): BalancerSpec['endsTls'] {
  const ports = listed(service, 'ssl-ports') ?? [];
  const all = ports.length === 0 || ports.includes('*');
  if ((listed(service, 'ssl-cert') ?? []).length === 0 || !(all || ports.some((each) => isNamed(port, each)))) return undefined;
  const backend = said(service, 'backend-protocol') ?? '';
  const again = kind === 'network' ? backend === 'ssl' : ['ssl', 'https'].includes(backend.toLowerCase());
  const onward = again ? 'tls' : 'plain';
  const note = `the load balancer of Service ${service.namespace}/${service.name} ends TLS and dials on ${again ? 'with TLS of its own, without server name' : 'in plaintext'}`;
  return { onward, origin: originOf(service.resource, ['metadata', 'annotations', 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert'], `port ${port.port}`, note) };
}

/**
 * Whose address pods see. A classic load balancer dials by itself; a network one keeps the client's address towards nodes unless
 * it is told not to; nodes replace it unless the Service says externalTrafficPolicy Local ("Client IP preservation"; Kubernetes,
 * "Using Source IP").
 */
function seenBy(service: Service, port: ServicePort, { by, kind }: Owner): Pick<BalancerSpec, 'keepsSource' | 'shows'> {
  const named = `Service ${service.namespace}/${service.name}`;
  const shows = shownByNodes(service);
  if (kind === undefined || by !== 'cloud-provider') return { keepsSource: shows === undefined };
  if (kind === 'classic') return { keepsSource: false, shows: `the classic load balancer of ${named} dials on from addresses of its own` };
  if (!preservesClientAddress(targetAttributes(service, port), 'instance', port.protocol)) return { keepsSource: false, shows: `the load balancer of ${named} dials on from addresses of its own: preserve_client_ip.enabled is not on` };
  return shows === undefined ? { keepsSource: true } : { keepsSource: false, shows };
}

/** Whoever asks a public one from inside comes by the address of a NAT gateway, and is no client of its own. Its targets are nodes. */
function sentBack(estate: Estate, service: Service, port: ServicePort, { by, kind, scheme }: Owner): Pick<BalancerSpec, 'returns'> {
  const keeps = by === 'cloud-provider' && kind === 'network' && scheme === 'internal' && preservesClientAddress(targetAttributes(service, port), 'instance', port.protocol);
  const returns = keeps ? returningAtNodes(estate, service, port, `the load balancer of Service ${service.namespace}/${service.name}`) : [];
  return returns.length === 0 ? {} : { returns };
}

/** Only the ranges of the Service get through the security group that the cloud provider makes for its load balancer. */
function letIn(service: Service, { by }: Owner): BalancerSpec['from'] {
  const ranges = rangesOf(service);
  if (ranges.length === 0 || by !== 'cloud-provider') return undefined;
  const own = service.annotations[rangesAnnotation] === undefined;
  return { ranges, origin: originOf(service.resource, own ? ['spec', 'loadBalancerSourceRanges'] : ['metadata', 'annotations', rangesAnnotation], 'source ranges', `the load balancer of Service ${service.namespace}/${service.name} lets in ${ranges.join(', ')} and drops everybody else`) };
}

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function specOf(estate: Estate, service: Service, port: ServicePort): BalancerSpec {
  const name = `${service.namespace}/${service.name}`;
  const owner = ownerOf(service, controllerIn(estate, service.resource.scope));
  const preamble = preambleOf(service, port, owner);
  const endsTls = tlsEndedFor(service, port, owner);
  const from = letIn(service, owner);
  return {
    service: name,
    port: port.port,
    ...seenBy(service, port, owner),
    ...sentBack(estate, service, port, owner),
    ...(from === undefined ? {} : { from }),
    ...(preamble === undefined ? {} : { preamble }),
    ...(endsTls === undefined ? {} : { endsTls }),
    origin: originOf(service.resource, port.path, `port ${port.port}`, `the load balancer of Service ${name} passes connections on unread`),
  };
}
