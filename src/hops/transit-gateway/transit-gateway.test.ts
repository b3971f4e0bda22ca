import { expect, test } from 'vitest';
import { pointCarrier } from '../../engine/point.ts';
import { walk } from '../../engine/walk.ts';
import { packetsAt } from '../../path/packets.ts';
import { pathOf, type Path } from '../../path/path.ts';
import { applyEdits } from '../../resource/edit.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';

/** A resource as Terraform's provider has it. */
function made(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body, locate: () => undefined };
}

function vpc(name: string, block: string): readonly Resource[] {
  const prefix = block.split('.').slice(0, 2).join('.');
  return [
    made('vpc', name, { id: `vpc-${name}`, cidr_block: block }),
    made('subnet', name, { id: `subnet-${name}`, vpc_id: `vpc-${name}`, cidr_block: `${prefix}.1.0/24`, availability_zone: 'eu-central-1a' }),
    made('network_interface', name, { id: `eni-${name}`, subnet_id: `subnet-${name}`, vpc_id: `vpc-${name}`, private_ip: `${prefix}.1.7`, security_groups: [] }),
    made('route_table', name, { id: `rtb-${name}`, vpc_id: `vpc-${name}`, main: true, route: [{ cidr_block: '10.0.0.0/8', transit_gateway_id: '${aws_ec2_transit_gateway.hub.id}' }] }),
  ];
}

function attachment(name: string, more: JsonObject = {}): Resource {
  return made('ec2_transit_gateway_vpc_attachment', name, { id: `tgw-attach-${name}`, transit_gateway_id: '${aws_ec2_transit_gateway.hub.id}', vpc_id: `vpc-${name}`, subnet_ids: [`subnet-${name}`], ...more });
}

const hub = (more: JsonObject = {}): Resource => made('ec2_transit_gateway', 'hub', { id: 'tgw-1', ...more });
const both = [...vpc('a', '10.1.0.0/16'), ...vpc('b', '10.2.0.0/16')];

/** What becomes of a connection from an interface, and the notes of the gateway on its way. */
function sent(path: Path, from: string, to: string): readonly string[] {
  const packets = packetsAt(path, { from: { interface: from }, to, protocol: 'tcp', port: 443 });
  if (packets === undefined) throw new Error(`nothing is known of ${from}`);
  return walk(path.program, pointCarrier(), packets.entry, packets.point, { onward: false }).map(({ verdict, steps, when }) => {
    const notes = steps.flatMap(({ hop, origin }) => (hop.startsWith('tgw/') ? (origin.note ?? []) : []));
    return `${when.length > 0 ? 'perhaps ' : ''}${'cause' in verdict ? `${verdict.kind} ${verdict.cause}` : verdict.kind}: ${notes.join('; ')}`;
  });
}

test('a gateway without any words about tables has one, with which everything is associated and to which everything propagates', () => {
  expect(sent(pathOf([...both, hub(), attachment('a'), attachment('b')]), 'eni-a', '10.2.1.7')).toEqual([
    'delivered: the default route table of tgw-1 sends 10.2.0.0/16 to tgw-attach-b (vpc-b) (propagated)',
  ]);
});

test('of an attachment that opts out of the default table nobody says which table hears it', () => {
  const path = pathOf([...both, hub(), attachment('a', { transit_gateway_default_route_table_association: false }), attachment('b')]);
  expect(sent(path, 'eni-a', '10.2.1.7')).toEqual(['unresolved destination-unknown: no input says which route table of tgw-1 decides for tgw-attach-a (aws ec2 get-transit-gateway-route-table-associations)']);
});

test('a gateway whose default propagation is off needs routes, and finds where a VPC with the address is attached', () => {
  const off = hub({ default_route_table_propagation: 'disable' });
  expect(sent(pathOf([...both, off, attachment('a'), attachment('b')]), 'eni-a', '10.2.1.7')).toEqual([
    'dropped route-missing: the default route table of tgw-1, which decides for tgw-attach-a, has no route for this address',
  ]);
});

