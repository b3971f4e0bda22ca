import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nameOfBalancer } from '../balancers.ts';
import { networkBalancerFor } from '../network-balancers.ts';
import { allOf, blocks, byReferred, count } from '../references.ts';
import { serviceNamed } from '../service-named.ts';
import { targetName } from './lookup.ts';

/** A load balancer that a DNS name is of. */
export interface NamedBalancer {
  readonly resource: Resource;
  readonly name: string;
  readonly internal: boolean;
  readonly network: boolean;
  /** Ports of its listeners. */
  readonly ports: readonly number[];
}

/** The load balancer that a record names: by reference, by its DNS name, or by its own name in one that AWS makes up. */
export function balancerNamed(estate: Estate, written: string): NamedBalancer | undefined {
  const service = serviceNamed(estate, undefined, written);
  if (service !== undefined) {
    const own = networkBalancerFor(estate, service.resource);
    return own === undefined ? undefined : view(estate, own.resource);
  }
  const balancers = allOf(estate, 'aws_lb');
  const referred = /\$\{aws_(?:lb|alb)\.(.+)\.dns_name\}$/.exec(written)?.[1];
  const name = targetName(written);
  const found =
    referred !== undefined
      ? balancers.find((each) => each.name === referred)
      : (balancers.find(({ body }) => text(body['dns_name']) !== undefined && targetName(text(body['dns_name'])!) === name) ?? balancers.find((each) => text(each.body['dns_name']) === undefined && nameInDns(name) === nameOfBalancer(each).toLowerCase()));
  return found === undefined ? undefined : view(estate, found);
}

/** Whether a name is one that AWS gives to load balancers. */
export function isBalancerName(name: string): boolean {
  return nameInDns(name) !== undefined;
}

/** The interface endpoint that a record names, by one of its DNS names or by reference. */
export function endpointNamed(estate: Estate, written: string): Resource | undefined {
  const referred = /\$\{aws_vpc_endpoint\.([^}]+?)\.dns_entry(?:\[\d+\]|\.\d+)\.dns_name\}$/.exec(written)?.[1];
  const name = targetName(written);
  return allOf(estate, 'aws_vpc_endpoint').find((each) => (referred !== undefined ? each.name === referred : blocks(each.body['dns_entry']).some((entry) => targetName(text(entry['dns_name']) ?? '') === name)));
}

/** Application: NAME-NUMBER.REGION.elb.amazonaws.com, `internal-` in front; network: NAME-ID.elb.REGION.amazonaws.com (ELB guides, "DNS name"). */
function nameInDns(name: string): string | undefined {
  const label = /^([a-z0-9-]+)-[0-9a-f]+\.(?:[a-z0-9-]+\.elb|elb\.[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(name)?.[1];
  return label?.replace(/^internal-/, '');
}

function view(estate: Estate, resource: Resource): NamedBalancer {
  const listeners = byReferred(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn').get(resource) ?? [];
  const { body } = resource;
  return {
    resource,
    name: nameOfBalancer(resource),
    internal: String(body['internal']) === 'true',
    network: text(body['load_balancer_type']) === 'network',
    ports: [...new Set(listeners.flatMap((each) => count(each.body['port']) ?? []))].sort((a, b) => a - b),
  };
}
