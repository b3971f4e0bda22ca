import { networkPrefix } from '../../../facts/network-load-balancer.ts';
import { record, texts } from '../../../dialects/kubernetes/fields.ts';
import { selects } from '../../../dialects/kubernetes/labels.ts';
import { classOf } from '../../../dialects/aws/service-annotations.ts';
import { serviceOf, type Service } from '../../../dialects/kubernetes/services.ts';
import type { ControllerFacts } from '../facts.ts';
import { isOn } from '../settings/gates.ts';

/** Whether the controller takes the Service as it stands (pkg/service, IsServiceSupported); its webhook may have given it a class before. */
export function supported(service: Service, facts: ControllerFacts): boolean {
  const { resource, annotations, type } = service;
  if (record(resource.body['metadata'])['deletionTimestamp'] !== undefined) return false;
  if (isOn(facts, 'ServiceTypeLoadBalancerOnly') && type !== 'LoadBalancer') return false;
  const loadBalancerClass = classOf(service);
  if (loadBalancerClass !== undefined) return loadBalancerClass === facts.flags.serviceClass;
  const kind = annotations[`${networkPrefix}type`];
  const targets = annotations[`${networkPrefix}nlb-target-type`];
  return kind === 'nlb-ip' || (kind === 'external' && (targets === 'ip' || targets === 'instance'));
}

/**
 * The Service as the API server keeps it: where the controller is known to run with its webhook, a new one of type LoadBalancer
 * without class is given the controller's own (webhooks/core/service_mutator.go).
 */
export function admitted(service: Service, { stated, flags, webhookSelector }: ControllerFacts): Service {
  const { resource, type } = service;
  if (stated !== true || !flags.enableServiceMutatorWebhook || type !== 'LoadBalancer' || (classOf(service) ?? '') !== '') return service;
  if (webhookSelector !== undefined && !selects(webhookSelector, texts(record(resource.body['metadata'])['labels']))) return service;
  return serviceOf({ ...resource, body: { ...resource.body, spec: { ...record(resource.body['spec']), loadBalancerClass: flags.serviceClass } } });
}
