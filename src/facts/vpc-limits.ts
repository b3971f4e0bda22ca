/**
 * What AWS takes in the plan of a network. Sources, read in August 2026: VPC user guide, "VPC CIDR blocks" and "Subnet sizing"
 * (/16 to /28); EC2 API reference, CreateNetworkAclEntry (rule numbers 1 to 32766; describe shows the last ones, `*`, as 32767 and
 * 32768) and IpPermission (ports 0 to 65535, for ICMP the type and the code, -1 for all of them).
 */
export const blockSizes = { largest: 16, smallest: 28 } as const;
export const aclRuleNumbers = { first: 1, last: 32_766 } as const;
export const portNumbers = { first: 0, last: 65_535 } as const;
export const icmpNumbers = { first: -1, last: 255 } as const;
