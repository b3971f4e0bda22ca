import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { actionsOf, type Action } from './actions.ts';
import { inboundAttribute, nameOfBalancer } from './balancers.ts';
import { certificatesOf, type ListenerCertificate } from './certificates.ts';
import { allOf, byReferred, count, decided } from './references.ts';

/** A Network Load Balancer as Terraform's attributes say it. */
export interface NetworkBalancer {
  readonly resource: Resource;
  readonly name: string;
  readonly internal: boolean;
  readonly dnsName?: string;
  /** As they are written; none: it was made without, and nothing is asked at its interfaces. */
  readonly securityGroups: readonly string[];
  /** Nodes use targets of every zone (attribute load_balancing.cross_zone.enabled; AWS default off). */
  readonly crossZone: boolean;
  readonly listeners: readonly NetworkListener[];
}

export interface NetworkListener {
  readonly resource: Resource;
  readonly port: number;
  readonly protocol: 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP' | 'QUIC' | 'TCP_QUIC';
  readonly actions: readonly Action[];
  /** The default one first; none: the input does not say, or it ends no TLS. */
  readonly certificates: readonly ListenerCertificate[];
  readonly alpn?: string;
  /** Seconds. */
  readonly idle?: number;
  /** Blocks that the group which the load balancer controller makes lets in on this port; none: everybody, or nobody says. */
  readonly inbound: readonly string[];
}

/** Every Network Load Balancer with its listeners. The same estate always gives the same views. */
export function networkBalancersOf(estate: Estate): readonly NetworkBalancer[] {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const listeners = byReferred(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn');
  const found = allOf(estate, 'aws_lb').filter(({ body }) => body['load_balancer_type'] === 'network').map((resource): NetworkBalancer => {
    const dnsName = text(resource.body['dns_name']);
    return {
      resource,
      name: nameOfBalancer(resource),
      internal: decided(resource.body['internal']) === true,
      ...(dnsName === undefined ? {} : { dnsName }),
      securityGroups: words(resource.body['security_groups']),
      crossZone: decided(resource.body['enable_cross_zone_load_balancing']) === true,
      listeners: (listeners.get(resource) ?? []).flatMap((listener) => listenerOf(estate, listener)).sort((a, b) => a.port - b.port),
    };
  });
  viewed.set(estate, found);
  return found;
}

/** The one that the load balancer controller makes of a Service: undefined where it makes none, or refuses. */
export function networkBalancerFor(estate: Estate, service: Resource): NetworkBalancer | undefined {
  let known = ofServices.get(estate);
  if (known === undefined) {
    known = new Map(networkBalancersOf(estate).flatMap((balancer) => {
      const from = serviceBehind(balancer);
      return from === undefined ? [] : [[keyOf(from), balancer]];
    }));
    ofServices.set(estate, known);
  }
  return known.get(keyOf(service));
}

const ofServices = new WeakMap<Estate, ReadonlyMap<string, NetworkBalancer>>();

function keyOf({ scope, namespace = 'default', name }: Resource): string {
  return `${scope}/${namespace}/${name}`;
}

/** The Service of which it is made. */
export function serviceBehind({ resource }: NetworkBalancer): Resource | undefined {
  const from = resource.derived?.from;
  return from?.type === 'Service' ? from : undefined;
}

const viewed = new WeakMap<Estate, readonly NetworkBalancer[]>();

function listenerOf(estate: Estate, resource: Resource): readonly NetworkListener[] {
  const { port, protocol, default_action: actions, alpn_policy: alpn, tcp_idle_timeout_seconds: idle } = resource.body;
  const [number, policy, seconds] = [count(port), text(alpn), count(idle)];
  if (number === undefined) return [];
  return [
    {
      resource,
      port: number,
      protocol: protocols.find((each) => each === protocol) ?? 'TCP',
      actions: actionsOf(estate, resource, actions, 'default_action'),
      certificates: protocol === 'TLS' ? certificatesOf(estate, resource) : [],
      ...(policy === undefined || policy === 'None' ? {} : { alpn: policy }),
      ...(seconds === undefined ? {} : { idle: seconds }),
      inbound: words(resource.body[inboundAttribute]),
    },
  ];
}

const protocols = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'] as const;
