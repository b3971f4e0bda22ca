/** A service that every VPC offers at addresses which no interface has. */
export interface VpcService {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly protocols: readonly string[];
  /** It is at the first block of the VPC plus two as well, and the VPC can switch it off. */
  readonly resolves?: true;
}

/**
 * Neither security groups nor network ACLs filter what goes there, and no route is asked (VPC guide, "Understanding Amazon DNS",
 * "Security groups" and "Network ACLs"; EC2 guide, "Instance metadata" and "Amazon Time Sync Service"; read on 2026-11-22).
 */
export const vpcServices: readonly VpcService[] = [
  { name: 'Amazon DNS', addresses: ['169.254.169.253', 'fd00:ec2::253'], port: 53, protocols: ['tcp', 'udp'], resolves: true },
  { name: 'the instance metadata', addresses: ['169.254.169.254', 'fd00:ec2::254'], port: 80, protocols: ['tcp'] },
  { name: 'the Amazon time service', addresses: ['169.254.169.123', 'fd00:ec2::123'], port: 123, protocols: ['udp'] },
];
