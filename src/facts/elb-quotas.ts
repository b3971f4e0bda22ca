/**
 * Default quotas of one load balancer that a group of Ingresses or a Service can reach (ALB guide and NLB guide, "Quotas"; VPC
 * guide, "Amazon VPC quotas", security groups). Read in August 2026. An account may have been given more of what is adjustable.
 */
export interface Quota {
  readonly key: 'rules' | 'targetGroups' | 'groupsPerAction' | 'listeners' | 'certificates' | 'targets' | 'inboundRules';
  readonly what: string;
  readonly of: 'application' | 'network';
  readonly limit: number;
  readonly adjustable: boolean;
}

/** Rules and certificates do not count default ones; inbound rules are those of one security group and address family. */
export const elbQuotas: readonly Quota[] = [
  { key: 'rules', what: 'rules', of: 'application', limit: 100, adjustable: true },
  { key: 'targetGroups', what: 'target groups', of: 'application', limit: 100, adjustable: false },
  { key: 'groupsPerAction', what: 'target groups of one action', of: 'application', limit: 5, adjustable: false },
  { key: 'listeners', what: 'listeners', of: 'application', limit: 50, adjustable: true },
  { key: 'certificates', what: 'further certificates', of: 'application', limit: 25, adjustable: true },
  { key: 'targets', what: 'targets', of: 'application', limit: 1000, adjustable: true },
  { key: 'inboundRules', what: 'inbound rules of its security group', of: 'application', limit: 60, adjustable: true },
  { key: 'listeners', what: 'listeners', of: 'network', limit: 50, adjustable: false },
  { key: 'certificates', what: 'further certificates', of: 'network', limit: 25, adjustable: true },
  { key: 'targets', what: 'targets', of: 'network', limit: 3000, adjustable: true },
  { key: 'inboundRules', what: 'inbound rules of its security group', of: 'network', limit: 60, adjustable: true },
];

/** Share of a quota from which there is little room left. */
export const quotaHeadRoom = 0.9;

/** Values that all conditions of one rule may compare (ALB guide, "Quotas": condition values per rule; not adjustable). */
export const conditionValueLimit = 5;

/** A weight of a forward action (ELBv2 API reference, TargetGroupTuple). Shares are weight by sum. */
export const forwardWeight = { from: 0, to: 999 } as const;
