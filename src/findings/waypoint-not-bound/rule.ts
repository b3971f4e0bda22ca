import { serviceWaypoint, workloadWaypoint, type Binding } from '../../dialects/istio/ambient/waypoints.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { keyOf, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A label asks for a waypoint, and istiod binds none: connections go on without it. */
export const rule: Rule = {
  name: 'waypoint-not-bound',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  const services = servicesOf(estate).map((service) => ({ resource: service.resource, binding: serviceWaypoint(estate, service) }));
  // What a namespace says is for its Services: a waypoint for workloads is asked for at the pods.
  const pods = podsOf(estate).map((pod) => ({ resource: pod.resource, binding: workloadWaypoint(estate, pod) })).filter(({ resource, binding }) => binding?.resource === resource);
  for (const { resource, binding } of [...services, ...pods]) {
    if (binding === undefined || !('none' in binding) || told.has(keyOf(binding.resource))) continue;
    told.add(keyOf(binding.resource));
    yield found(binding, resource);
  }
}

function found({ resource, path, none }: Extract<Binding, { none: string }>, of: Resource): Finding {
  return findingAt(rule, { resource, path }, {
    message: `connections to ${nameOf(of)} go past the waypoint that is asked for: ${none}`,
    label: 'asks for a waypoint that is not bound',
    because: [because(nameOf(of), 'is reached as if nobody asked: ztunnel enforces what needs no HTTP, and nothing reads policies with targetRefs, routes and traffic policies', { resource: of, path: ['metadata', 'name'] })],
  });
}
