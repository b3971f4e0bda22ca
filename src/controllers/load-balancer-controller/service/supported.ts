import { networkPrefix } from '../../../facts/network-load-balancer.ts';
import { record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Service } from '../../../dialects/kubernetes/services.ts';
import type { ControllerFacts } from '../facts.ts';
import { isOn } from '../settings/gates.ts';

/** Whether the controller takes the Service as it stands (pkg/service, IsServiceSupported); its webhook may have given it a class before. */
export function supported({ resource, annotations, type }: Service, facts: ControllerFacts): boolean {
  if (record(resource.body['metadata'])['deletionTimestamp'] !== undefined) return false;
  if (isOn(facts, 'ServiceTypeLoadBalancerOnly') && type !== 'LoadBalancer') return false;
  const loadBalancerClass = text(record(resource.body['spec'])['loadBalancerClass']);
  if (loadBalancerClass !== undefined) return loadBalancerClass === facts.flags.serviceClass;
  const kind = annotations[`${networkPrefix}type`];
  const targets = annotations[`${networkPrefix}nlb-target-type`];
  return kind === 'nlb-ip' || (kind === 'external' && (targets === 'ip' || targets === 'instance'));
}
