import { preservesClientAddress } from '../../../dialects/aws/service-annotations.ts';
import { record } from '../../../dialects/kubernetes/fields.ts';
import type { ServicePort } from '../../../dialects/kubernetes/services.ts';
import { body } from '../../controller.ts';
import { placesOf } from '../annotations.ts';
import { attributeList } from '../attribute-keys.ts';
import { tokenOf, type Piece, type Token } from '../stack.ts';
import { addressTypeOf, nodeSelectorOf, refusesIpTargets } from '../target-groups.ts';
import { named, field, type ServiceDrafting } from './drafting.ts';
import { healthCheckAnnotations, healthCheckOf } from './health-check.ts';
import type { Balancer } from './load-balancer.ts';
import { clusterOf, hashedName, uidOf } from './names.ts';
import { networkingOf } from './networking.ts';
import { tagsOf } from './tags.ts';
import { targetAttributesOf } from './target-attributes.ts';

/** The target group of one port of the Service, and the binding that fills it. */
export interface TargetGroup {
  readonly arn: Token;
  readonly pieces: readonly Piece[];
}

/** Looks at everything that a target group is made of. `protocol` is what it speaks to its targets. */
export function targetGroupOf(drafting: ServiceDrafting, balancer: Balancer, port: ServicePort, protocol: string): TargetGroup {
  const { facts, service } = drafting;
  const id = `${named(service)}:${port.port}`;
  const targetType = targetTypeOf(drafting, port) ?? 'instance';
  const check = healthCheckOf(drafting, targetType);
  const attributes = targetAttributesOf(drafting, port);
  const tags = tagsOf(drafting);
  const number = portOfGroup(drafting, targetType, port);
  const name = hashedName(drafting, [clusterOf(drafting), uidOf(service), number, port.port, targetType, protocol, check.protocol, check.interval], [port.port]);
  const addressType = addressTypeOf(drafting, service, balancer.addressType);
  const place = [service.resource, port.path] as const;
  const arn = tokenOf('AWS::ElasticLoadBalancingV2::TargetGroup', id, 'targetGroupARN');
  const group: Piece = {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    id,
    spec: body({ name, targetType, ipAddressType: addressType, port: number, protocol, healthCheckConfig: check.spec, targetGroupAttributes: attributeList(attributes), tags }),
    place,
    places: placesOf(drafting.annotations, { 'nlb-target-type': ['targetType'], ...healthCheckAnnotations, 'target-group-attributes': ['targetGroupAttributes'], 'proxy-protocol': ['targetGroupAttributes'], 'additional-resource-tags': ['tags'] }),
  };
  const targetPort = targetType === 'instance' ? (port.nodePort ?? chosenLater(port)) : port.targetPort;
  const networking = networkingOf(drafting, balancer, { protocol, port: targetPort, checkPort: check.port ?? 'the health check node port', addressType, preserves: preservesClientAddress(attributes, targetType, protocol) });
  const spec = body({
    targetGroupARN: arn,
    targetGroupProtocol: protocol,
    targetType,
    ipAddressType: addressType,
    vpcID: facts.flags.awsVpcId,
    serviceRef: { name: service.name, port: port.port },
    networking,
    nodeSelector: nodeSelectorOf(drafting.annotations, targetType),
    multiClusterTargetGroup: drafting.annotations.flag('multi-cluster-target-group') === true ? true : undefined,
  });
  const binding: Piece = {
    type: 'K8S::ElasticLoadBalancingV2::TargetGroupBinding',
    id,
    spec: { template: { metadata: { name, namespace: service.namespace }, spec } },
    place,
    places: placesOf(drafting.annotations, { 'nlb-target-type': ['template', 'spec', 'targetType'], 'target-node-labels': ['template', 'spec', 'nodeSelector'], 'multi-cluster-target-group': ['template', 'spec', 'multiClusterTargetGroup'] }),
  };
  return { arn, pieces: [group, binding] };
}

/** Stands for the number of a node port that Kubernetes chooses. */
function chosenLater({ port }: ServicePort): string {
  return `the node port of ${port}`;
}

/** What is registered: nodes, or pods by their own addresses. Undefined: refused. */
function targetTypeOf(drafting: ServiceDrafting, port: ServicePort): 'instance' | 'ip' | undefined {
  const { annotations, facts, service } = drafting;
  const written = annotations.text('nlb-target-type') ?? facts.flags.defaultTargetType;
  const at = annotations.text('nlb-target-type') === undefined ? field(service, 'spec', 'type') : annotations.place('nlb-target-type');
  if (written === 'ip' && refusesIpTargets(drafting, at)) return undefined;
  if (annotations.text('type') === 'nlb-ip' || written === 'ip') return 'ip';
  if (service.type === 'ClusterIP') drafting.reject(at, `Service ${named(service)} is of type ClusterIP and has no node ports, which targets of type ${written} need`, `unsupported service type "${service.type}" for load balancer target type "${written}"`);
  else if (port.nodePort === undefined && record(service.resource.body['spec'])['allocateLoadBalancerNodePorts'] === false) drafting.reject(field(service, 'spec', 'allocateLoadBalancerNodePorts'), `port ${port.port} of Service ${named(service)} has no node port, which targets of type instance need, and none is allocated`, 'unable to support instance target type with an unallocated NodePort');
  else return 'instance';
  return undefined;
}

/** Not in the path of any request: each target is registered with its own port. 1 stands for a port that pods name. */
function portOfGroup(drafting: ServiceDrafting, targetType: 'instance' | 'ip', port: ServicePort): number | undefined {
  const { service } = drafting;
  if (targetType === 'instance') {
    if (port.nodePort === undefined && service.type !== 'ClusterIP') drafting.assume(`the node port of port ${port.port} of Service ${named(service)} is chosen when the Service is made`);
    return port.nodePort;
  }
  if (port.targetPort === 0) drafting.reject([service.resource, port.path], `port ${port.port} of Service ${named(service)} leads to no port of its pods`, 'TargetGroup port is empty. Are you using the correct service type?');
  return typeof port.targetPort === 'number' ? port.targetPort : 1;
}
