import type { Estate } from '../../resource/estate.ts';
import type { Cluster } from './clusters.ts';
import { referredKey } from './network/keys.ts';
import { tableOf, type RouteTable } from './network/route-tables.ts';
import { subnetsOf } from './network/subnets.ts';
import { isPlanned } from '../../resource/resource.ts';

/** No subnet of the cluster has a default route, and the tables of all are known. */
export function isShutIn(estate: Estate, { subnets }: Cluster): boolean {
  const tables = subnets.map((subnet) => tableOf(estate, subnet)?.table);
  return tables.length > 0 && tables.every((table) => table !== undefined && isKnown(estate, table) && table.routes.every(({ cidr }) => cidr !== '0.0.0.0/0' && cidr !== '::/0'));
}

/** AWS lists at least the local route of a table; one that is yet to be made may have no other, where nothing in its VPC leads anywhere. */
function isKnown(estate: Estate, table: RouteTable): boolean {
  if (table.routes.length > 0) return true;
  return isPlanned(table.resource) && table.vpc !== undefined && !leadsOut(estate, table.vpc);
}

function leadsOut(estate: Estate, vpc: string): boolean {
  return ['aws_internet_gateway', 'aws_nat_gateway', 'aws_ec2_transit_gateway_vpc_attachment', 'aws_vpn_gateway'].some((type) => estate.ofType(type).some((each) => {
    const own = referredKey(estate, each, each.body['vpc_id']) ?? subnetsOf(estate).get(referredKey(estate, each, each.body['subnet_id']) ?? '')?.vpc;
    return own === undefined || own === vpc;
  }));
}
