import { list, record } from '../../dialects/kubernetes/fields.ts';
import { portOf, shownPorts, type Service } from '../../dialects/kubernetes/services.ts';
import type { JsonObject } from '../../resource/resource.ts';
import type { Annotations } from './annotations.ts';
import type { Place } from './place.ts';
import type { Drafting } from './plan.ts';

/** What the builders of Ingresses and of Services ask of a target group in the same way. */

/** Refuses targets of type ip where a gate turns them off; whether they are. */
export function refusesIpTargets({ facts, refuse }: Drafting, at: Place): boolean {
  const { enableIpTargetType } = facts.flags;
  if (!enableIpTargetType) refuse({ at, message: 'targets of type ip are turned off in this controller (feature gate EnableIPTargetType)', says: `unsupported targetType: ip when EnableIPTargetType is ${enableIpTargetType}` });
  return !enableIpTargetType;
}

/** ipv6 for a Service that has IPv6 addresses, which a load balancer of IPv4 addresses only does not reach. */
export function addressTypeOf({ refuse }: Drafting, { resource, namespace, name }: Service, balancer: string): 'ipv4' | 'ipv6' {
  if (!list(record(resource.body['spec'])['ipFamilies']).includes('IPv6')) return 'ipv4';
  if (balancer === 'ipv4') refuse({ at: [resource, ['spec', 'ipFamilies']], message: `Service ${namespace}/${name} has IPv6 addresses, which only a dualstack load balancer reaches; this one is ipv4 (ip-address-type)`, says: 'unsupported IPv6 configuration, lb not dual-stack' });
  return 'ipv6';
}

/** A health check's port: a number, or one that a port of the Service leads to; undefined: a node port that the cluster has yet to pick, or refused. */
export function checkPortOf({ refuse }: Drafting, service: Service, written: string, at: Place, type: string): { readonly port: number | undefined; readonly refused?: true } {
  if (/^[+-]?\d+$/.test(written)) return { port: Number(written) };
  const named = `${service.namespace}/${service.name}`;
  const found = portOf(service, written);
  if (found === undefined) {
    refuse({ at, message: `Service ${named} has no port ${written}; it has ${shownPorts(service)}`, says: `failed to resolve healthCheckPort: unable to find port ${written} on service ${named}` });
    return { port: undefined, refused: true };
  }
  if (type === 'instance') return { port: found.nodePort };
  if (typeof found.targetPort === 'number') return { port: found.targetPort };
  refuse({ at, message: `port ${written} of Service ${named} leads to container port ${found.targetPort}, which each pod may number in its own way`, says: "cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port" });
  return { port: undefined, refused: true };
}

/** `target-node-labels`: only nodes with these labels become targets. Pods are chosen by their Service. */
export function nodeSelectorOf(annotations: Annotations, type: string): JsonObject | undefined {
  const labels = type === 'instance' ? annotations.map('target-node-labels') : undefined;
  return labels === undefined || Object.keys(labels).length === 0 ? undefined : { matchLabels: labels };
}
