/**
 * How the AWS Load Balancer Controller 3.5.0 (August 2026) finds subnets and security groups. Sources: its guide ("Subnet
 * auto-discovery", "Security groups", "TargetGroupBinding"), pkg/networking and pkg/targetgroupbinding.
 */

/** Tags of subnets for load balancers of a scheme; the value is empty or `1` ("Subnet role tag"). */
export const roleTags = { internal: 'kubernetes.io/role/internal-elb', public: 'kubernetes.io/role/elb' } as const;
export const roleTagValues = ['', '1'] as const;

/** Followed by a cluster's name; the value is `owned` or `shared`, but the controller looks at the key alone. */
export const clusterTagPrefix = 'kubernetes.io/cluster/';

/** Free addresses that Elastic Load Balancing asks of a subnet (ALB guide, "Subnets for your load balancer"). */
export const minimalFreeAddresses = 8;

/** Tags of the group that all of a cluster's load balancers share, and what its name is made of (pkg/networking, backend_sg_provider). */
export const backendGroup = {
  clusterTag: 'elbv2.k8s.aws/cluster',
  resourceTag: 'elbv2.k8s.aws/resource',
  resource: 'backend-sg',
  namePrefix: 'k8s-traffic-',
  description: '[k8s] Shared Backend SecurityGroup for LoadBalancer',
} as const;

/** The description of every rule that the controller writes into a target's group; it leaves all others alone. */
export const ruleDescription = 'elbv2.k8s.aws/targetGroupBinding=shared';

export const lastPort = 65535;
