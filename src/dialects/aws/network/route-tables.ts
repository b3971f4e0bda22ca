import type { Estate } from '../../../resource/estate.ts';
import type { JsonObject, Path, Resource } from '../../../resource/resource.ts';
import { flag, text, words } from '../../kubernetes/fields.ts';
import { blocks, nameIn } from '../references.ts';
import { byKey, networkKey, referredKey } from './keys.ts';
import { subnetsOf } from './subnets.ts';
import { isToBeMade } from './vpcs.ts';

/** A route table with what the inputs say of it. */
export interface RouteTable {
  readonly key: string;
  readonly resource: Resource;
  readonly vpc?: string;
  readonly routes: readonly Route[];
  /** Gateways whose routes come in by themselves. */
  readonly propagating: readonly string[];
}

/** One written route. */
export interface Route {
  /** A block of addresses; absent: `list` says it. */
  readonly cidr?: string;
  /** The key of a prefix list. */
  readonly list?: string;
  /** `local`, the key of what packets are sent to, or undefined: nothing that the inputs tell. */
  readonly target?: { readonly attribute: string; readonly key: string };
  /** The target is gone. */
  readonly dead: boolean;
  /** A virtual private gateway has brought it along. */
  readonly propagated: boolean;
  readonly resource: Resource;
  readonly path: Path;
}

/** The table of a subnet, and why it is that one. `by: 'main', table: undefined`: no input holds the main table of the VPC. */
export interface TableOf {
  readonly table: RouteTable | undefined;
  readonly by: 'association' | 'main';
}

/** The route table of a subnet: its own association, else the main one of its VPC; undefined if no table of the VPC is in the inputs, unless Terraform has yet to make the VPC. */
export function tableOf(estate: Estate, subnet: string): TableOf | undefined {
  const view = viewOf(estate);
  const own = view.bySubnet.get(subnet);
  if (own !== undefined) return { table: own, by: 'association' };
  const vpc = subnetsOf(estate).get(subnet)?.vpc;
  if (vpc === undefined || !(view.vpcs.has(vpc) || isToBeMade(estate, vpc))) return undefined;
  return { table: view.main.get(vpc), by: 'main' };
}

/** The table that an internet gateway or a virtual private gateway asks for what it brings into the VPC. */
export function edgeTableOf(estate: Estate, gateway: string): RouteTable | undefined {
  return viewOf(estate).byGateway.get(gateway);
}

/** Every route table of the inputs, by key. The same estate always gives the same views. */
export function routeTablesOf(estate: Estate): ReadonlyMap<string, RouteTable> {
  return viewOf(estate).tables;
}

interface View {
  readonly tables: ReadonlyMap<string, RouteTable>;
  readonly bySubnet: ReadonlyMap<string, RouteTable>;
  readonly byGateway: ReadonlyMap<string, RouteTable>;
  readonly main: ReadonlyMap<string, RouteTable>;
  /** VPCs of which there is a table. */
  readonly vpcs: ReadonlySet<string>;
}

function viewOf(estate: Estate): View {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const view = made(estate);
  viewed.set(estate, view);
  return view;
}

function made(estate: Estate): View {
  const alone = new Map<string, Route[]>();
  for (const resource of estate.ofType('aws_route')) {
    const key = referredKey(estate, resource, resource.body['route_table_id']);
    if (key !== undefined) alone.set(key, [...(alone.get(key) ?? []), routeOf(estate, resource, [], resource.body)]);
  }
  for (const resource of estate.ofType('aws_vpc_endpoint_route_table_association')) gatewayEndpoint(estate, resource, resource.body['route_table_id'], resource.body['vpc_endpoint_id'], alone);
  for (const resource of estate.ofType('aws_vpc_endpoint')) for (const id of words(resource.body['route_table_ids'])) gatewayEndpoint(estate, resource, id, undefined, alone);
  const [tables, bySubnet, byGateway, main] = [new Map<string, RouteTable>(), new Map<string, RouteTable>(), new Map<string, RouteTable>(), new Map<string, RouteTable>()];
  const vpcs = new Set<string>();
  for (const [key, resource] of byKey(estate, 'aws_route_table', 'aws_default_route_table')) {
    const table = tableFrom(estate, key, resource, alone.get(key) ?? []);
    tables.set(key, table);
    if (table.vpc !== undefined) vpcs.add(table.vpc);
    if (table.vpc !== undefined && (resource.type === 'aws_default_route_table' || flag(resource.body['main']) === true)) main.set(table.vpc, table);
    for (const id of words(resource.body['subnet_ids'])) put(bySubnet, referredKey(estate, resource, id), table);
    for (const id of words(resource.body['gateway_ids'])) put(byGateway, referredKey(estate, resource, id), table);
  }
  for (const resource of estate.ofType('aws_route_table_association')) {
    const table = tables.get(referredKey(estate, resource, resource.body['route_table_id']) ?? '');
    if (table === undefined) continue;
    put(bySubnet, referredKey(estate, resource, resource.body['subnet_id']), table);
    put(byGateway, referredKey(estate, resource, resource.body['gateway_id']), table);
  }
  for (const resource of estate.ofType('aws_main_route_table_association')) {
    const table = tables.get(referredKey(estate, resource, resource.body['route_table_id']) ?? '');
    const vpc = referredKey(estate, resource, resource.body['vpc_id']);
    if (table !== undefined && vpc !== undefined) main.set(vpc, table);
  }
  return { tables, bySubnet, byGateway, main, vpcs };
}

function put(map: Map<string, RouteTable>, key: string | undefined, table: RouteTable): void {
  if (key !== undefined) map.set(key, table);
}

