import { balancersOf } from '../../dialects/aws/balancers.ts';
import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import type { Service, ServicePort } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { annotationPath, groupsOf, podsBehind, saidOf, servicesBehind } from '../groups.ts';
import { gatewayPods } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A port that speaks gRPC behind a target group of HTTP/1.1, or a target group of gRPC behind a listener without TLS. */
export const rule: Rule = {
  name: 'target-group-speaks-another-version',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const gateways = new Set(gatewayPods(estate));
  for (const group of groupsOf(estate)) {
    if (podsBehind(estate, group).some((pod) => gateways.has(pod))) continue;
    if (group.version === 'HTTP1') yield* grpcBehind(estate, group);
    if (group.version === 'GRPC') yield* withoutTls(estate, group);
  }
}

function* grpcBehind(estate: Estate, group: TargetGroup): Iterable<Finding> {
  for (const service of servicesBehind(estate, group)) {
    const port = service.ports.find((each) => isGrpc(each) && leadsTo(group, service, each));
    if (port === undefined) continue;
    yield findingAt(rule, saidOf(estate, group, 'backend-protocol-version') ?? { resource: service.resource, path: port.path }, {
      message: `gRPC calls to ${service.namespace}/${service.name} fail: the load balancer speaks HTTP/1.1 to port ${port.port}`,
      label: `port ${port.port} is for gRPC, and nothing says so to the load balancer`,
      because: [
        because(`target group ${group.name}`, 'has protocol version HTTP1, the default: requests of HTTP/2 clients go on as HTTP/1.1, and gRPC needs HTTP/2 up to the program'),
      ],
      proposals: [{ title: 'let the load balancer speak gRPC to this Service', edits: [{ edit: 'set', of: service.resource, path: annotationPath('backend-protocol-version'), to: 'GRPC' }], certainty: 'proposed' }],
    });
    return;
  }
}

/** Whether the group was made for this port of the Service, as far as its targets tell. */
function leadsTo({ targets }: TargetGroup, { namespace, name, ports }: Service, port: ServicePort): boolean {
  if (ports.length === 1) return true;
  return targets.some(({ service, port: number }) => service === `${namespace}/${name}/${port.port}` || (service === undefined && number === port.targetPort));
}

function isGrpc({ name = '', appProtocol }: ServicePort): boolean {
  return appProtocol === undefined ? name === 'grpc' || (name.startsWith('grpc-') && !name.startsWith('grpc-web')) : appProtocol === 'grpc';
}

/** AWS takes no gRPC group behind a listener of plain HTTP ("Target groups for your Application Load Balancers", protocol version). */
function* withoutTls(estate: Estate, group: TargetGroup): Iterable<Finding> {
  for (const { name, listeners } of balancersOf(estate)) {
    const plain = listeners.find(({ protocol, actions, rules }) => protocol === 'HTTP' && [...actions, ...rules.flatMap((each) => each.actions)].some((action) => action.type === 'forward' && action.groups.some((each) => each.group === group.resource)));
    if (plain === undefined) continue;
    yield findingAt(rule, saidOf(estate, group, 'backend-protocol-version') ?? { resource: group.resource, path: ['protocol_version'] }, {
      message: `AWS refuses rules of ${name} on port ${plain.port} that lead to ${group.name}: gRPC needs a listener of HTTPS`,
      label: `a gRPC group behind plain HTTP on port ${plain.port}`,
      because: [because(nameOf(plain.resource), `listens for HTTP on port ${plain.port}`)],
    });
    return;
  }
}
