/**
 * How the AWS Load Balancer Controller 3.5.0 (August 2026) finds subnets and security groups. Sources: its guide ("Subnet
 * auto-discovery", "Security groups", "TargetGroupBinding"), pkg/networking and pkg/targetgroupbinding.
 */

/** Tags of subnets for load balancers of a scheme; the value is empty or `1` ("Subnet role tag"). */
export const roleTags = { internal: 'kubernetes.io/role/internal-elb', public: 'kubernetes.io/role/elb' } as const;
export const roleTagValues = ['', '1'] as const;

/** Followed by a cluster's name; the value is `owned` or `shared`, but the controller looks at the key alone. */
export const clusterTagPrefix = 'kubernetes.io/cluster/';

/** Before this version a subnet without any cluster tag was left out (guide, "Subnet auto-discovery", cluster tag check). */
export const untaggedSubnetsSince = '2.1.1';

/** Since this version subnets are told by their routes where none has a role tag (release notes of v2.12.1). */
export const reachabilitySince = '2.12.1';

/** Free addresses that Elastic Load Balancing asks of a subnet (ALB guide, "Subnets for your load balancer"). */
export const minimalFreeAddresses = 8;

/** The tag of everything that the controller makes: the cluster's name (pkg/deploy/tracking). */
export const clusterTag = 'elbv2.k8s.aws/cluster';

/** Tags of the group that all of a cluster's load balancers share, and what its name is made of (pkg/networking, backend_sg_provider). */
export const backendGroup = {
  resourceTag: 'elbv2.k8s.aws/resource',
  resource: 'backend-sg',
  namePrefix: 'k8s-traffic-',
  description: '[k8s] Shared Backend SecurityGroup for LoadBalancer',
} as const;

/** The description of every rule that the controller writes into a target's group; it leaves all others alone. */
export const ruleDescription = 'elbv2.k8s.aws/targetGroupBinding=shared';

export const lastPort = 65535;

/** Nodes that no load balancer gets as a target (pkg/backend, endpoint_utils; guide, "TargetGroupBinding", nodeSelector). */
export const nodesLeftOut: readonly { readonly key: string; readonly value?: string }[] = [
  { key: 'node-role.kubernetes.io/master' },
  { key: 'node.kubernetes.io/exclude-from-external-load-balancers' },
  { key: 'alpha.service-controller.kubernetes.io/exclude-balancer' },
  { key: 'eks.amazonaws.com/compute-type', value: 'fargate' },
];

/** Taints of nodes that an autoscaler is about to remove (pkg/backend, endpoint_utils). */
export const drainingTaints: readonly string[] = ['ToBeDeletedByClusterAutoscaler', 'karpenter.sh/disrupted'];

/** Addresses outside of its VPC that a target group takes (ELB guide, "Register targets", IP addresses). */
export const registrableBlocks: readonly string[] = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];
