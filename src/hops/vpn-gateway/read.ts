import { byKey, networkKey, referredKey } from '../../dialects/aws/network/keys.ts';
import { routeTablesOf } from '../../dialects/aws/network/route-tables.ts';
import { wireAddress, wireOf } from '../../dialects/aws/network/wire.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { BehindSpec, VpnGatewaySpec } from './spec.ts';

/** Answers for `vgw/GATEWAY@VPC/PORT`, `back-vgw/GATEWAY@VPC/PORT/END`, and as a place for `out` and `beyond`. */
export function read(estate: Estate): Opened<VpnGatewaySpec> {
  const gateways = byKey(estate, 'aws_vpn_gateway');
  return {
    at: (address) => {
      const [word, place = '', written = '', end = ''] = address.split('/');
      const [key = '', vpc = ''] = place.split('@');
      const resource = gateways.get(key);
      if (resource === undefined) return undefined;
      const about = { title: key, origin: { ...originOf(resource, [], key), resource: `aws_vpn_gateway ${key}` } };
      const port = written === '*' ? '*' : Number(written);
      if (word === 'vgw') return { ...about, part: 'out', behind: behindOf(estate, key), reply: wireAddress({ word: 'back-vpc', place: vpc, port, end: key }) };
      if (word === 'back-vgw') return { ...about, part: 'back', key, beyond: wireAddress({ word: 'beyond', place: end, port }) };
      const own = attachedTo(estate, resource);
      if (wireOf(address)?.word === 'beyond') return { ...about, part: 'end' };
      return own === undefined ? undefined : { ...about, part: 'in', router: wireAddress({ word: 'vpc', place: own, port }) };
    },
  };
}

function attachedTo(estate: Estate, gateway: Resource): string | undefined {
  const own = referredKey(estate, gateway, gateway.body['vpc_id']);
  if (own !== undefined) return own;
  const attachment = estate.ofType('aws_vpn_gateway_attachment').find((each) => referredKey(estate, each, each.body['vpn_gateway_id']) === networkKey(gateway));
  return attachment === undefined ? undefined : referredKey(estate, attachment, attachment.body['vpc_id']);
}

/** A VPN with static routes says what it leads to; by BGP, and over Direct Connect, only the other side does. */
function behindOf(estate: Estate, key: string): BehindSpec {
  const connections = estate.ofType('aws_vpn_connection').filter((each) => referredKey(estate, each, each.body['vpn_gateway_id']) === key);
  const direct = estate.ofType('aws_dx_gateway_association').some((each) => referredKey(estate, each, each.body['associated_gateway_id'] ?? each.body['vpn_gateway_id']) === key);
  if (direct) return 'something';
  // What a gateway has brought into a route table, something behind it has told it.
  if (connections.length === 0) return [...routeTablesOf(estate).values()].some(({ routes }) => routes.some(({ propagated, target }) => propagated && target?.key === key)) ? 'something' : 'nothing';
  if (connections.some(({ body }) => body['static_routes_only'] !== true)) return 'something';
  const keys = new Set(connections.map((each) => [...byKey(estate, 'aws_vpn_connection')].find(([, found]) => found === each)?.[0]));
  return { cidrs: estate.ofType('aws_vpn_connection_route').filter((each) => keys.has(referredKey(estate, each, each.body['vpn_connection_id']))).flatMap(({ body }) => text(body['destination_cidr_block']) ?? []) };
}
