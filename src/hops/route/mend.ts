import { inBlocks } from '../../dialects/aws/addresses.ts';
import { clientsOf } from '../../dialects/aws/network/far-ends.ts';
import { interfacesHolding, interfacesIn, interfacesOf, interfacesOwned } from '../../dialects/aws/network/interfaces.ts';
import { internetGatewaysOf, pairedIn } from '../../dialects/aws/network/internet-gateways.ts';
import { across, carries, peeringsOf } from '../../dialects/aws/network/peerings.ts';
import { routeTablesOf, tableOf, type Route, type RouteTable } from '../../dialects/aws/network/route-tables.ts';
import { shownAs, shownOf } from '../../dialects/aws/network/security-groups.ts';
import { attached, attachmentsOf } from '../../dialects/aws/network/transit-gateways.ts';
import { subnetsOf } from '../../dialects/aws/network/subnets.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { idOf, namedAs } from '../../dialects/aws/references.ts';
import { privateBlocks } from '../../facts/networks.ts';
import { covers, isAddress } from '../../ir/address.ts';
import type { Edit } from '../../resource/edit.ts';
import { identityOf, type JsonObject, type Resource } from '../../resource/resource.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { RouteSpec } from './spec.ts';

/** A route to where the address is, in the table that decides; one whose target is gone leads there instead. */
export function mend(spec: RouteSpec, { cause, rule, request }: Blocked): readonly Proposal[] {
  const { at, back } = spec;
  const table = at?.table === undefined ? undefined : routeTablesOf(at.estate).get(at.table);
  // All of the internet is reached by the same way as any of it.
  const address = request[back ? 'src.address' : 'dst.address'] ?? (back && at !== undefined ? clientsOf(at.estate, request)?.one : undefined);
  if (at === undefined || (table === undefined && cause !== 'route-missing') || (cause !== 'route-missing' && cause !== 'route-dead') || typeof address !== 'string' || !isAddress(address)) return [];
  const dead = cause === 'route-dead' ? table?.routes.find(({ cidr }) => rule === `route ${cidr ?? ''}`) : undefined;
  if (cause === 'route-dead' && dead === undefined) return [];
  const found = waysTo(at.estate, at.vpc, at.place, address);
  return table === undefined ? found.flatMap((way) => associating(at, address, way)) : found.map((way): Proposal => proposal(table, spec.user, dead, way));
}

/** Somewhere a route could lead. */
interface Way {
  readonly cidr: string;
  readonly attribute: string;
  readonly key: string;
  readonly resource: Resource;
}

/** Peering first, which is for these two VPCs only; then the transit gateway both are attached to; the internet for public addresses. */
function waysTo(estate: Estate, vpc: string, place: string, address: string): readonly Way[] {
  const there = interfacesHolding(estate, address).flatMap((each) => each.vpc ?? []).filter((each) => each !== vpc);
  const homes = [...new Set([...there, ...[...vpcsOf(estate).values()].filter(({ key, cidrs }) => key !== vpc && cidrs.written.some((cidr) => covers(cidr, address) === true)).map(({ key }) => key)])];
  if (homes.length > 0) return homes.flatMap((home) => [...peered(estate, vpc, home, address), ...throughTransit(estate, vpc, home, address)]);
  return inBlocks(address, privateBlocks) ? [] : outside(estate, vpc, place, address.includes(':'));
}

/** The subnet uses the main table, that no input holds, and another table of its VPC leads there: it uses that one, with the subnets of all nodes of the same owner. */
function associating({ estate, vpc, place }: NonNullable<RouteSpec['at']>, address: string, { key }: Way): readonly Proposal[] {
  const leads = ({ cidr, target, dead }: Route): boolean => !dead && target?.key === key && cidr !== undefined && covers(cidr, address) === true;
  const table = [...routeTablesOf(estate).values()].find((each) => each.vpc === vpc && each.routes.some(leads));
  const own = interfacesOf(estate).get(place);
  const nodes = own?.owner.key === undefined ? [own] : interfacesOwned(estate, own.owner.kind, own.owner.key);
  const subnets = [...new Set(nodes.flatMap((node) => node?.subnet ?? []))].flatMap((subnet) => (tableOf(estate, subnet)?.by === 'main' ? (subnetsOf(estate).get(subnet) ?? []) : []));
  if (table === undefined || subnets.length === 0) return [];
  const names = subnets.map((subnet) => shownOf(subnet.key, subnet.resource));
  const edits = subnets.map(({ resource }): Edit => {
    const { scope } = table.resource;
    const body: JsonObject = { subnet_id: namedAs(scope, resource, 'id'), route_table_id: namedAs(scope, table.resource, 'id') };
    return { edit: 'add', resource: { scope, type: 'aws_route_table_association', name: resource.name.replace(/[^\w-]+/g, '_').replace(/_$/, ''), body }, after: identityOf(table.resource) };
  });
  const commands = subnets.map((subnet) => `aws ec2 associate-route-table --route-table-id ${table.key} --subnet-id ${subnet.key}`);
  return [{ title: `associate ${names.join(' and ')} with ${shownAs('route table', table.key, table.resource)}, which leads to ${key}`, ...(table.key.startsWith('rtb-') ? { command: commands.join(' && ') } : {}), edits, certainty: 'proposed' }];
}

