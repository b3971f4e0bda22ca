/**
 * What AWS takes in the plan of a network. Sources, read in August 2026: VPC user guide, "VPC CIDR blocks" and "Subnet sizing"
 * (/16 to /28); EC2 API reference, CreateNetworkAclEntry (rule numbers 1 to 32766; describe shows the last ones, `*`, as 32767 and
 * 32768) and IpPermission (ports 0 to 65535, for ICMP the type and the code, -1 for all of them).
 */
export const blockSizes = { largest: 16, smallest: 28 } as const;
export const aclRuleNumbers = { first: 1, last: 32_766 } as const;
export const portNumbers = { first: 0, last: 65_535 } as const;
export const icmpNumbers = { first: -1, last: 255 } as const;

/** Interface and Gateway Load Balancer endpoints of one VPC together; adjustable (AWS PrivateLink guide, "AWS PrivateLink quotas"; read November 2026). */
export const endpointsPerVpc = 50;

/**
 * Addresses of a subnet that AWS keeps: the first four and the last (VPC guide, "Subnet sizing"). What an Application Load Balancer asks of
 * each of its subnets (ALB guide, "Subnets for your load balancer": a /27 at least and eight free addresses, so that it can scale; it may
 * take up to 100 in all), and EKS of those of a cluster (EKS guide, "VPC and subnet considerations": six, better sixteen). November 2026.
 */
export const subnetAddresses = { kept: 5, balancer: 8, balancerPrefix: 27, cluster: 6, perPrefix: 16 } as const;
