import type { ServicePort } from '../../../dialects/kubernetes/services.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { placesOf, type Annotations } from '../annotations.ts';
import type { Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { tokenOf, type Piece, type Token } from '../stack.ts';
import { nodeSelectorOf } from '../target-groups.ts';
import type { Backend } from './target-groups.ts';

/** What a binding needs to know of its target group. */
export interface Bound {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly protocol: string;
  readonly addressType: string;
  readonly port: ServicePort;
  readonly checkPort: number | string | undefined;
  readonly controlPort?: number;
  readonly annotations: Annotations;
}

/** The TargetGroupBinding that keeps the endpoints of a Service registered in a target group. */
export function bindingOf(drafting: Drafting, { balancer, service, port, place }: Backend, bound: Bound): Piece {
  const { annotations, type } = bound;
  const multiple = annotations.flag('multi-cluster-target-group') === true;
  const spec = body({
    targetGroupARN: tokenOf('AWS::ElasticLoadBalancingV2::TargetGroup', bound.id, 'targetGroupARN'),
    targetGroupProtocol: bound.protocol,
    targetType: type,
    vpcID: drafting.facts.flags.awsVpcId,
    ipAddressType: bound.addressType,
    serviceRef: { name: service.name, port },
    networking: networkingOf(drafting, balancer.backend, type === 'instance' ? (bound.port.nodePort ?? 'nodePort') : bound.port.targetPort, bound.checkPort, bound.controlPort),
    nodeSelector: nodeSelectorOf(annotations, type),
    multiClusterTargetGroup: multiple ? true : undefined,
  });
  const places: Places = [
    ...placesOf(annotations, { 'target-node-labels': ['template', 'spec', 'nodeSelector'] }),
    ...(multiple ? [[['template', 'spec', 'multiClusterTargetGroup'], annotations.place('multi-cluster-target-group')] as const] : []),
  ];
  return { type: 'K8S::ElasticLoadBalancingV2::TargetGroupBinding', id: bound.id, spec: { template: { metadata: { name: bound.name, namespace: service.namespace }, spec } }, place, places };
}

/** What the targets' security groups let in from the load balancer; undefined: nothing. */
function networkingOf(drafting: Drafting, backend: string | Token | undefined, targetPort: number | string, checkPort: number | string | undefined, controlPort: number | undefined): JsonObject | undefined {
  if (backend === undefined) return undefined;
  const from: Json = [{ securityGroup: { groupID: backend } }];
  if (drafting.facts.flags.disableRestrictedSgRules) return { ingress: [{ from, ports: [{ protocol: 'TCP' }] }] };
  const ports = [targetPort, ...(checkPort === undefined || checkPort === 'traffic-port' ? [] : [checkPort]), ...(controlPort === undefined ? [] : [controlPort])];
  return { ingress: ports.map((port) => ({ from, ports: [{ protocol: 'TCP', port }] })) };
}