function blockAround(estate: Estate, vpc: string, address: string): string {
  return vpcsOf(estate).get(vpc)?.cidrs.written.find((cidr) => covers(cidr, address) === true) ?? `${address}/${address.includes(':') ? 128 : 32}`;
}

function peered(estate: Estate, vpc: string, home: string, address: string): readonly Way[] {
  return [...peeringsOf(estate).values()].filter((each) => carries(each) && across(each, vpc)?.vpc === home).map(({ key, resource }) => ({ cidr: blockAround(estate, home, address), attribute: 'vpc_peering_connection_id', key, resource }));
}

function throughTransit(estate: Estate, vpc: string, home: string, address: string): readonly Way[] {
  const gatewaysOf = (of: string): readonly string[] => [...attachmentsOf(estate).values()].filter((each) => each.kind === 'vpc' && each.vpc === of && attached(each)).flatMap(({ gateways }) => gateways);
  const both = gatewaysOf(vpc).filter((gateway) => gatewaysOf(home).includes(gateway));
  return both.flatMap((key) => {
    const resource = estate.ofType('aws_ec2_transit_gateway').find((each) => key === each.body['id'] || key.startsWith(`aws_ec2_transit_gateway.${each.name}`));
    return resource === undefined ? [] : [{ cidr: blockAround(estate, home, address), attribute: 'transit_gateway_id', key, resource }];
  });
}

/** A sender with a public address leaves by the internet gateway, others by a NAT gateway of the VPC. */
function outside(estate: Estate, vpc: string, place: string, six: boolean): readonly Way[] {
  const own = [...internetGatewaysOf(estate).values()].find((each) => each.vpc === vpc);
  const open = six || pairedIn(estate, vpc).some(({ interface: each }) => each.key === place);
  const cidr = six ? '::/0' : '0.0.0.0/0';
  if (open) return own === undefined ? [] : [{ cidr, attribute: 'gateway_id', key: own.key, resource: own.resource }];
  return interfacesIn(estate, { vpc }).flatMap(({ owner: { kind, key, resource } }) => (kind !== 'nat' || key === undefined || resource === undefined ? [] : [{ cidr, attribute: 'nat_gateway_id', key, resource }]));
}

function proposal(table: RouteTable, user: string | undefined, dead: Route | undefined, { cidr, attribute, key, resource }: Way): Proposal {
  const shown = `${shownAs('route table', table.key, table.resource)}${user === undefined ? '' : ` (used by ${user})`}`;
  const block = dead?.cidr ?? cidr;
  const target = typeof resource.body['id'] === 'string' ? resource.body['id'] : idOf(resource.type, resource.name);
  const said = dead === undefined ? `add ${block} -> ${key} to ${shown}` : `lead ${block} of ${shown} to ${key}: its target ${dead.target?.key ?? ''} no longer exists`;
  const option = `--${attribute === 'gateway_id' ? 'gateway-id' : attribute.replaceAll('_', '-')}`;
  const command = `aws ec2 ${dead === undefined ? 'create' : 'replace'}-route --route-table-id ${table.key} --destination-${block.includes(':') ? 'ipv6-' : ''}cidr-block ${block} ${option} ${key}`;
  return { title: said, ...(table.key.startsWith('rtb-') ? { command } : {}), edits: dead === undefined ? [adding(table, block, attribute, target)] : retargeting(dead, attribute, target), certainty: 'proposed' };
}

/** As a resource of its own where the table has others of that kind, else as a block of the table. */
function adding({ resource, routes }: RouteTable, cidr: string, attribute: string, target: string): Edit {
  const six = cidr.includes(':');
  const separate = routes.find((route) => route.resource.type === 'aws_route')?.resource;
  if (separate === undefined) {
    const list = resource.body['route'];
    return { edit: 'insert', of: identityOf(resource), path: ['route'], at: Array.isArray(list) ? list.length : 0, value: { [six ? 'ipv6_cidr_block' : 'cidr_block']: cidr, [attribute]: target } };
  }
  const table = typeof resource.body['id'] === 'string' ? resource.body['id'] : idOf(resource.type, resource.name);
  const body: JsonObject = { route_table_id: table, [six ? 'destination_ipv6_cidr_block' : 'destination_cidr_block']: cidr, [attribute]: target };
  return { edit: 'add', resource: { scope: resource.scope, type: 'aws_route', name: `${resource.name.replace(/[^\w-]+/g, '_')}_${cidr.replace(/[^\w]+/g, '_')}`, body }, after: identityOf(separate) };
}

function retargeting({ resource, path, target }: Route, attribute: string, to: string): readonly Edit[] {
  const of = identityOf(resource);
  const gone: readonly Edit[] = target === undefined || target.attribute === attribute ? [] : [{ edit: 'remove', of, path: [...path, target.attribute] }];
  return [...gone, { edit: 'set', of, path: [...path, attribute], to }, { edit: 'set', of, path: [...path, 'state'], to: 'active' }];
}
