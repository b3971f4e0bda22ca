import { covers } from '../../ir/address.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { OfferSpec, TransitGatewaySpec } from './spec.ts';

/** A static route to the attached VPC that has the address, in the table that decides. */
export function mend({ back, table }: TransitGatewaySpec, { cause, request }: Blocked): readonly Proposal[] {
  const address = request[back ? 'src.address' : 'dst.address'];
  if (cause !== 'route-missing' || table === undefined || typeof address !== 'string') return [];
  return table.unrouted.flatMap(({ cidr, offer }) => (offer === undefined || covers(cidr, address) !== true ? [] : [proposal(table.name, cidr, offer)]));
}

function proposal(name: string, cidr: string, { table, attachment, tableKey, attachmentKey, after }: OfferSpec): Proposal {
  const command = `aws ec2 create-transit-gateway-route --transit-gateway-route-table-id ${tableKey} --destination-cidr-block ${cidr} --transit-gateway-attachment-id ${attachmentKey}`;
  const route = { scope: after.scope, type: 'aws_ec2_transit_gateway_route', name: `${after.name}-${cidr.replace(/[./:]/g, '-')}`, body: { destination_cidr_block: cidr, transit_gateway_attachment_id: attachment, transit_gateway_route_table_id: table } };
  return { title: `add ${cidr} -> ${attachmentKey} to ${name}`, ...(tableKey.startsWith('tgw-rtb-') && attachmentKey.startsWith('tgw-attach-') ? { command } : {}), edits: [{ edit: 'add', resource: route, after }], certainty: 'proposed' };
}
