import { balancersOf } from '../../dialects/aws/balancers.ts';
import { targetGroupOf } from '../../dialects/aws/target-groups.ts';
import { controllerIn, ownerOf, type Owner } from '../../dialects/aws/service-owner.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import { servicesOf, servicesSelecting, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, valueAt } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { forwarded, servicesBehind } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** Pods behind an Application Load Balancer have another way in: their Service is of type LoadBalancer too. */
export const rule: Rule = {
  name: 'second-load-balancer',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<Service>();
  for (const { group, hop } of forwarded(estate)) {
    const balancer = balancersOf(estate).find(({ name }) => hop.split('/')[1] === name);
    for (const service of leadingThere(estate, targetGroupOf(estate, group.resource))) {
      if (told.has(service) || balancer === undefined || isMistaken(service)) continue;
      told.add(service);
      yield found(service, balancer, group.type, ownerOf(service, controllerIn(estate, service.resource.scope)));
    }
  }
}

/** Services of type LoadBalancer that lead to the pods which the group leads to. */
function leadingThere(estate: Estate, group: ReturnType<typeof targetGroupOf>): readonly Service[] {
  const behind = servicesBehind(estate, group);
  const pods = group.targets.flatMap(({ pod }) => {
    const [namespace = '', name = ''] = pod?.split('/') ?? [];
    return podAt(estate, namespace, name) ?? [];
  });
  const alike = servicesOf(estate).filter((service) => behind.some((each) => each.namespace === service.namespace && Object.keys(each.selector).length > 0 && JSON.stringify(sorted(each.selector)) === JSON.stringify(sorted(service.selector))));
  return [...new Set([...behind, ...alike, ...pods.flatMap((pod) => servicesSelecting(estate, pod))])].filter(({ type }) => type === 'LoadBalancer');
}

/** Its installer was told another type, in a place that Istio does not read: that mistake is told where it stands. */
function isMistaken({ resource, name }: Service): boolean {
  const asked = valueAt(resource.derived?.from.body, ['spec', 'meshConfig', 'gateways', name, 'type']);
  return asked !== undefined && asked !== 'LoadBalancer';
}

function sorted(labels: Service['selector']): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

function found(service: Service, balancer: { readonly name: string; readonly internal: boolean; readonly resource: Parameters<typeof nameOf>[0] }, targets: string, { by, kind, scheme, why, path }: Owner): Finding {
  const named = `${service.namespace}/${service.name}`;
  const what = by === 'unknown' && scheme === undefined ? 'a load balancer of its own, which may be public' : `${scheme === undefined ? 'a ' : scheme === 'internal' ? 'an internal ' : 'a public '}${kind ?? ''}${kind === undefined ? '' : ' '}load balancer of its own`;
  const type = targets === 'instance' ? 'NodePort' : 'ClusterIP';
  const exposes = scheme === 'internet-facing' && balancer.internal;
  return findingAt(rule, { resource: service.resource, path: ['spec', 'type'] }, {
    message: `requests reach Service ${named} past load balancer ${balancer.name}, its rules and its firewall: the Service has ${what}`,
    label: exposes ? 'makes a public load balancer beside the internal one' : 'makes another load balancer',
    severity: exposes ? 'error' : 'warning',
    because: [
      because(nameOf(service.resource), 'is of type LoadBalancer, and has a load balancer made for it', { resource: service.resource, path: ['spec', 'type'] }),
      because(nameOf(service.resource), why, { resource: service.resource, path }),
      because(`load balancer ${balancer.name}`, `is ${balancer.internal ? 'internal' : 'internet-facing'} and sends to ${targets === 'instance' ? 'node ports' : 'pods'} of the same Service`),
    ],
    proposals: [{ title: `keep the load balancer that the rules stand in: type ${type}`, edits: [{ edit: 'set', of: service.resource, path: ['spec', 'type'], to: type }], certainty: 'proposed' }],
  });
}
