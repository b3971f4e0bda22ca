import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import type { Service } from '../../dialects/kubernetes/services.ts';
import { nodePorts } from '../../facts/kubernetes.ts';
import { gatewayStatus } from '../../facts/istio-installation.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import { annotationPath, groupsOf, saidOf, servicesBehind } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A health check asks a node port by its number, and nobody has fixed that number. */
export const rule: Rule = {
  name: 'health-check-port-may-change',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const group of groupsOf(estate)) {
    const { port } = group.check;
    if (group.type !== 'instance' || port === 'traffic-port' || port < nodePorts.from || port >= nodePorts.to) continue;
    const services = servicesBehind(estate, group);
    const [service] = services;
    if (service !== undefined && !services.some(({ ports }) => ports.some(({ nodePort }) => nodePort === port))) yield found(group, service, port, saidOf(estate, group, 'healthcheck-port') ?? { resource: group.resource, path: ['health_check'] });
  }
}

function found(group: TargetGroup, service: Service, port: number, spot: Spot): Finding {
  // Ports that all have a number leave no room for another.
  const fixed = service.ports.flatMap(({ nodePort, name, port: own }) => (nodePort === undefined ? [] : [`${nodePort} (${name ?? own})`]));
  if (fixed.length > 0 && fixed.length === service.ports.length) {
    return findingAt(rule, spot, {
      message: `no target of ${group.name} passes its health check: no port of Service ${service.namespace}/${service.name} has node port ${port}`,
      label: `the node ports are ${listed(fixed)}`,
      because: [],
      proposals: mends(group, service, spot),
    });
  }
  return findingAt(rule, spot, {
    message: `the targets of ${group.name} turn unhealthy on the day that Service ${service.namespace}/${service.name} gets another node port than ${port}`,
    label: `no port of ${nameOf(service.resource)} is fixed at ${port}`,
    because: [because(nameOf(service.resource), 'the cluster picks its node ports, and picks again when the Service is made anew', { resource: service.resource, path: ['spec', 'ports'] })],
    proposals: mends(group, service, spot),
  });
}

/** The controller looks the number up if it is given a name. Which port is meant is known where a gateway's readiness is asked for. */
function mends({ check }: TargetGroup, { ports, resource }: Service, { resource: of }: Spot): readonly Proposal[] {
  const meant = check.path === gatewayStatus.path ? ports.find(({ port, name }) => port === gatewayStatus.port && name !== undefined) : undefined;
  const named = meant ?? ports.find(({ name }) => name !== undefined);
  if (named?.name === undefined || of.type !== 'Ingress') return [];
  const title = `name the port: the controller looks up the node port of ${named.name} of ${nameOf(resource)}`;
  return [{ title, edits: [{ edit: 'set', of, path: annotationPath('healthcheck-port'), to: named.name }], certainty: meant === undefined ? 'needs a value' : 'proposed' }];
}