/** Terraform names the main table by an attribute of its VPC: `${aws_vpc.main.main_route_table_id}`. */
function vpcNamed(estate: Estate, { scope }: Resource, value: JsonObject[string] | undefined): string | undefined {
  const named = nameIn(text(value) ?? '');
  if (named === undefined) return undefined;
  const vpc = estate.find({ scope: named.scope ?? scope, type: named.type, name: named.name });
  return vpc === undefined ? undefined : networkKey(vpc);
}

function tableFrom(estate: Estate, key: string, resource: Resource, alone: readonly Route[]): RouteTable {
  const { body } = resource;
  const vpc = referredKey(estate, resource, body['vpc_id']) ?? vpcNamed(estate, resource, body['default_route_table_id']);
  const inline = blocks(body['route']).map((route, index) => routeOf(estate, resource, ['route', index], route));
  const propagating = [...words(body['propagating_vgws']), ...estate.ofType('aws_vpn_gateway_route_propagation').filter((each) => referredKey(estate, each, each.body['route_table_id']) === key).flatMap((each) => words([each.body['vpn_gateway_id'] ?? null]))];
  const listed = new Set(inline.flatMap(({ target }) => target?.key ?? []));
  const besides = alone.filter(({ resource: of, target }) => of.type === 'aws_route' || !listed.has(target?.key ?? ''));
  return { key, resource, routes: distinct([...besides, ...inline]), propagating: propagating.flatMap((id) => referredKey(estate, resource, id) ?? []), ...(vpc === undefined ? {} : { vpc }) };
}

/** A gateway endpoint makes a route for its prefix list in every table that it names (VPC endpoint guide, "Gateway endpoints"). */
function gatewayEndpoint(estate: Estate, from: Resource, table: JsonObject[string] | undefined, endpoint: JsonObject[string] | undefined, into: Map<string, Route[]>): void {
  const key = referredKey(estate, from, table);
  const target = endpoint === undefined ? networkKey(from) : referredKey(estate, from, endpoint);
  const own = endpoint === undefined ? from : byKey(estate, 'aws_vpc_endpoint').get(target ?? '');
  const list = text(own?.body['prefix_list_id']) ?? text(own?.body['service_name']);
  if (key === undefined || target === undefined || list === undefined) return;
  into.set(key, [...(into.get(key) ?? []), { list: referredKey(estate, own!, list) ?? list, target: { attribute: 'vpc_endpoint_id', key: target }, dead: false, propagated: false, resource: from, path: [] }]);
}

/** What a route can lead to (Terraform AWS provider 6, aws_route: targets). */
const targets = ['gateway_id', 'nat_gateway_id', 'network_interface_id', 'transit_gateway_id', 'vpc_peering_connection_id', 'vpc_endpoint_id', 'egress_only_gateway_id', 'carrier_gateway_id', 'local_gateway_id', 'core_network_arn', 'instance_id'];

function routeOf(estate: Estate, resource: Resource, path: Path, said: JsonObject): Route {
  const filled = (...names: readonly string[]): string | undefined => names.map((name) => text(said[name])).find((value) => value !== undefined && value !== '');
  const cidr = filled('cidr_block', 'ipv6_cidr_block', 'destination_cidr_block', 'destination_ipv6_cidr_block');
  const list = filled('destination_prefix_list_id');
  const attribute = targets.find((name) => filled(name) !== undefined);
  const key = attribute === undefined ? undefined : referredKey(estate, resource, said[attribute]);
  const made = attribute === undefined ? endpointToBe(estate, resource) : undefined;
  return {
    ...(cidr === undefined ? {} : { cidr }),
    ...(list === undefined ? {} : { list: referredKey(estate, resource, list) ?? list }),
    ...(attribute === undefined || key === undefined ? {} : { target: { attribute, key } }),
    ...(made === undefined ? {} : { target: { attribute: 'vpc_endpoint_id', key: made } }),
    dead: text(said['state']) === 'blackhole',
    propagated: text(said['origin']) === 'EnableVgwRoutePropagation',
    resource,
    path,
  };
}

/**
 * The firewall to one of whose endpoints a route will lead: which, only apply knows, but a route leads to endpoints of its own
 * VPC, and nothing else makes any there.
 */
export function endpointToBe(estate: Estate, route: Resource): string | undefined {
  const { type, body } = route;
  if (type !== 'aws_route' || !words(body['unknown_after_apply']).includes('vpc_endpoint_id')) return undefined;
  const table = byKey(estate, 'aws_route_table', 'aws_default_route_table').get(referredKey(estate, route, body['route_table_id']) ?? '');
  const vpc = table === undefined ? undefined : referredKey(estate, table, table.body['vpc_id']);
  const inVpc = (each: Resource): boolean => vpc !== undefined && referredKey(estate, each, each.body['vpc_id']) === vpc;
  const [only, ...others] = [...estate.ofType('aws_networkfirewall_firewall'), ...estate.ofType('aws_vpc_endpoint').filter((each) => each.body['vpc_endpoint_type'] === 'GatewayLoadBalancer')].filter(inVpc);
  return only === undefined || others.length > 0 || only.type !== 'aws_networkfirewall_firewall' ? undefined : networkKey(only);
}

/** State shows routes of their own among those of the table once more; AWS lists those of a gateway endpoint, with their prefix list. */
function distinct(routes: readonly Route[]): readonly Route[] {
  const seen = new Set<string>();
  return routes.filter(({ cidr, list, target }) => seen.size < seen.add(JSON.stringify([cidr, list, target?.key])).size);
}

const viewed = new WeakMap<Estate, View>();
