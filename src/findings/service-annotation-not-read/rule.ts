import { controllerIn, ownerOf } from '../../dialects/aws/service-owner.ts';
import { unreadAnnotations } from '../../dialects/aws/unread-annotations.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import { networkPrefix } from '../../facts/network-load-balancer.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** An annotation is meant for a load balancer, and the program that makes it, if any does, does not know it. The load balancer controller says so itself of its own. */
export const rule: Rule = {
  name: 'service-annotation-not-read',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const service of servicesOf(estate)) {
    if (!Object.keys(service.annotations).some((key) => key.startsWith(networkPrefix))) continue;
    const owner = ownerOf(service, controllerIn(estate, service.resource.scope));
    if (owner.by === 'load-balancer-controller') continue;
    for (const { key, message, exposes } of unreadAnnotations(service, owner)) {
      yield findingAt(rule, { resource: service.resource, path: ['metadata', 'annotations', key] }, {
        message: service.type === 'LoadBalancer' ? message : `${key} does nothing: ${message}`,
        label: 'nobody reads this',
        severity: exposes ? 'error' : service.type === 'LoadBalancer' ? 'warning' : 'note',
        because: [because(nameOf(service.resource), service.type === 'LoadBalancer' ? owner.why : `its type is ${service.type}`, { resource: service.resource, path: service.type === 'LoadBalancer' ? owner.path : ['spec', 'type'] })],
      });
    }
  }
}
