import { cloudProviderAnnotations, controllerAnnotations, networkPrefix, portedAnnotations } from '../../facts/network-load-balancer.ts';
import { nearest } from '../kubernetes/nearest.ts';
import type { Service } from '../kubernetes/services.ts';
import { said } from './service-annotations.ts';
import type { Owner } from './service-owner.ts';

/** An annotation that was meant for a load balancer and that nobody reads. */
export interface Unread {
  /** In full. */
  readonly key: string;
  /** Who passes over it, and what stands there instead. */
  readonly message: string;
  /** The load balancer is public although the annotation says internal. */
  readonly exposes: boolean;
}

/** Annotations of a Service under `service.beta.kubernetes.io/aws-load-balancer-` that the program which makes its load balancer does not know. */
export function unreadAnnotations(service: Service, { by, scheme }: Owner): readonly Unread[] {
  const keys = Object.keys(service.annotations).filter((key) => key.startsWith(networkPrefix)).sort();
  if (service.type !== 'LoadBalancer' && by !== 'load-balancer-controller') return keys.map((key) => ({ key, message: `Service ${service.namespace}/${service.name} is of type ${service.type} and gets no load balancer`, exposes: false }));
  if (by === 'load-balancer-controller') return keys.flatMap((key) => unread(service, key, controllerAnnotations, cloudProviderAnnotations, 'the AWS Load Balancer Controller', "the cloud provider's classic load balancers"));
  if (by !== 'cloud-provider') return [];
  const internal = said(service, 'scheme') === 'internal' && scheme === 'internet-facing';
  return keys.flatMap((key) => unread(service, key, cloudProviderAnnotations, controllerAnnotations, 'the cloud provider', 'the AWS Load Balancer Controller').map((each) => (internal && key === `${networkPrefix}scheme` ? { ...each, message: `${each.message}: this load balancer is public`, exposes: true } : each)));
}

function unread({ namespace, name }: Service, key: string, known: readonly string[], others: readonly string[], reader: string, other: string): readonly Unread[] {
  const written = key.slice(networkPrefix.length);
  const stem = [...portedAnnotations].find((each) => written.startsWith(`${each}.`)) ?? written;
  if (known.includes(stem)) return [];
  const near = nearest(written, known);
  const hint = others.includes(stem) ? `, it belongs to ${other}` : near === undefined ? '' : `; ${networkPrefix}${near} is one that it reads`;
  return [{ key, message: `${reader} makes the load balancer of Service ${namespace}/${name} and does not read ${key}${hint}`, exposes: false }];
}
