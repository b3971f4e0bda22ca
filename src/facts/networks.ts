/**
 * Address blocks of private networks: RFC 1918, RFC 6598 (shared address space) and RFC 4193. What stands inside a VPC or a
 * cluster has one of these unless its owner brought public ones along (AWS, "VPC CIDR blocks": recommended).
 */
export const privateBlocks: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];
