import { standardControllers } from '../controllers/standard.ts';
import type { Resource } from '../resource/resource.ts';

/** Types that some part of the product reads, beside those that controllers read; every other object is listed as not judged. */
const judgedTypes = new Set([
  'Namespace', 'Service', 'Endpoints', 'EndpointSlice', 'Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Secret', 'ConfigMap', 'ServiceAccount',
  'HorizontalPodAutoscaler', 'Ingress', 'IngressClass', 'PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication', 'DestinationRule', 'VirtualService', 'Gateway', 'MeshConfig', 'Kiali', 'ServiceEntry', 'WorkloadEntry', 'Sidecar', 'Serves', 'ProxyConfigText', 'NetworkPolicy',
]);

/** Types of the AWS provider that kinds, dialects and controllers look at. */
const awsTypes: readonly string[] = [
  'AwsAnswer', 'aws_alb_listener', 'aws_alb_target_group', 'aws_ec2_transit_gateway_attachment', 'aws_ec2_transit_gateway_peering_attachment',
];

/** Objects of which nothing is said. */
export function unreadOf(resources: readonly Resource[]): readonly Resource[] {
  const judged = new Set([...judgedTypes, ...awsTypes, ...standardControllers.flatMap(({ reads }) => reads)]);
  return resources.filter(({ type, derived }) => derived === undefined && !judged.has(type));
}
