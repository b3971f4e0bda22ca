import type { RouteTable, Subnet } from '../facts.ts';

/** Whether a subnet has a route to an internet gateway; undefined where it has no table, nor its VPC a main one. */
export function isPublic(subnet: Subnet, tables: readonly RouteTable[]): boolean | undefined {
  const table = tables.find(({ subnets }) => subnets.includes(subnet.id)) ?? tables.find(({ main, vpc }) => main && vpc === subnet.vpc);
  return table?.toInternetGateway;
}