test('the route that is missing is proposed, and leads there', () => {
  const resources = [...both, hub({ default_route_table_propagation: 'disable' }), attachment('a'), attachment('b')];
  const { network } = pathOf(resources);
  const station = network.station('tgw/aws_network_interface.attachment:tgw-attach-a:subnet-a/443');
  const blocked = { cause: 'route-missing', attribute: undefined, resource: 'aws_ec2_transit_gateway tgw-1', dialler: 'client', request: { 'dst.address': '10.2.1.7' } } as const;
  const [proposal, ...others] = station?.kind.mend?.(station.spec, blocked) ?? [];
  expect(others).toEqual([]);
  expect(proposal?.title).toBe('add 10.2.0.0/16 -> tgw-attach-b to the default route table of tgw-1');
  const mended = pathOf(applyEdits(resources, proposal?.edits ?? []));
  expect(sent(mended, 'eni-a', '10.2.1.7')).toEqual(['dropped route-missing: the default route table of tgw-1 sends 10.2.0.0/16 to tgw-attach-b (vpc-b) (static)']);
});

test('a table of its own with a static route in Terraform\'s words, and the default table by the attribute of the gateway', () => {
  const table = made('ec2_transit_gateway_route_table', 'own', { id: 'tgw-rtb-own', transit_gateway_id: 'tgw-1' });
  const associated = made('ec2_transit_gateway_route_table_association', 'a', { transit_gateway_attachment_id: 'tgw-attach-a', transit_gateway_route_table_id: '${aws_ec2_transit_gateway_route_table.own.id}' });
  const route = made('ec2_transit_gateway_route', 'b', { destination_cidr_block: '10.0.0.0/8', transit_gateway_attachment_id: '${aws_ec2_transit_gateway_vpc_attachment.b.id}', transit_gateway_route_table_id: '${aws_ec2_transit_gateway_route_table.own.id}' });
  const hole = made('ec2_transit_gateway_route', 'hole', { destination_cidr_block: '10.1.0.0/16', blackhole: true, transit_gateway_route_table_id: '${aws_ec2_transit_gateway.hub.association_default_route_table_id}' });
  const path = pathOf([...both, hub(), attachment('a', { transit_gateway_default_route_table_association: false }), attachment('b'), table, associated, route, hole]);
  expect(sent(path, 'eni-a', '10.2.1.7')).toEqual(['dropped route-dead: tgw-rtb-own sends 10.0.0.0/8 to tgw-attach-b (vpc-b) (static)']);
  expect(sent(path, 'eni-b', '10.1.1.7')).toEqual(['dropped route-dead: the default route table of tgw-1 drops 10.1.0.0/16: the route is a blackhole']);
});

test('of two VPCs with addresses in common only one is reached, and nobody says which', () => {
  const path = pathOf([...both, ...vpc('c', '10.2.0.0/17'), hub(), attachment('a'), attachment('b'), attachment('c')]);
  expect(sent(path, 'eni-a', '10.2.1.7').every((each) => each.startsWith('perhaps '))).toBe(true);
});

test('two gateways that are peered need static routes, each to the other', () => {
  const far = [...vpc('b', '10.2.0.0/16').map((each) => (each.type === 'aws_route_table' ? { ...each, body: { ...each.body, route: [{ cidr_block: '10.0.0.0/8', transit_gateway_id: 'tgw-2' }] } } : each)), made('ec2_transit_gateway', 'far', { id: 'tgw-2' })];
  const peering = made('ec2_transit_gateway_peering_attachment', 'p', { id: 'tgw-attach-p', transit_gateway_id: 'tgw-1', peer_transit_gateway_id: 'tgw-2' });
  const across = (gateway: string, cidr: string): Resource => made('ec2_transit_gateway_route', `to-${gateway}`, { destination_cidr_block: cidr, transit_gateway_attachment_id: 'tgw-attach-p', transit_gateway_route_table_id: `\${aws_ec2_transit_gateway.${gateway}.association_default_route_table_id}` });
  const network = [...vpc('a', '10.1.0.0/16'), ...far, hub(), attachment('a'), attachment('b', { transit_gateway_id: 'tgw-2' }), peering];
  expect(sent(pathOf(network), 'eni-a', '10.2.1.7')[0]).toContain('dropped route-missing');
  expect(sent(pathOf([...network, across('hub', '10.2.0.0/16'), across('far', '10.1.0.0/16')]), 'eni-a', '10.2.1.7')).toEqual([
    'delivered: the default route table of tgw-1 sends 10.2.0.0/16 to tgw-attach-p (static); the default route table of tgw-2 sends 10.2.0.0/16 to tgw-attach-b (vpc-b) (propagated)',
  ]);
});
